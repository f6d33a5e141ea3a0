"""The room's tables; each cupboard keeps its own."""

from records.ledger.models import JpRule, LedgerEntry

__all__ = ["JpRule", "LedgerEntry"]
