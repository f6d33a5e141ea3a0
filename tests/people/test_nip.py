"""Every row of the table of numbers, and what must hold for any text at all."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from people.nip import check_nip, strip_nip

TODAY = date(2026, 11, 22)
KINDS = ("PNS", "CPNS", "PPPK", "PPPK_PW")


def codes(typed: str, kind: str) -> tuple[list[str], list[str]]:
    checked = check_nip(typed, kind, TODAY)
    return [f.code for f in checked.errors], [f.code for f in checked.warnings]


@pytest.mark.parametrize(
    ("typed", "kind", "errors", "warnings"),
    [
        ("19880317 201403 1 902", "PNS", [], []),
        ("198803172014031902", "PNS", [], []),
        ("19880317.201403-1-902", "CPNS", [], []),
        ("19900115 2023 21 2 901", "PPPK", [], []),
        ("19900115 2023 21 2 901", "PPPK_PW", [], []),
        ("19900115 2023 21 2 901", "PNS", [], ["month"]),
        ("19880317 201403 1 902", "PPPK", [], ["code"]),
        ("19880230 201403 1 902", "PNS", [], ["birth"]),
        ("19880230 202321 1 902", "PPPK", [], ["birth"]),
        ("20050101 201501 1 901", "PNS", [], ["age"]),
        ("19880317 201403 3 902", "PNS", [], ["sex"]),
        ("19880317 202321 3 902", "PPPK", [], ["sex"]),
        ("19880317 201403 1 000", "PNS", [], ["serial"]),
        ("19880317 203001 1 901", "PNS", [], ["future"]),
        ("19880317 202612 1 901", "PNS", [], ["future"]),
        ("19880317 202611 1 901", "PNS", [], []),
        ("1988031720140319", "PNS", ["nik"], []),
        ("130123456", "PNS", ["old"], []),
        ("19880317201403190", "PNS", ["length"], []),
        ("1988031720140319022", "PNS", ["length"], []),
        ("19880317201403190A", "PNS", ["digits"], []),
        ("１９８８０３１７２０１４０３１９０２", "PNS", ["digits"], []),
        ("1.98E+17", "PNS", ["spreadsheet"], []),
        ("1,98803E+17", "PNS", ["spreadsheet"], []),
        ("", "PNS", ["empty"], []),
        ("", "NON_ASN", [], []),
        ("", "MITRA", [], []),
        ("198803172014031902", "NON_ASN", ["kind"], []),
    ],
)
def test_a_number_is_judged_as_the_table_says(typed, kind, errors, warnings):
    assert codes(typed, kind) == (errors, warnings)


def test_numbers_written_for_the_eye_are_the_same_number():
    kept = {check_nip(typed, "PNS", TODAY).nip for typed in ("19880317 201403 1 902", "19880317–201403.1.902")}
    assert kept == {"198803172014031902"}


def test_a_nik_is_neither_kept_nor_repeated():
    checked = check_nip("3374 0112 0588 0001", "PNS", TODAY)
    assert checked.nip is None
    assert "NIK" in checked.errors[0].sentence
    assert not any(part in checked.errors[0].sentence for part in ("3374", "0112", "0588"))


def test_spreadsheet_damage_is_named_with_the_way_out():
    assert check_nip("1.98E+17", "PNS", TODAY).errors[0].sentence == (
        "NIP rusak oleh lembar kerja, angka di belakang hilang. Ubah kolom menjadi teks, lalu isi lagi dari SK."
    )


def test_the_warning_about_the_birth_date_lets_the_row_pass():
    sentence = check_nip("198702312010011901", "PNS", TODAY).warnings[0].sentence
    assert sentence == (
        "NIP ini tidak memuat tanggal lahir yang sah (19870231). Periksa kembali. "
        "Baris tetap dapat diimpor dan akan ditandai."
    )


@given(st.text(max_size=40), st.sampled_from((*KINDS, "NON_ASN", "MITRA")))
def test_any_text_gives_a_number_or_an_error_and_never_an_exception(typed, kind):
    checked = check_nip(typed, kind, TODAY)
    assert bool(checked.errors) == (checked.nip is None or checked.nip == "") or kind in ("NON_ASN", "MITRA")
    assert all(f.sentence.endswith(".") for f in (*checked.errors, *checked.warnings))


@given(st.dates(date(1966, 1, 1), date(1990, 12, 31)), st.integers(20, 35), st.integers(1, 12), st.integers(1, 999))
def test_every_well_made_number_of_a_civil_servant_passes_without_a_word(birth, age, month, serial):
    nip = f"{birth:%Y%m%d}{birth.year + age}{month:02}1{serial:03}"
    assert codes(nip, "PNS") == ([], [])


@given(st.from_regex(r"[0-9]{18}", fullmatch=True), st.sampled_from(KINDS), st.data())
def test_separators_change_nothing(nip, kind, data):
    cut = data.draw(st.integers(0, 18))
    sign = data.draw(st.sampled_from([" ", ".", "-", "–", "\u00a0", "  "]))
    written = f" {nip[:cut]}{sign}{nip[cut:]} "
    assert strip_nip(written) == nip
    assert check_nip(written, kind, TODAY) == check_nip(nip, kind, TODAY)


@given(st.from_regex(r"[0-9]{16}", fullmatch=True), st.sampled_from(KINDS))
def test_no_sixteen_digits_are_ever_repeated(nik, kind):
    checked = check_nip(nik, kind, TODAY)
    assert checked.nip is None
    assert not any(nik[i : i + 4] in f.sentence for f in checked.errors for i in range(0, 13))
