"""A provider that may issue, a course, and people who finished it, as courses leave them to the rooms after them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from itertools import count
from typing import Any

from assessments.models import Exam
from certificates.models import Certificate, CertificateTemplate, Signatory
from core.clock import now
from core.codes import new_code
from core.events import emit
from courses.events import EnrolmentCompleted
from courses.models import Activity, ActivityRecord, CourseEdition, Enrolment, Run
from people.models import Agency, Person, Position, UnitSpan
from records.ledger.models import LedgerEntry
from tests.support import build
from tests.support.settle import settle

numbers = count(1)
# (title of the module, minutes, kind)
K6 = (
    ("Mengapa data warga dijaga", 45, Activity.Kind.BACAAN),
    ("Hak warga dan tenggat", 30, Activity.Kind.BACAAN),
    ("Tugas: memetakan data satu layanan", 30, Activity.Kind.TUGAS),
    ("Tes akhir", 30, Activity.Kind.UJIAN),
)


def issuer(agency: Agency | None = None, **template: Any) -> Agency:
    """The agency with an issuing unit, a signatory and a template."""
    agency = agency or build.agency()
    top = build.unit("PEMDA", name=agency.name, of=agency, kind=UnitSpan.Kind.INSTANSI)
    unit = build.unit("BKPSDM", name="Badan Kepegawaian dan Pengembangan SDM", parent=top, kind=UnitSpan.Kind.BADAN)
    if not CertificateTemplate.objects.filter(agency=agency).exists():
        head = build.position("Kepala Badan", Position.Family.JPT_PRATAMA)
        signer = build.person(
            "Endang Sulastri", at=unit, position=head, title_before="Dra.", title_after="M.Si.", rank="IV/c"
        )
        Signatory.objects.create(agency=agency, person=signer, title="Kepala BKPSDM", valid=(build.LONG_AGO, None))
        CertificateTemplate.objects.create(
            **{"agency": agency, "issuing_unit": unit, "city": "Uji", "valid": (build.LONG_AGO, None)} | template
        )
    return agency


def a_run(
    title: str = "Pelindungan Data Pribadi dalam Layanan Publik",
    *,
    jp: Decimal | int | str = 3,
    by: Agency | None = None,
    code: str = "",
    number: int = 1,
    modules: tuple[tuple[str, int, str], ...] = K6,
    **edition: Any,
) -> Run:
    n = next(numbers)
    frozen = CourseEdition.objects.create(
        provider=by or issuer(),
        code=code or f"U{n}",
        slug=f"uji-{n}",
        number=number,
        title=title,
        summary="Ringkasan.",
        level="dasar",
        jp=Decimal(jp),
        minutes=135,
        competencies=[
            {"code": "DG-03", "name": "Keamanan dan pelindungan data", "level": 3},
            {"code": "AKH-ADAPTIF", "name": "Adaptif", "level": None},
        ],
        sha256="0" * 64,
        **edition,
    )
    for position, (module, minutes, kind) in enumerate(modules, start=1):
        Activity.objects.create(
            edition=frozen,
            module_title=module,
            module_number=position,
            position=position,
            slug=f"materi-{position}",
            code=f"U-{position}",
            kind=kind,
            title=module,
            minutes=minutes,
            exam=Exam.objects.create(title="Tes akhir") if kind == Activity.Kind.UJIAN else None,
            is_final=kind == Activity.Kind.UJIAN,
            task={"deliverable": "", "rubric": []} if kind == Activity.Kind.TUGAS else None,
        )
    return Run.objects.create(edition=frozen, title=title, opens_on=build.LONG_AGO)


def enrol(person: Person, run: Run, *, enrolled_at: datetime | None = None) -> Enrolment:
    """An enrolment that is finished now, with everything done, of which nobody has heard yet."""
    at = now()
    enrolment = Enrolment.objects.create(
        run=run,
        person=person,
        unit_at=person.unit,
        state=Enrolment.State.SELESAI,
        enrolled_at=enrolled_at or at,
        completed_at=at,
    )
    ActivityRecord.objects.bulk_create(
        ActivityRecord(
            enrolment=enrolment,
            activity=activity,
            kind=ActivityRecord.Kind.SELESAI,
            score_percent=Decimal("86.67") if activity.is_final else None,
        )
        for activity in run.edition.activities.all()
    )
    return enrolment


def announce(enrolment: Enrolment) -> None:
    assert enrolment.completed_at
    emit(
        EnrolmentCompleted(
            enrolment=str(enrolment.uuid),
            person=str(enrolment.person.uuid),
            completed_at=enrolment.completed_at.isoformat(),
        )
    )


def finish(person: Person, run: Run | None = None, *, enrolled_at: datetime | None = None, **course: Any) -> Enrolment:
    """The person finishes the course now; events and jobs are still to come (`settle`)."""
    enrolment = enrol(person, run or a_run(**course), enrolled_at=enrolled_at)
    announce(enrolment)
    return enrolment


def certify(person: Person, run: Run | None = None, **course: Any) -> Certificate:
    """The person finishes a course and everything that follows has happened."""
    enrolment = finish(person, run, **course)
    settle()
    return Certificate.objects.get(enrolment=enrolment)


def many_certificates(person: Person, amount: int) -> list[Certificate]:
    """Certificates of one person from as many runs of one course, and as many entries in the ledger; no files."""
    first = certify(person)
    assert first.enrolment
    run, at = first.enrolment.run, now()
    runs = Run.objects.bulk_create(
        Run(edition=run.edition, title=f"{run.title} {n}", opens_on=run.opens_on) for n in range(1, amount)
    )
    enrolments = Enrolment.objects.bulk_create(
        Enrolment(run=each, person=person, unit_at=person.unit, state=Enrolment.State.SELESAI, completed_at=at)
        for each in runs
    )
    shared = {"person": person, "series": first.series, "template": first.template, "facts": first.facts}
    certificates = Certificate.objects.bulk_create(
        Certificate(
            **shared,
            enrolment=enrolment,
            code=new_code(),
            number=f"{first.number}-{n}",
            sequence=n,
            jp=first.jp,
            issued_on=first.issued_on,
            valid_until=first.valid_until,
            file=f"tidak-ada-{n}.pdf",
            sha256="0" * 64,
        )
        for n, enrolment in enumerate(enrolments, start=2)
    )
    granted = LedgerEntry.objects.get(source_id=first.enrolment.uuid)
    LedgerEntry.objects.bulk_create(
        LedgerEntry(
            person=person,
            year=granted.year,
            jp=1,
            source=LedgerEntry.Source.KURSUS,
            source_id=enrolment.uuid,
            title=granted.title,
            course_code=granted.course_code,
            nth_of_year=n,
            started_on=granted.started_on,
            held_on=granted.held_on,
        )
        for n, enrolment in enumerate(enrolments, start=2)
    )
    return [first, *certificates]
