"""What becomes of certificates."""

from __future__ import annotations

from dataclasses import dataclass

from core.events import DomainEvent


@dataclass(frozen=True, kw_only=True)
class CertificateIssued(DomainEvent):
    """The certificate has its number and verifies; its PDF follows."""

    certificate: str
    person: str


@dataclass(frozen=True, kw_only=True)
class CertificateRevoked(DomainEvent):
    """The certificate does not hold any more; `reason` is a value of `Revocation.Reason`."""

    certificate: str
    person: str
    reason: str
