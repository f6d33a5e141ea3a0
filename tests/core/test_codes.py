"""Public codes: random, dictated over the phone, typed from paper."""

import re
import secrets

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.codes import ALPHABET, clean_code, new_code

# Worked out by hand: 16 zeros are the number 0, so the check is 0; …01 is 1 and …0Z is 31, checks 1 and Z.
BY_HAND = ["0000-0000-0000-0000-0", "0000-0000-0000-0001-1", "0000-0000-0000-000Z-Z"]
bodies = st.text(ALPHABET, min_size=16, max_size=16)


@pytest.mark.parametrize("code", BY_HAND)
def test_a_code_worked_out_by_hand_is_accepted(code):
    assert clean_code(code) == code


def test_a_new_code_has_four_groups_and_a_check():
    for _ in range(500):
        code = new_code()
        assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){4}[0-9A-HJKMNP-TV-Z]", code)
        assert clean_code(code) == code


def test_a_number_whose_check_would_be_a_special_sign_is_drawn_again(monkeypatch):
    # 32 to 36 modulo 37 are Crockford's * ~ $ = U.
    numbers = iter([32, 33, 34, 35, 36, 31])
    monkeypatch.setattr(secrets, "randbits", lambda _bits: next(numbers))
    assert new_code() == "0000-0000-0000-000Z-Z"


def test_eighty_bits_come_from_the_secret_source(monkeypatch):
    monkeypatch.setattr(secrets, "randbits", lambda bits: bits)
    # 80 is 2 × 32 + 16, and 80 modulo 37 is 6.
    assert new_code() == "0000-0000-0000-002G-6"


@pytest.mark.parametrize(
    "typed",
    [
        "7k2m-9qxa-4rtd-6hwv-{}",
        "7K2M9QXA4RTD6HWV{}",
        " 7K2M 9QXA 4RTD 6HWV {} ",
        "7K2M–9QXA—4RTD‑6HWV−{}",
        "\u200b7K2M-9QXA\u00a0-4RTD-6HWV-{}\n",
    ],
)
def test_small_letters_spaces_and_every_kind_of_dash_are_forgiven(typed):
    check = next(letter for letter in ALPHABET if clean_code(f"7K2M-9QXA-4RTD-6HWV-{letter}"))
    assert clean_code(typed.format(check)) == f"7K2M-9QXA-4RTD-6HWV-{check}"


def test_o_is_read_as_zero_and_i_and_l_as_one():
    assert clean_code("OOOO-oooo-OOOO-OOOI-l") == "0000-0000-0000-0001-1"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "7K2M",
        "0000-0000-0000-0000",
        "0000-0000-0000-0000-00",
        "0000-0000-0000-0000-U",
        "0000-0000-0000-000*-0",
        "' OR 1=1 --",
        "٠٠٠٠-0000-0000-0000-0",
        "0" * 100_000,
        "-" * 100_000,
        "\x00" * 17,
    ],
)
def test_what_cannot_be_a_code_is_refused(typed):
    assert clean_code(typed) is None


@settings(max_examples=60)
@given(body=bodies)
def test_every_wrong_character_is_noticed(body):
    """All 17 places times all 31 wrong letters."""
    code = _with_check(body)
    for place, right in enumerate(code):
        for wrong in ALPHABET.replace(right, ""):
            assert clean_code(code[:place] + wrong + code[place + 1 :]) is None


@settings(max_examples=300)
@given(body=bodies)
def test_every_swap_of_neighbours_is_noticed(body):
    code = _with_check(body)
    for place in range(len(code) - 1):
        left, right = code[place], code[place + 1]
        if left != right:
            assert clean_code(code[:place] + right + left + code[place + 2 :]) is None


@settings(max_examples=200)
@given(text=st.text(max_size=80))
def test_any_text_gives_a_canonical_code_or_none(text):
    cleaned = clean_code(text)
    assert cleaned is None or clean_code(cleaned) == cleaned


def _with_check(body: str) -> str:
    """The body with its check, found by trying; a body with none gets its last letter changed until one fits."""
    for last in (body[-1], *ALPHABET):
        for check in ALPHABET:
            if clean_code(body[:-1] + last + check):
                return body[:-1] + last + check
    raise AssertionError(body)
