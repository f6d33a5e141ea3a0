"""NIP and NI PPPK: 18 digits that say birth day, appointment, sex and a serial.

Pure: no database, no Django but translation. A finding is an error (the number cannot be kept) or a warning (it can,
and is marked). Source: Peraturan Kepala BKN 22/2007 for NIP; the PPPK form by the numbers in use.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

LENGTH = 18
NIK_LENGTH = 16
OLD_LENGTH = 9
AGES = range(17, 61)
PPPK_CODE = 21
PPPK_KINDS = ("PPPK", "PPPK_PW")
WITHOUT_NUMBER = ("NON_ASN", "MITRA")
SEPARATORS = re.compile(r"[\s.\-\u2010-\u2015\u2212]+")
SPREADSHEET = re.compile(r"^[0-9]([.,][0-9]+)?E\+?[0-9]{1,2}$", re.IGNORECASE)


@dataclass(frozen=True)
class Finding:
    code: str
    sentence: str


@dataclass(frozen=True)
class Checked:
    """`nip` is 18 digits, or None when it must not be kept."""

    nip: str | None
    errors: tuple[Finding, ...] = ()
    warnings: tuple[Finding, ...] = ()


def strip_nip(typed: str) -> str:
    """Without the spaces, dots and dashes that people write for the eye."""
    return SEPARATORS.sub("", typed)


def check_nip(typed: str, kind: str, on: date) -> Checked:
    """Judge a number for an employee kind; appointments after `on` are in the future."""
    error = find_error(typed, kind)
    if error:
        return Checked(None, errors=(error,))
    nip = strip_nip(typed)
    return Checked(nip, warnings=tuple(find_warnings(nip, kind, on)) if nip else ())


def find_error(typed: str, kind: str) -> Finding | None:
    nip = strip_nip(typed)
    if kind in WITHOUT_NUMBER:
        return Finding("kind", _("Jenis pegawai ini tidak mempunyai NIP. Kosongkan isian NIP.")) if nip else None
    if not nip:
        return Finding("empty", _("NIP belum diisi. Isi 18 angka sesuai SK."))
    if SPREADSHEET.match(typed.strip()):
        return Finding(
            "spreadsheet",
            _("NIP rusak oleh lembar kerja, angka di belakang hilang. Ubah kolom menjadi teks, lalu isi lagi dari SK."),
        )
    if not re.fullmatch(r"[0-9]+", nip):
        return Finding(
            "digits", _("NIP hanya terdiri dari angka. Hapus huruf dan tanda lain; spasi, titik, dan strip boleh.")
        )
    return find_wrong_length(len(nip))


def find_wrong_length(length: int) -> Finding | None:
    """The digits themselves are never repeated: sixteen of them are somebody's NIK."""
    if length == LENGTH:
        return None
    if length == NIK_LENGTH:
        return Finding(
            "nik",
            _("Nomor ini 16 angka, seperti NIK, jadi tidak disimpan. NIP terdiri dari 18 angka. Salin NIP dari SK."),
        )
    if length == OLD_LENGTH:
        return Finding("old", _("Ini NIP lama 9 angka yang hanya dipakai untuk arsip. Isi NIP baru 18 angka dari SK."))
    return Finding(
        "length",
        _("NIP harus 18 angka, yang diisi %(length)s angka. Periksa kembali nomor pada SK.") % {"length": length},
    )


def find_warnings(nip: str, kind: str, on: date) -> list[Finding]:
    birth = read_day(nip[:8])
    findings = [
        None if birth else warn_birth(nip[:8]),
        warn_appointment(nip, kind),
        warn_future(nip, kind, on),
        warn_age(nip, kind, birth) if birth else None,
        warn_sex(nip),
        warn_serial(nip),
    ]
    return [finding for finding in findings if finding]


def read_day(text: str) -> date | None:
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None


def warn_birth(text: str) -> Finding:
    return Finding(
        "birth",
        _(
            "NIP ini tidak memuat tanggal lahir yang sah (%(day)s). Periksa kembali. "
            "Baris tetap dapat diimpor dan akan ditandai."
        )
        % {"day": text},
    )


def warn_appointment(nip: str, kind: str) -> Finding | None:
    """Digits 13 and 14 are a month for PNS and a code from 21 for PPPK."""
    part = nip[12:14]
    if kind in PPPK_KINDS and int(part) < PPPK_CODE:
        return Finding(
            "code",
            _("Angka ke-13 dan 14 NI PPPK seharusnya kode 21 atau lebih, di sini %(part)s. Periksa jenis pegawai.")
            % {"part": part},
        )
    if kind not in PPPK_KINDS and not 1 <= int(part) <= 12:
        return Finding(
            "month",
            _("Angka ke-13 dan 14 NIP PNS adalah bulan pengangkatan 01–12, di sini %(part)s. Periksa jenis pegawai.")
            % {"part": part},
        )
    return None


def read_appointment(nip: str, kind: str) -> tuple[int, int | None]:
    """Year and month; PPPK numbers, and PNS numbers with a wrong month, say the year only."""
    month = int(nip[12:14])
    return int(nip[8:12]), month if kind not in PPPK_KINDS and 1 <= month <= 12 else None


def warn_future(nip: str, kind: str, on: date) -> Finding | None:
    year, month = read_appointment(nip, kind)
    if (year, month or 1) <= (on.year, on.month):
        return None
    return Finding(
        "future",
        _("Pengangkatan pada NIP ini (tahun %(year)s) belum tiba. Periksa kembali nomor pada SK.") % {"year": year},
    )


def warn_age(nip: str, kind: str, birth: date) -> Finding | None:
    year, month = read_appointment(nip, kind)
    age = year - birth.year - (month is not None and month < birth.month)
    if age in AGES:
        return None
    return Finding(
        "age",
        _("Menurut NIP ini usia saat diangkat %(age)s tahun, seharusnya 17–60. Periksa kembali nomor pada SK.")
        % {"age": age},
    )


def warn_sex(nip: str) -> Finding | None:
    if nip[14] in "12":
        return None
    return Finding(
        "sex",
        _("Angka ke-15 NIP seharusnya 1 (laki-laki) atau 2 (perempuan), di sini %(digit)s. Periksa nomor pada SK.")
        % {"digit": nip[14]},
    )


def warn_serial(nip: str) -> Finding | None:
    if nip[15:] != "000":
        return None
    return Finding(
        "serial",
        _(
            "Tiga angka terakhir NIP mulai dari 001, di sini 000. Lembar kerja dapat membulatkannya: "
            "ubah kolom menjadi teks, lalu isi lagi dari SK."
        ),
    )
