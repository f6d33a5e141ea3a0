from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, Sum
from django.db.models.functions import ExtractYear

from certificates.models import Certificate, NumberSeries
from competencies.models import UnitNeed
from competencies.needs import needs_from, speaking_waves, units_with_newer_wave
from core.models import Event, Job
from courses.models import ActivityProgress, ActivityRecord, Enrolment
from people.models import Person
from readiness.models import IndexRun, IndexScore
from records.ledger.models import LedgerEntry
from reports.models import Snapshot
from reports.snapshots.released import rounded
from surveys.models import ConstructScore, ReleasedUnit

Check = Callable[[], Iterator[str]]
SHOWN = 20
FINISHED = Enrolment.State.SELESAI


class Command(BaseCommand):
    help = "Look for what must never be: holes, doubles, lost files, hours that do not add up. Changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        wrong = 0
        for name, check in CHECKS.items():
            found = list(check())
            wrong += len(found)
            self.stdout.write(f"{name}: " + (f"{len(found)} pelanggaran" if found else "baik"))
            for sentence in found[:SHOWN]:
                self.stdout.write(f"  {sentence}")
        if waiting := waiting_work():
            self.stdout.write(
                f"{waiting} pekerjaan masih menunggu; yang belum terbit tidak dihitung sebagai pelanggaran."
            )
        if wrong:
            raise CommandError(f"{wrong} pelanggaran. Jangan hapus apa pun; simpan cadangan, lalu hubungi pengelola.")


def waiting_work() -> int:
    """Events and jobs that are still to come; failed ones are not: what they owe is a violation."""
    jobs = Job.objects.filter(state__in=[Job.State.MENUNGGU, Job.State.JALAN])
    return Event.objects.filter(handled_at=None).count() + jobs.count()


def numbers_without_hole_or_double() -> Iterator[str]:
    series = NumberSeries.objects.select_related("agency").annotate(
        first=Min("certificates__sequence"),
        last=Max("certificates__sequence"),
        issued=Count("certificates"),
        different=Count("certificates__sequence", distinct=True),
    )
    for row in series.exclude(issued=F("next_number") - 1, different=F("issued"), first=1, last=F("issued")):
        if row.issued or row.next_number > 1:
            yield f"{row}: nomor {row.first} sampai {row.last}, {row.issued} sertifikat, berikutnya {row.next_number}"


def files_as_issued() -> Iterator[str]:
    """Every row that names a file has it, unchanged; a file without a row is only what a killed worker left."""
    for number, file, expected in Certificate.objects.exclude(sha256="").values_list("number", "file", "sha256"):
        path = Path(settings.PRIVATE_ROOT) / file
        if not path.is_file():
            yield f"{number}: berkas {file} tidak ada"
        elif hashlib.sha256(path.read_bytes()).hexdigest() != expected:
            yield f"{number}: berkas {file} berubah"


def certificates_drawn() -> Iterator[str]:
    waiting = Job.objects.filter(kind="certificates.draw").exclude(state=Job.State.GAGAL).values("key")
    issuing = Event.objects.filter(kind="certificates.CertificateIssued", handled_at=None)
    expected = {*waiting.values_list("key", flat=True), *issuing.values_list("payload__certificate", flat=True)}
    for number, uuid in Certificate.objects.filter(sha256="").values_list("number", "uuid"):
        if str(uuid) not in expected:
            yield f"{number}: berkas tidak pernah dibuat dan tidak ada pekerjaan yang akan membuatnya"


def completions_certified() -> Iterator[str]:
    """No finished course without its certificate, once what waits has been done."""
    lacking = Enrolment.objects.filter(state=FINISHED, certificates=None)
    for uuid in lacking.exclude(uuid__in=coming("certificates.issue")).values_list("uuid", flat=True):
        yield f"kepesertaan {uuid}: selesai tanpa sertifikat"


