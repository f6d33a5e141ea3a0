from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand

from competencies.needs import rebuild_unit_needs
from competencies.services import rebuild_attainment
from courses.progress import rebuild_progress
from courses.search import rebuild_catalogue
from people.services.persons import refresh_today
from people.services.units import refresh_units
from readiness.services import rebuild_index
from reports.services import rebuild_snapshots
from surveys.scoring import rebuild_scores

# Earlier rooms first: later figures are derived from theirs.
STEPS: tuple[tuple[str, Callable[[], object]], ...] = (
    ("nama dan letak unit hari ini", refresh_units),
    ("tempat pegawai hari ini", refresh_today),
    ("hasil survei yang dilepas", rebuild_scores),
    ("tingkat kompetensi", rebuild_attainment),
    ("kebutuhan unit", rebuild_unit_needs),
    ("kemajuan belajar", rebuild_progress),
    ("isi katalog", rebuild_catalogue),
    ("indeks kesiapan", rebuild_index),
    ("halaman pimpinan", rebuild_snapshots),
)


class Command(BaseCommand):
    help = "Throw away every derived figure and make it again from the facts; the figures come out the same."

    def handle(self, *args: Any, **options: Any) -> None:
        for name, rebuild in STEPS:
            made = rebuild()
            self.stdout.write(f"{name}: selesai" + (f", {made} baris" if made is not None else ""))
