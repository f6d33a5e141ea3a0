from __future__ import annotations

import time
from argparse import ArgumentParser
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import yaml
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from certificates.starter import ensure_templates
from competencies.loading import load_competencies, read_content
from core.clock import now, today
from core.errors import Refused
from core.events import deliver_waiting
from core.jobs import run
from core.models import Job
from courses.editions import publish_edition
from courses.importing import import_courses
from courses.reference import load_glossary, load_regulations
from lms.demo.district import PURPOSE, RETENTION, District
from people.demo.load import load_people
from people.models import Agency, Unit
from surveys.models import InstrumentVersion
from surveys.services import load_instrument, open_campaign, plan_campaign
from targets.demo import load_target_records

PROVIDER, NEIGHBOUR = "KAB-ARUNIKA", "KOTA-LINTASARI"
INSTRUMENT = settings.BASE_DIR / "surveys" / "instruments" / "ktdi.yaml"
DRAWING, FIGURES = "certificates.draw", "reports."
ROUNDS = 50
Step = tuple[str, Callable[[], Any]]


class Command(BaseCommand):
    help = "Load the demo into an empty database: all of it or, when anything fails, nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--people", type=int, help="about how many people in the first agency (2000)")
        parser.add_argument("--reset", action="store_true", help="forget everything in this database first")

    def handle(self, *args: Any, people: int | None, reset: bool, **options: Any) -> None:
        if not settings.TITIAN_DEMO:
            raise CommandError("Pemasangan ini bukan demo. Data contoh hanya dimuat dengan lms.settings.dev.")
        if people is not None and people < 1:
            raise CommandError("Jumlah pegawai terlalu kecil. Isi --people dengan bilangan 1 atau lebih.")
        if reset:
            empty_database()
        try:
            with transaction.atomic():
                for title, load in steps(people):
                    self.run_step(title, load)
        except Refused as refusal:
            raise CommandError(str(refusal.sentence)) from refusal
        self.run_step("Hasil survei, JP, dan sertifikat", work_off)

    def run_step(self, title: str, load: Callable[[], Any]) -> None:
        began = time.monotonic()
        load()
        self.stdout.write(f"{title}: {time.monotonic() - began:.1f} detik")


def steps(people: int | None) -> tuple[Step, ...]:
    """In story order."""
    return (
        ("Instansi, unit, pegawai, akun", partial(load_people, people=people)),
        ("Kompetensi dan standar jabatan", lambda: load_competencies(content=read_content())),
        ("Istilah dan peraturan", lambda: (load_glossary(), load_regulations())),
        ("Pelatihan K1–K11 dan edisinya", publish_starter_catalogue),
        ("Templat sertifikat dan penanda tangan", ensure_templates),
        ("Tiga gelombang survei dan pembelajaran di antaranya", live_through_three_waves),
        ("Gelombang terbuka di kota tetangga", open_a_wave_today),
        ("Target transformasi dan catatannya", keep_records_of_targets),
    )


def publish_starter_catalogue() -> None:
    for imported in import_courses(provider=Agency.objects.get(code=PROVIDER)):
        publish_edition(course=imported.course)


def live_through_three_waves() -> None:
    District(Agency.objects.get(code=PROVIDER), ktdi()).live()


def ktdi() -> InstrumentVersion:
    return load_instrument(content=yaml.safe_load(INSTRUMENT.read_text(encoding="utf-8")))


def open_a_wave_today() -> None:
    """So that a newcomer can answer a survey, and watch one come in."""
    top = Unit.objects.get(agency__code=NEIGHBOUR, code=NEIGHBOUR)
    on = today(top.agency.zone)
    campaign = plan_campaign(
        version=ktdi(),
        owner_unit=top,
        number=1,
        title="Survei kesiapan gelombang 1",
        code="kesiapan-lintasari",
        opens_on=on,
        closes_on=on + timedelta(days=21),
        frame_on=on,
        purpose=PURPOSE,
        retention=RETENTION,
    )
    open_campaign(campaign=campaign)


def keep_records_of_targets() -> None:
    refresh_statistics()
    load_target_records(Unit.objects.get(agency__code=PROVIDER, code=PROVIDER), today())


def refresh_statistics() -> None:
    """The planner knows nothing yet of what was loaded a moment ago; its guesses cost minutes."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def work_off() -> None:
    """What the demo has set going, in this process: who starts `make run` finds results, not "sedang disiapkan".

    Only certificates are drawn later, by the worker. Pages of figures wait for all that they are made from.
    """
    refresh_statistics()
    for _ in range(ROUNDS):
        due = Job.objects.filter(state=Job.State.MENUNGGU, due_at__lte=now()).exclude(kind=DRAWING).order_by("due_at")
        sources = due.exclude(kind__startswith=FIGURES)
        told = deliver_waiting()
        waiting = list(sources.values_list("pk", flat=True)) or list(due.values_list("pk", flat=True))
        if not told + sum(run(pk) for pk in waiting):
            return


def empty_database() -> None:
    """Drop every table and migrate anew: a flush would take what Wagtail's migrations wrote and not bring it back."""
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
