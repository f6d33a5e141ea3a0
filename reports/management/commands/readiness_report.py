from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from people.models import Unit
from reports.pdf.leader import draw_leader
from reports.services import leader_json, leader_snapshot, leader_xlsx
from reports.snapshots.leader import LANGUAGE

WRITERS: dict[str, Callable[[dict[str, Any]], bytes]] = {
    ".pdf": draw_leader,
    ".xlsx": leader_xlsx,
    ".json": leader_json,
}


class Command(BaseCommand):
    help = "Write the leader's page of a unit to a file: PDF, XLSX or JSON, by the ending of its name."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("unit_code")
        parser.add_argument("--out", type=Path, required=True, help="FILE.pdf, FILE.xlsx or FILE.json")
        parser.add_argument("--agency", help="code of the agency, where several have a unit of that code")
        parser.add_argument("--wave", type=int, help="number of the wave (default: the newest)")

    def handle(
        self, *args: Any, unit_code: str, out: Path, agency: str | None, wave: int | None, **options: Any
    ) -> None:
        write = WRITERS.get(out.suffix.lower())
        if write is None:
            raise CommandError("Akhiran berkas tidak dikenal. Tulis --out dengan .pdf, .xlsx, atau .json.")
        data = leader_snapshot(unit_named(unit_code, agency), wave, LANGUAGE)
        if data["run"] is None:
            raise CommandError(
                f"Unit {unit_code} belum punya hasil: belum ada gelombang yang dinilai. Tutup satu gelombang dahulu."
            )
        if wave not in (None, data["run"]["wave"]):
            raise CommandError(f"Unit {unit_code} tidak mempunyai gelombang {wave}. Periksa nomor gelombangnya.")
        content = write(data)
        try:
            write_whole(out, content)
        except OSError as error:
            raise CommandError(f"Berkas {out} tidak dapat ditulis: {error.strerror}. Pilih folder lain.") from error
        self.stdout.write(f"{out} ditulis, {len(content)} bita.")


def write_whole(out: Path, content: bytes) -> None:
    """Beside, then renamed: a full disk or a killed process leaves the file of before, never half of one."""
    part = out.with_name(f"{out.name}.part")
    try:
        part.write_bytes(content)
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)


def unit_named(code: str, agency: str | None) -> Unit:
    found = Unit.objects.select_related("agency").filter(code=code)
    units = list(found.filter(agency__code=agency) if agency else found)
    if not units:
        raise CommandError(f"Unit {code} tidak ditemukan. Periksa kode unit dan instansinya.")
    if len(units) > 1:
        codes = ", ".join(sorted(unit.agency.code for unit in units))
        raise CommandError(f"Kode {code} ada di beberapa instansi. Tambahkan --agency dengan salah satu dari: {codes}.")
    return units[0]
