"""Numbers and shares of hours, counted by hand."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.numbering import share_hours, write_certificate_number

NOVEMBER = date(2026, 11, 20)


def number(pattern: str, sequence: int = 123) -> str:
    return write_certificate_number(
        pattern, classification="800.1.4", sequence=sequence, unit_code="BKPSDM", issued_on=NOVEMBER
    )


def test_the_number_is_written_as_regulations_print_it():
    assert number("{kode_klasifikasi}/{urut:5}/{kode_unit}/{bulan_romawi}/{tahun}") == "800.1.4/00123/BKPSDM/XI/2026"


@pytest.mark.parametrize(("pattern", "written"), [("{urut}", "7"), ("{urut:3}", "007"), ("{urut:05d}", "00007")])
def test_the_sequence_is_filled_up_as_the_pattern_says(pattern, written):
    assert number(pattern, 7) == written


def test_a_long_sequence_is_never_cut():
    assert number("{urut:3}", 12345) == "12345"


def test_a_pattern_with_an_unknown_name_is_not_guessed():
    with pytest.raises(KeyError):
        number("{nomor}/{tahun}")


@pytest.mark.parametrize(
    ("total", "minutes", "shares"),
    [
        ("3", [45, 45, 45], ["1", "1", "1"]),
        # 6 half hours; each module has one, the other three go to quotients 60/3, 40/3, 60/5.
        ("3", [60, 40, 35], ["1.5", "1", "0.5"]),
        ("2", [20, 20, 20, 30], ["0.5", "0.5", "0.5", "0.5"]),
        # Five modules in two hours: half hours leave one empty, quarters do not.
        ("2", [18, 18, 18, 18, 18], ["0.5", "0.5", "0.5", "0.25", "0.25"]),
        ("1", [45], ["1"]),
    ],
)
def test_hours_are_shared_by_minutes_in_round_steps(total, minutes, shares):
    assert share_hours(Decimal(total), minutes) == [Decimal(share) for share in shares]


@given(st.integers(1, 400), st.lists(st.integers(1, 600), min_size=1, max_size=20))
def test_shares_add_up_to_the_hours_of_the_course(tenths, minutes):
    total = Decimal(tenths) / 10
    shares = share_hours(total, minutes)
    assert sum(shares) == total
    assert all(share > 0 for share in shares) or tenths < len(minutes)
