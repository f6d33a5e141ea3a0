"""Issue, draw, replace and revoke certificates."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from certificates import drawing
from certificates.events import CertificateIssued, CertificateRevoked
from certificates.files import fingerprint, place_of, write_whole
from certificates.freezing import Surroundings, freeze_facts
from certificates.models import Certificate, CertificateTemplate, NumberSeries, Revocation
from certificates.numbering import write_certificate_number
from core.audit import record_audit
from core.clock import today
from core.codes import new_code
from core.errors import Refused
from core.events import emit
from courses.models import Enrolment
from people.models import User
from records.ledger.models import LedgerEntry
from records.ledger.services import grant_jp, revoke_entry
from records.ledger.workplaces import workplace_of


class EnrolmentNotCompleted(Refused):
    sentence = _("Pelatihan ini belum selesai, sehingga sertifikat belum dapat terbit. Selesaikan semua materi wajib.")


class IssuedBeforeCompletion(Refused):
    sentence = _("Tanggal terbit mendahului hari pelatihan selesai. Pilih hari itu atau sesudahnya.")


class AlreadyRevoked(Refused):
    sentence = _("Sertifikat ini sudah dicabut. Muat ulang halaman untuk melihat alasannya.")


class AlreadyReplaced(Refused):
    sentence = _("Sertifikat ini sudah diganti. Terbitkan pengganti dari sertifikat yang terakhir.")


class NotReplaceable(Refused):
    sentence = _(
        "Sertifikat ini tidak dapat diganti karena syarat kelulusan tidak dipenuhi atau masa berlakunya habis."
    )


@transaction.atomic
def issue_certificate(*, enrolment: Enrolment, issued_on: date | None = None) -> Certificate:
    """Freeze what the certificate says and give it the next number of the provider's year; a repeat gives the same one.

    `issued_on` is a day in the zone of the learner's unit, the day of completion unless a whole run is issued later;
    its year chooses the number series, however late the job runs. The PDF follows by a job: a learner need not wait.

    Raises EnrolmentNotCompleted, IssuedBeforeCompletion, NoTemplate, NoSignatory.
    """
    finished = _locked(enrolment)
    if finished.state != Enrolment.State.SELESAI or finished.completed_at is None:
        raise EnrolmentNotCompleted
    if issued := finished.certificates.order_by("version").last():
        return issued
    completed_on = workplace_of(finished).day
    day = issued_on or completed_on
    if day < completed_on:
        raise IssuedBeforeCompletion
    template = Surroundings().template_on(finished.run.edition.provider, day)
    certificate = _write(finished, template, day, valid_until=years_later(day, template.valid_years))
    # Where the rule counts hours by the day of issue, they could not be entered before this.
    grant_jp(enrolment=finished, issued_on=day)
    return certificate


@transaction.atomic
def draw_certificate(*, certificate: Certificate) -> Certificate:
    """Draw the PDF, put it on the disk, then note its place and fingerprint, once.

    Equal facts give equal bytes, so that a repeat after a crash between file and row overwrites the file with itself.
    The lock keeps a late worker from doing so after the row is set.
    """
    waiting = Certificate.objects.select_for_update(no_key=True).get(pk=certificate.pk)
    if waiting.sha256:
        return waiting
    content = drawing.draw_certificate(waiting.paper)
    write_whole(place_of(waiting), content)
    waiting.file, waiting.sha256 = place_of(waiting), fingerprint(content)
    waiting.save(update_fields=["file", "sha256"])
    return waiting


@transaction.atomic
def reissue_certificate(
    *, certificate: Certificate, by: User | None, note: str = "", issued_on: date | None = None
) -> Certificate:
    """Issue a successor from today's data: same template, a new number, the old validity; the old one is revoked.

    Hours are not touched: a lost or misspelt certificate never moves them to another year.
    """
    old = _held(certificate)
    if old.successor:
        raise AlreadyReplaced
    if old.enrolment is None or _fails_conditions(old):
        raise NotReplaceable
    enrolment = _locked(old.enrolment)
    reissued_on = issued_on or today(workplace_of(enrolment).zone)
    if old.is_expired(reissued_on):
        raise NotReplaceable
    new = _write(enrolment, old.template, reissued_on, valid_until=old.valid_until, replaces=old)
    if not old.withdrawal:
        _revoke(old, Revocation.Reason.DIGANTI, note, by)
    record_audit(
        by.uuid if by else None,
        "certificates:certificate:reissue",
        "certificate",
        old.uuid,
        after={"new": str(new.uuid)},
    )
    return new


@transaction.atomic
def revoke_certificate(*, certificate: Certificate, reason: str, note: str, by: User | None) -> Revocation:
    """Withdraw at once, with a class of reason that the public may read; hours go too when they were not earned.

    `note` stays inside the agency. Raises AlreadyRevoked.
    """
    held = _held(certificate)
    if held.withdrawal:
        raise AlreadyRevoked
    revocation = _revoke(held, Revocation.Reason(reason), note, by)
    if revocation.reason == Revocation.Reason.PELANGGARAN and held.enrolment:
        _take_back_hours(held.enrolment, note, by)
    return revocation


def _locked(enrolment: Enrolment) -> Enrolment:
    """The enrolment and what its certificate needs; two issues of one enrolment wait for each other here."""
    return (
        Enrolment.objects.select_for_update(of=("self",), no_key=True)
        .select_related("person__provider", "unit_at__agency", "run__edition__provider")
        .get(pk=enrolment.pk)
    )


def _held(certificate: Certificate) -> Certificate:
    """The certificate with what became of it, locked: two who withdraw it at once wait for each other here."""
    Certificate.objects.select_for_update(no_key=True).get(pk=certificate.pk)
    return Certificate.objects.with_fate().get(pk=certificate.pk)


def _write(
    enrolment: Enrolment,
    template: CertificateTemplate,
    issued_on: date,
    *,
    valid_until: date | None,
    replaces: Certificate | None = None,
) -> Certificate:
    # Locked so that two certificates of one second never share a number or leave a hole.
    series = NumberSeries.objects.locked(agency=template.agency, year=issued_on.year)
    sequence = series.take_number()
    number = write_certificate_number(
        template.number_pattern,
        classification=template.classification_code,
        sequence=sequence,
        unit_code=template.issuing_unit.code,
        issued_on=issued_on,
    )
    code = new_code()
    facts = freeze_facts(
        enrolment=enrolment,
        workplace=workplace_of(enrolment),
        around=Surroundings(),
        template=template,
        number=number,
        code=code,
        issued_on=issued_on,
        valid_until=valid_until,
        replaces_number=replaces.number if replaces else "",
    )
    certificate = Certificate.objects.create(
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
        version=replaces.version + 1 if replaces else 1,
        replaces=replaces,
    )
    emit(CertificateIssued(certificate=str(certificate.uuid), person=str(enrolment.person.uuid)))
    return certificate


def _revoke(certificate: Certificate, reason: Revocation.Reason, note: str, by: User | None) -> Revocation:
    revocation = Revocation.objects.create(
        certificate=certificate, reason=reason, note=note, by=by.person if by else None
    )
    record_audit(
        by.uuid if by else None,
        "certificates:certificate:revoke",
        "certificate",
        certificate.uuid,
        after={"reason": str(reason)},
    )
    emit(CertificateRevoked(certificate=str(certificate.uuid), person=str(certificate.person.uuid), reason=str(reason)))
    return revocation


def _take_back_hours(enrolment: Enrolment, note: str, by: User | None) -> None:
    grants = LedgerEntry.objects.standing().filter(source=LedgerEntry.Source.KURSUS, source_id=enrolment.uuid)
    for entry in grants:
        revoke_entry(entry=entry, note=note, by=by)


def _fails_conditions(certificate: Certificate) -> bool:
    withdrawal = certificate.withdrawal
    return withdrawal is not None and withdrawal.reason == Revocation.Reason.PELANGGARAN


def years_later(day: date, years: int) -> date | None:
    """The same day `years` on, 28 February for a leap day; None for 0: without limit."""
    if not years:
        return None
    if (day.month, day.day) == (2, 29):
        return date(day.year + years, 2, 28)
    return day.replace(year=day.year + years)