def completions_in_the_ledger() -> Iterator[str]:
    """No finished course of an ASN without its hours; a course repeated within a year counts once."""
    granted = LedgerEntry.objects.granted().filter(source=LedgerEntry.Source.KURSUS)
    own = granted.filter(source_id=OuterRef("uuid"))
    same_course = granted.filter(
        person=OuterRef("person"),
        course_code=OuterRef("run__edition__code"),
        year__gte=ExtractYear(OuterRef("completed_at")),
    )
    lacking = Enrolment.objects.filter(
        ~Exists(own), ~Exists(same_course), state=FINISHED, person__kind__in=Person.ASN, run__edition__jp__gt=0
    )
    on_the_way = {*coming("records.grant_jp"), *coming("certificates.issue")}
    for uuid in lacking.exclude(uuid__in=on_the_way).values_list("uuid", flat=True):
        yield f"kepesertaan {uuid}: selesai tanpa entri JP"


def coming(kind: str) -> list[str]:
    """Enrolments whose job of that kind, or the event that will queue it, is still to come."""
    jobs = Job.objects.filter(kind=kind, state__in=[Job.State.MENUNGGU, Job.State.JALAN])
    events = Event.objects.filter(kind="courses.EnrolmentCompleted", handled_at=None)
    return [*jobs.values_list("key", flat=True), *events.values_list("payload__enrolment", flat=True)]


def ledger_in_balance() -> Iterator[str]:
    """What became of a grant never falls below nothing, and a revoked grant is worth nothing."""
    nothing = Decimal(0)
    grants = LedgerEntry.objects.granted().annotate(
        later=Sum("reversed_by__jp", default=nothing),
        later_in_review=Sum("reversed_by__jp_in_review", default=nothing),
        revoked=Count("reversed_by", filter=Q(reversed_by__kind=LedgerEntry.Kind.CABUT)),
    )
    for grant in grants:
        left = (grant.jp + grant.later, grant.jp_in_review + grant.later_in_review)
        if min(left) < 0 or (grant.revoked and left != (0, 0)):
            yield f"entri {grant.uuid}: tersisa {left[0]} JP dan {left[1]} JP dalam peninjauan"
    for entry in LedgerEntry.objects.exclude(kind=LedgerEntry.Kind.HIBAH).exclude(
        person=F("reverses__person"), year=F("reverses__year")
    ):
        yield f"entri {entry.uuid}: membalik entri milik orang atau tahun lain"


def ledger_has_causes() -> Iterator[str]:
    cause = Enrolment.objects.filter(uuid=OuterRef("source_id"), person=OuterRef("person"), state=FINISHED)
    orphans = LedgerEntry.objects.filter(~Exists(cause), source=LedgerEntry.Source.KURSUS)
    for uuid in orphans.values_list("uuid", flat=True):
        yield f"entri {uuid}: tidak ada pelatihan selesai yang menjadi dasarnya"


def progress_never_falls() -> Iterator[str]:
    """What is recorded as done is shown as done."""
    done = ActivityRecord.objects.filter(kind=ActivityRecord.Kind.SELESAI)
    shown = ActivityProgress.objects.filter(
        enrolment=OuterRef("enrolment"), activity=OuterRef("activity"), state=ActivityProgress.State.SELESAI
    )
    for enrolment, activity in done.filter(~Exists(shown)).values_list("enrolment__uuid", "activity__title"):
        yield f"kepesertaan {enrolment}: {activity} selesai, tetapi tidak ditampilkan selesai"


def results_of_enough_people() -> Iterator[str]:
    """A figure that is shown comes from the least number of answers or more, in a unit that may be shown."""
    shown = ConstructScore.objects.filter(hidden="").exclude(mean=None)
    few = shown.filter(Q(n=None) | Q(n__lt=F("campaign__min_cell")))
    where = ReleasedUnit.objects.filter(campaign=OuterRef("campaign"), unit=OuterRef("unit"), hidden="")
    for title, unit, construct in [
        *few.values_list("campaign__title", "unit__code", "construct"),
        *shown.filter(~Exists(where)).values_list("campaign__title", "unit__code", "construct"),
    ]:
        yield f"{title}: {construct} di {unit} tampil, padahal jawabannya kurang atau unitnya disembunyikan"


