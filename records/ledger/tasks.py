from __future__ import annotations

from core.jobs import OWED, job
from courses.models import Enrolment
from records.ledger import services
from records.ledger.bulk import grant_jp_many


@job("records.grant_jp", lease_seconds=15, tries=OWED)
def grant(enrolment: str) -> None:
    finished = Enrolment.objects.select_related("person__provider", "unit_at__agency", "run__edition").get(
        uuid=enrolment
    )
    services.grant_jp(enrolment=finished)


@job("records.grant_jp_many", queue="berat", lease_seconds=120, tries=OWED)
def grant_many(enrolments: list[str]) -> None:
    grant_jp_many(enrolments=enrolments)
