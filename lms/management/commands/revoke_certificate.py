from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from certificates.models import Certificate, Revocation
from certificates.services import revoke_certificate
from core.codes import clean_code
from core.errors import Refused


class Command(BaseCommand):
    help = "Withdraw a certificate; the public page says so at once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code", help="verification code, as printed below the QR code")
        parser.add_argument("--reason", required=True, choices=Revocation.Reason.values, help="shown to the public")
        parser.add_argument("--note", default="", help="stays inside")

    def handle(self, *args: Any, code: str, reason: str, note: str, **options: Any) -> None:
        certificate = Certificate.objects.filter(code=clean_code(code)).first()
        if certificate is None:
            raise CommandError("Tidak ada sertifikat dengan kode ini. Cocokkan kode dengan sertifikat, lalu ulangi.")
        try:
            revoke_certificate(certificate=certificate, reason=reason, note=note, by=None)
        except Refused as refusal:
            raise CommandError(str(refusal.sentence)) from None
        self.stdout.write(f"Sertifikat {certificate.number} dicabut.")
