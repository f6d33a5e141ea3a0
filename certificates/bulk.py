"""`issue_certificate` for many finished courses at once: same facts, same gap-free numbers, a handful of statements."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from django.db import transaction

from certificates.freezing import Surroundings, freeze_facts
from certificates.models import Certificate, CertificateTemplate, NumberSeries
from certificates.numbering import write_certificate_number
from certificates.services import years_later
from core.codes import new_code
from core.jobs import enqueue_many
from courses.models import Enrolment
from records.ledger.workplaces import Workplace, workplaces_of

Finished = tuple[Enrolment, Workplace]


@transaction.atomic
def issue_certificates_many(*, enrolments: Sequence[str]) -> int:
    """Number and freeze in the order in which the courses were finished; each is issued on its own day of completion.

    What has a certificate is left alone. The PDFs follow by jobs. Returns how many were issued. Raises NoTemplate,
    NoSignatory with nothing written.
    """
    lacking = Enrolment.objects.filter(uuid__in=enrolments, completed_at__isnull=False, certificates=None)
    rows = list(
        # Locked: two issues of one enrolment wait for each other here.
        lacking.select_for_update(of=("self",), no_key=True)
        .select_related("person__provider", "unit_at__agency", "run__edition__provider")
        .prefetch_related("records")
        .order_by("completed_at", "pk")
    )
    finished = list(zip(rows, workplaces_of(rows), strict=True))
    finished.sort(key=_series_of)  # stable: within a series the order of completion stays
    made: list[Certificate] = []
    around = Surroundings()
    for (_agency, year), group in groupby(finished, key=_series_of):
        made += _numbered(list(group), year, around)
    Certificate.objects.bulk_create(made, batch_size=1_000)
    enqueue_many("certificates.draw", {str(each.uuid): {"certificate": str(each.uuid)} for each in made})
    return len(made)


def _series_of(pair: Finished) -> tuple[int, int]:
    enrolment, workplace = pair
    return enrolment.run.edition.provider_id, workplace.day.year


def _numbered(group: list[Finished], year: int, around: Surroundings) -> list[Certificate]:
    """Certificates of one agency's year, with the numbers that follow the last one given."""
    agency = group[0][0].run.edition.provider
    series = NumberSeries.objects.locked(agency=agency, year=year)
    made = []
    for sequence, (enrolment, workplace) in enumerate(group, series.next_number):
        template = around.template_on(agency, workplace.day)
        made.append(_certificate(enrolment, workplace, template, series, sequence, around))
    series.next_number += len(group)
    series.save(update_fields=["next_number"])
    return made


def _certificate(
    enrolment: Enrolment,
    workplace: Workplace,
    template: CertificateTemplate,
    series: NumberSeries,
    sequence: int,
    around: Surroundings,
) -> Certificate:
    code, issued_on = new_code(), workplace.day
    valid_until = years_later(issued_on, template.valid_years)
    number = write_certificate_number(
        template.number_pattern,
        classification=template.classification_code,
        sequence=sequence,
        unit_code=template.issuing_unit.code,
        issued_on=issued_on,
    )
    facts = freeze_facts(
        enrolment=enrolment,
        workplace=workplace,
        around=around,
        template=template,
        number=number,
        code=code,
        issued_on=issued_on,
        valid_until=valid_until,
    )
    return Certificate(
        code=code,
        number=number,
        sequence=sequence,
        series=series,
        person=enrolment.person,
        enrolment=enrolment,
        template=template,
        facts=facts.to_json(),
        jp=enrolment.run.edition.jp,
        issued_on=issued_on,
        valid_until=valid_until,
    )
