"""Gathers what a certificate says, on the day it is issued, into plain values that never change again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import groupby

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from certificates.facts import CertificateFacts, CompetencyLine, HoursUnit, ModuleLine
from certificates.models import CertificateTemplate, Signatory
from certificates.numbering import share_hours
from certificates.wording import LEVELS, identity_of, rank_of
from core.errors import Refused
from courses.models import Activity, ActivityRecord, CourseEdition, Enrolment
from documents.words import write_number
from measures.rounding import half_up
from people.models import Agency, Person, Unit, UnitSpan
from records.ledger.rules import local_day
from records.ledger.workplaces import Workplace

UNCERTIFIED = "TTE tidak tersertifikasi (uji coba)"
BELOW_OFFICE = {
    UnitSpan.Kind.SEKRETARIAT, UnitSpan.Kind.BIDANG, UnitSpan.Kind.BAGIAN, UnitSpan.Kind.SUBBAGIAN,
    UnitSpan.Kind.SEKSI, UnitSpan.Kind.TIM_KERJA, UnitSpan.Kind.PUSKESMAS, UnitSpan.Kind.SEKOLAH, UnitSpan.Kind.UPTD,
}  # fmt: skip


class NoTemplate(Refused):
    sentence = _(
        "Instansi penyelenggara belum mempunyai templat sertifikat pada tanggal terbit. "
        "Tambahkan templat, lalu terbitkan lagi."
    )


class NoSignatory(Refused):
    sentence = _(
        "Instansi penyelenggara belum mempunyai penanda tangan sertifikat pada tanggal terbit. "
        "Tambahkan penanda tangan, lalu terbitkan lagi."
    )


class Surroundings:
    """What a certificate takes from around an enrolment: asked once each, however many certificates are made."""

    def __init__(self) -> None:
        self._spans: dict[int, list[UnitSpan]] = {}
        self._templates: dict[int, list[CertificateTemplate]] = {}
        self._signatories: dict[int, list[Signatory]] = {}
        self._activities: dict[int, list[Activity]] = {}

    def template_on(self, agency: Agency, day: date) -> CertificateTemplate:
        """The agency's newest template of that day. Raises NoTemplate."""
        if agency.pk not in self._templates:
            newest_first = CertificateTemplate.objects.filter(agency=agency).order_by("-version")
            self._templates[agency.pk] = list(newest_first.select_related("agency", "issuing_unit"))
        template = next((each for each in self._templates[agency.pk] if day in each.valid), None)
        if template is None:
            raise NoTemplate
        return template

    def signatory_on(self, agency: Agency, day: date) -> Signatory:
        if agency.pk not in self._signatories:
            self._signatories[agency.pk] = list(Signatory.objects.filter(agency=agency).select_related("person"))
        signatory = next((each for each in self._signatories[agency.pk] if day in each.valid), None)
        if signatory is None:
            raise NoSignatory
        return signatory

    def activities_of(self, edition: CourseEdition) -> list[Activity]:
        if edition.pk not in self._activities:
            self._activities[edition.pk] = list(edition.activities.defer("body").order_by("position"))
        return self._activities[edition.pk]

    def span_on(self, unit_id: int, day: date) -> UnitSpan | None:
        if unit_id not in self._spans:
            self._spans[unit_id] = list(UnitSpan.objects.filter(unit=unit_id))
        return next((span for span in self._spans[unit_id] if day in span.valid), None)

    def unit_name(self, unit: Unit, day: date) -> str:
        """What the unit was called on that day; its code when nobody recorded a name."""
        span = self.span_on(unit.pk, day)
        return span.name if span else unit.code

    def unit_with_office(self, unit: Unit, day: date) -> str:
        """The unit with its office: "Bidang Mutasi, Badan Kepegawaian …"; an office alone stays alone."""
        span = self.span_on(unit.pk, day)
        if span is None:
            return unit.code
        above = [int(key) for key in span.path.strip("/").split("/")][:-1]
        if span.kind not in BELOW_OFFICE or len(above) < 2:
            return span.name
        # The first step of a path is the agency itself, the second the office.
        office = self.span_on(above[1], day)
        return f"{span.name}, {office.name}" if office else span.name


def freeze_facts(
    *,
    enrolment: Enrolment,
    workplace: Workplace,
    around: Surroundings,
    template: CertificateTemplate,
    number: str,
    code: str,
    issued_on: date,
    valid_until: date | None,
    replaces_number: str = "",
) -> CertificateFacts:
    """Every word of the paper, as things stood on the day of completion (unit, position) and of issue (signatory)."""
    person, edition = enrolment.person, enrolment.run.edition
    signatory = around.signatory_on(template.agency, issued_on)
    activities = around.activities_of(edition)
    return CertificateFacts(
        agency_name=template.agency.name,
        issuing_unit_name=around.unit_name(template.issuing_unit, issued_on),
        number=number,
        replaces_number=replaces_number,
        person_name=person.name_with_titles,
        identity=identity_of(person) if template.shows_nip else "",
        rank=rank_of(person),
        position=workplace.posting.position.name if workplace.posting else "",
        unit=around.unit_with_office(workplace.unit, workplace.day) if workplace.unit else _provider_name(person),
        course_title=edition.title,
        held_from=min(local_day(enrolment.enrolled_at, workplace.zone), workplace.day),
        held_to=workplace.day,
        hours=edition.jp,
        hours_unit=HoursUnit.JP if person.earns_jp else HoursUnit.JAM_BELAJAR,
        city=template.city,
        issued_on=issued_on,
        signatory_name=signatory.person.name_with_titles,
        signatory_title=signatory.title,
        signatory_rank=rank_of(signatory.person),
        signature_note=UNCERTIFIED,
        code=code,
        verify_url=settings.BASE_URL + reverse("certificates:verified", args=[code]),
        modules=_modules(edition, activities),
        competencies=tuple(
            CompetencyLine(line["name"], line["level"], LEVELS.get(line["level"], "")) for line in edition.competencies
        ),
        assessment=_assessment(enrolment, activities),
        legal_basis=template.legal_basis,
        valid_until=valid_until,
    )


def _provider_name(person: Person) -> str:
    return person.provider.name if person.provider else ""


def _modules(edition: CourseEdition, activities: Iterable[Activity]) -> tuple[ModuleLine, ...]:
    modules = [
        (title, sum(activity.minutes for activity in group))
        for (_number, title), group in groupby(activities, lambda each: (each.module_number, each.module_title))
    ]
    hours = share_hours(edition.jp, [minutes for _title, minutes in modules])
    return tuple(ModuleLine(title, share) for (title, _minutes), share in zip(modules, hours, strict=True))


def _assessment(enrolment: Enrolment, activities: Iterable[Activity]) -> str:
    """ "Tes akhir, nilai 86,7 dari 100; tugas dikumpulkan"."""
    done = {
        record.activity_id: record.score_percent
        for record in enrolment.records.all()  # may be at hand already
        if record.kind == ActivityRecord.Kind.SELESAI
    }
    said = []
    for activity in activities:
        score = done.get(activity.pk)
        if activity.is_final and score is not None:
            said.append(f"tes akhir, nilai {write_number(half_up(score, 1))} dari 100")
        elif activity.kind == Activity.Kind.TUGAS and activity.pk in done:
            said.append("tugas dikumpulkan")
    words = "; ".join(dict.fromkeys(said))
    return words[:1].upper() + words[1:]
