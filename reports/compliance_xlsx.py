"""The compliance grid as a workbook, sent while it is written: the same rows, filters and reach as the page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core.clock import now
from core.errors import Refused
from documents import words
from documents.xlsx import Column, Table, stream_book
from people.models import Person
from records.ledger import compliance
from reports.compliance import LEARNING, STATUSES, Asked, Place, place_name, rows_of
from reports.wording import language

# Two seconds of a worker; what is larger is read by unit anyway.
MOST_ROWS = 20_000
AT_ONCE = 2_000


class TooManyRows(Refused):
    """Says how many there are and what to do."""


def stream_compliance(
    place: Place, asked: Asked, *, rows: int, branches: Mapping[int | None, str], zone: Any
) -> Iterator[bytes]:
    """In the language and zone of the reader. Raises TooManyRows at once; people are read only while it is sent."""
    if rows > MOST_ROWS:
        raise TooManyRows(
            _(
                "Hasil saringan berisi {rows} baris, lebih dari {most}. Pilih unit kerja atau status, lalu unduh."
            ).format(rows=words.write_number(rows, language()), most=words.write_number(MOST_ROWS, language()))
        )
    people = _rows(place, asked, branches)
    pieces = stream_book([Table(f"JP {asked.year}", _columns(asked), people, _notes(place, asked, zone))])
    return _as_at_the_start(pieces, spoken=language(), zone=zone)


def _as_at_the_start(pieces: Iterator[bytes], *, spoken: str, zone: Any) -> Iterator[bytes]:
    """The request is over when a file is sent, and with it the reader's language and zone."""
    while True:
        with translation.override(spoken), timezone.override(zone):
            piece = next(pieces, None)
        if piece is None:
            return
        yield piece


def _columns(asked: Asked) -> list[Column]:
    columns = [
        Column(_("Nama"), _("teks"), width=34),
        Column(_("NIP"), _("18 angka"), width=22, is_text=True),
        Column(_("Jenis pegawai"), _("kategori"), width=16),
        Column(_("Unit kerja"), _("teks"), width=44),
        Column(_("Jabatan"), _("teks"), width=32),
        Column(_("JP tahun {year}").format(year=asked.year), "JP", places=2),
        Column(_("Kewajiban JP"), "JP", places=1),
        Column(_("Kekurangan"), "JP", places=2),
        Column(_("Status"), _("kategori"), width=18),
        Column(_("Pelatihan terakhir"), _("teks"), width=40),
        Column(_("Selesai"), _("tanggal")),
    ]
    if asked.course:
        columns.append(Column(_("Pelatihan {code}").format(code=asked.course), _("kategori"), width=18))
    return columns


def _rows(place: Place, asked: Asked, branches: Mapping[int | None, str]) -> Iterator[list[Any]]:
    for post in rows_of(place, asked).iterator(chunk_size=AT_ONCE):
        yield _row(post, asked, branches)


def _row(post: Any, asked: Asked, branches: Mapping[int | None, str]) -> list[Any]:
    person, has_rule = post.person, post.target is not None
    row = [
        person.name_with_titles,
        person.nip,
        str(Person.Kind(person.kind).label),
        place_name(post, branches),
        str(post.position),
        post.jp if has_rule else None,
        post.target,
        max(post.target - post.jp, 0) if has_rule else None,
        str(STATUSES[post.status]),
        post.last["title"] if post.last else None,
        date.fromisoformat(post.last["day"]) if post.last else None,
    ]
    return [*row, str(LEARNING[post.learning])] if asked.course else row


def _notes(place: Place, asked: Asked, zone: Any) -> list[str]:
    """Where the figures come from, of which day and people, and by which filters."""
    day = compliance.closing_day(asked.year)
    rules = (f"{kind} {words.write_jp(jp, language())}" for kind, jp in place.rules.items())
    sifted = [
        str(STATUSES[asked.status]) if asked.status else "",
        f"{asked.course}: {LEARNING[asked.learning]}" if asked.learning else "",
        _("nama memuat “{words}”").format(words=asked.query) if asked.query else "",
    ]
    said = "; ".join(filter(None, sifted)) or _("tidak ada, semua pegawai")
    return [
        _("Sumber: Titian, rekam JP {year}. Unit kerja: {unit}.").format(year=asked.year, unit=place.unit),
        _("Data per {day}; diunduh {moment}.").format(
            day=words.write_day(day, language()), moment=words.write_moment(now().astimezone(zone), language())
        ),
        _("Pegawai: semua yang bertugas di unit ini dan di bawahnya pada tanggal itu. Saringan: {said}.").format(
            said=said
        ),
        _("Kewajiban setahun: {rules}. Jenis pegawai lain tidak diwajibkan dan tidak dihitung.").format(
            rules=", ".join(rules)
        ),
    ]