def indices_from_released_sets() -> Iterator[str]:
    """Every wave that measures readiness has one index that counts, with figures of shown units alone."""
    on_the_way = still_coming("readiness.compute_index")
    for wave in speaking_waves().exclude(uuid__in=on_the_way):
        runs = list(IndexRun.objects.filter(campaign=wave.uuid, is_current=True))
        if not runs:
            yield f"{wave.title}: tidak ada indeks yang berlaku"
            continue
        hidden = ReleasedUnit.objects.filter(campaign=wave).exclude(hidden="").values("unit")
        for code, component in IndexScore.objects.filter(run__in=runs, unit__in=hidden).values_list(
            "unit__code", "component"
        ):
            yield f"{wave.title}: {component} di {code} tersimpan, padahal unitnya disembunyikan"


def needs_from_released_sets() -> Iterator[str]:
    """What units need is what follows from the waves, row by row."""
    on_the_way = still_coming("competencies.derive_unit_needs")
    waves = {wave.uuid: wave for wave in speaking_waves()}
    for uuid in UnitNeed.objects.exclude(campaign__in=waves).values_list("campaign", flat=True).distinct():
        yield f"gelombang {uuid}: kebutuhan unit tanpa hasil yang menjadi dasarnya"
    for wave in waves.values():
        if str(wave.uuid) in on_the_way:
            continue
        stored = {_facts(need) for need in UnitNeed.objects.filter(campaign=wave.uuid)}
        derived = {_facts(need) for need in needs_from(wave, units_with_newer_wave(wave))}
        if stored != derived:
            yield f"{wave.title}: {len(stored ^ derived)} kebutuhan unit tidak sesuai hasil yang dilepas"


def _facts(need: UnitNeed) -> tuple[object, ...]:
    return need.unit_id, need.source_unit_id, need.construct, need.score, tuple(need.course_codes), need.is_current


def pages_say_what_is_stored() -> Iterator[str]:
    """The index on a leader's page is that of its run. A page older than its run is built anew when it is read."""
    runs = {run.inputs_sha256: run for run in IndexRun.objects.filter(is_current=True)}
    scores = IndexScore.objects.filter(run__in=runs.values(), component=IndexScore.INDEX)
    index = {(run, unit): rounded(value) for run, unit, value in scores.values_list("run", "unit", "value")}
    pages = Snapshot.objects.values_list("unit", "unit__code", "wave", "data__run", "data__index", "built_at")
    for unit, code, wave, about, cell, built_at in pages:
        run = runs.get(about["sha256"]) if about else None
        if run and built_at >= run.computed_at and cell["value"] != index.get((run.pk, unit)):
            yield f"{code}, gelombang {wave}: halaman pimpinan memuat {cell['value']}, indeksnya lain"


def still_coming(kind: str) -> set[str]:
    """Waves whose job of that kind, or the event that will queue it, is still to come."""
    jobs = Job.objects.filter(kind=kind, state__in=[Job.State.MENUNGGU, Job.State.JALAN])
    events = Event.objects.filter(kind="surveys.CampaignScored", handled_at=None)
    return {*jobs.values_list("key", flat=True), *events.values_list("payload__campaign", flat=True)}


CHECKS: dict[str, Check] = {
    "nomor sertifikat tanpa lubang dan ganda": numbers_without_hole_or_double,
    "berkas sertifikat seperti saat terbit": files_as_issued,
    "setiap sertifikat dibuatkan berkas": certificates_drawn,
    "setiap pelatihan selesai bersertifikat": completions_certified,
    "setiap pelatihan selesai masuk rekam JP": completions_in_the_ledger,
    "rekam JP seimbang": ledger_in_balance,
    "setiap entri JP ada dasarnya": ledger_has_causes,
    "kemajuan tidak turun": progress_never_falls,
    "hasil survei hanya dari cukup jawaban": results_of_enough_people,
    "indeks hanya dari hasil yang dilepas": indices_from_released_sets,
    "kebutuhan unit hanya dari hasil yang dilepas": needs_from_released_sets,
    "halaman pimpinan sesuai indeks": pages_say_what_is_stored,
}
