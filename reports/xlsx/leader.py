"""A leader's page as a workbook: its figures, one sheet a question. Hidden cells say so and hold nothing."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from documents.xlsx import Column, Table, write_book
from measures.rounding import half_up
from reports import wording
from targets.words import STATUS, decimals_of

Data = dict[str, Any]


def write_leader(data: Data) -> bytes:
    return write_book([summary(data), dimensions(data), trend(data), targets(data), units(data), actions(data)])


def notes_of(data: Data) -> list[str]:
    """Where the figures come from, and what they are not."""
    run = data["run"]
    source = [_("Sumber: Titian, %(unit)s.") % {"unit": data["unit"]["name"]}]
    if run:
        said = {"wave": wording.wave_name(run), "version": run["version"], "formula": run["formula"]}
        source = [
            _("Sumber: Titian, %(wave)s, instrumen versi %(version)s, aturan indeks versi %(formula)s.") % said,
            _("Sidik data: %(sum)s.") % {"sum": run["sha256"]},
        ]
        few = {"fewest": wording.Rules(run).fewest}
        source.append(
            _("Kelompok dengan kurang dari %(fewest)s jawaban, atau yang dapat dihitung balik, disembunyikan.") % few
        )
    return [
        *source,
        wording.unofficial(),
        _("Disusun %(day)s.") % {"day": wording.day(wording.built_at(data).isoformat())},
    ]


def summary(data: Data) -> Table:
    columns = [
        Column(_("Keterangan"), width=34),
        Column(_("Nilai"), places=2, width=16),
        Column(_("Catatan"), width=60),
    ]
    return Table(_("Ringkasan"), columns, list(_summary_rows(data)), notes_of(data))


def _summary_rows(data: Data) -> Iterator[tuple[str, Any, str]]:
    index, change, rank, peers = data["index"], data["change"], data["rank"], data["peers"]
    yield _("Unit kerja"), data["unit"]["name"], data["agency"]["name"]
    yield _("Pegawai"), data["headcount"], ""
    if data["response_rate"] is not None:
        yield _("Menjawab"), data["n"], wording.response(data)
    scale = f" ({_scale(data)})" if data["run"] else ""
    yield _("Indeks kesiapan") + scale, said(index), index["band"]
    if index["value"] is not None:
        yield _("Rentang 95 %, bawah"), index["low"], ""
        yield _("Rentang 95 %, atas"), index["high"], ""
    yield _("Perubahan"), change["value"], wording.change_detail(change, data["run"])
    if rank:
        yield _("Posisi"), "", wording.rank(rank, data["unit"]["depth"])
    if peers:
        yield _("Kelompok sebanding"), peers["index"], wording.peers(peers)
    for post in data["loop"]:
        yield post["name"], post["value"], post["note"]
    for barrier in data["barriers"]:
        yield _("Hambatan: %(name)s") % {"name": barrier["name"]}, barrier["share"], _("persen penjawab")


def dimensions(data: Data) -> Table:
    columns = [
        Column(_("Kode"), width=8),
        Column(_("Dimensi"), width=34),
        *_cell_columns(data),
        _score(_("Gelombang lalu")),
        _score(_("Sebanding")),
        _score(_("Selisih")),
        Column(_("Arah"), width=10),
        _score(_("Kesepakatan"), unit="r wg"),
    ]
    rows = [
        (
            row["code"],
            row["name"],
            *_cell(row["cell"]),
            row["previous"],
            row["peers"],
            row["change"]["value"],
            wording.direction(row["change"]),
            row["rwg"],
        )
        for row in data["dimensions"]
    ]
    return Table(_("Dimensi"), columns, rows, notes_of(data))


def trend(data: Data) -> Table:
    columns = [
        Column(_("Gelombang"), width=11),
        Column(_("Judul"), width=30),
        Column(_("Sampai"), width=14),
        Column(_("Instrumen"), unit=_("versi"), width=11),
        *_cell_columns(data),
    ]
    rows = [
        (row["wave"], row["title"], wording.day(row["as_of"]), row["version"], *_cell(row["index"]))
        for row in data["trend"]
    ]
    return Table(_("Tren"), columns, rows, notes_of(data))


def targets(data: Data) -> Table:
    columns = [
        Column(_("Kode"), width=9),
        Column(_("Target"), width=44),
        Column(_("Satuan ukur"), width=18),
        Column(_("Kondisi awal"), width=13),
        Column(_("Realisasi"), width=13),
        Column(_("Tanggal realisasi"), width=18),
        Column(_("Target tahunan"), width=15),
        Column(_("Tahun target"), width=12),
        Column(_("Target akhir"), width=13),
        Column(_("Capaian terhadap target akhir"), width=34),
        Column(_("Keadaan"), width=18),
    ]
    rows = [
        (
            row["code"],
            row["name"],
            row["measure"],
            figure(row, "baseline"),
            figure(row, "actual"),
            wording.day(row["actual_on"]) if row["actual_on"] else "",
            figure(row, "target"),
            row["target_year"],
            figure(row, "final"),
            row["shown"],
            str(STATUS[row["status"]]),
        )
        for row in data["targets"]
    ]
    return Table(_("Target"), columns, rows, notes_of(data))


def figure(row: Data, name: str) -> Decimal | None:
    """Rounded as every page writes it."""
    return None if row[name] is None else half_up(Decimal(str(row[name])), decimals_of(row["measure"]))


def units(data: Data) -> Table:
    columns = [
        Column(_("Kode"), width=18),
        Column(_("Unit kerja"), width=44),
        Column(_("Pegawai"), unit=_("orang"), places=0, width=10),
        Column(_("Respons"), unit=_("persen"), places=0, width=10),
        *_cell_columns(data),
    ]
    rows = [(row["code"], row["name"], row["headcount"], row["rate"], *_cell(row["index"])) for row in data["units"]]
    return Table(_("Unit kerja"), columns, rows, notes_of(data))


def actions(data: Data) -> Table:
    columns = [
        Column(_("Kode"), width=8),
        Column(_("Pelatihan"), width=44),
        Column(_("Jam pelajaran"), unit="JP", width=13),
        Column(_("Menuju"), width=36),
        Column(_("Alasan"), width=60),
        Column(_("Pegawai"), unit=_("orang"), places=0, width=10),
        Column(_("Sudah lulus"), unit=_("orang"), places=0, width=12),
    ]
    rows = [
        (row["course"], row["title"], row["jp"], row["leads_to"], row["why"], row["people"], row["comply"])
        for row in data["actions"]
    ]
    return Table(_("Langkah"), columns, rows, notes_of(data))


def _scale(data: Data) -> str:
    return _("skala %(scale)s") % {"scale": wording.Rules(data["run"]).scale} if data["run"] else ""


def _cell_columns(data: Data) -> list[Column]:
    return [
        Column(_("Nilai"), unit=_scale(data), width=16, places=2),
        _score(_("Rentang 95 %"), unit=_("bawah")),
        _score(_("Rentang 95 %"), unit=_("atas")),
        Column(_("Penjawab"), unit=_("orang"), places=0, width=10),
        Column(_("Predikat"), width=14),
    ]


def _score(name: str, unit: str = "") -> Column:
    return Column(name, unit=unit, places=2, width=12)


def _cell(cell: Data) -> tuple[Any, ...]:
    return said(cell), cell["low"], cell["high"], cell["n"], cell["band"] if cell["value"] is not None else ""


def said(cell: Data) -> float | str:
    """The figure, or the words in its place."""
    return wording.stands_in(cell) if cell["value"] is None else float(cell["value"])
