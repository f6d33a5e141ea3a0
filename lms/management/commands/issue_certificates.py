from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from certificates.services import issue_certificate
from core.errors import Refused
from courses.models import Enrolment


class Command(BaseCommand):
    help = "Issue the certificates that finished enrolments lack; a second run issues nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--run", type=UUID, help="only this run")
        parser.add_argument(
            "--issued-on", type=date.fromisoformat, help="day of issue instead of the day of completion"
        )

    def handle(self, *args: Any, run: UUID | None, issued_on: date | None, **options: Any) -> None:
        finished = Enrolment.objects.filter(state=Enrolment.State.SELESAI, certificates=None).order_by("completed_at")
        if run:
            finished = finished.filter(run__uuid=run)
        issued, refused = 0, []
        for enrolment in finished:
            try:
                issue_certificate(enrolment=enrolment, issued_on=issued_on)
                issued += 1
            except Refused as refusal:
                refused.append(f"{enrolment.uuid}: {refusal.sentence}")
        self.stdout.write(f"{issued} sertifikat terbit. Berkas PDF menyusul dari antrean.")
        if refused:
            raise CommandError("\n".join([f"{len(refused)} kepesertaan dilewati:", *refused]))
