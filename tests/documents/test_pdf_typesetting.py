"""What may be printed and how it breaks into lines."""

import pytest

from documents.typesetting import NBSP, SERIF_SEMIBOLD, Face, fit_text, printable, set_text

NAME = Face(SERIF_SEMIBOLD, 28)


def lines_of(paragraph) -> list[str]:
    return ["".join(text for text, _face in line) for line in paragraph.lines]


@pytest.mark.parametrize(
    ("given", "printed"),
    [
        ("Ani\u202egnisareb\u202c", "Anignisareb"),
        ("Bu\u200bdi\ufeff", "Budi"),
        ("Citra\x00\x07\x1b[31m", "Citra[31m"),
        ("Dewi\r\n\tLestari  ", "Dewi Lestari"),
        ("Eko\ud800", "Eko"),
        ("Ana\u0308", "Anä"),
        ("non\u2011ASN", "non-ASN"),
        (f"6{NBSP}JP", f"6{NBSP}JP"),
    ],
)
def test_what_cannot_be_seen_is_not_printed(given, printed):
    assert printable(given) == printed


def test_a_line_is_never_wider_than_its_room():
    paragraph = set_text(("satu dua tiga empat lima enam " * 20, Face(size=10)), width=200, leading=14)
    assert paragraph.width <= 200
    assert " ".join(lines_of(paragraph)).split() == ("satu dua tiga empat lima enam " * 20).split()


def test_a_word_wider_than_a_line_is_cut_and_not_lost():
    paragraph = set_text(("x" * 400, Face(size=10)), width=200, leading=14)
    assert paragraph.width <= 200
    assert "".join(lines_of(paragraph)) == "x" * 400


def test_a_comma_stays_with_the_word_before_it():
    paragraph = set_text(("selama ", Face()), ("6 JP", Face("Inter Bold")), (", lulus.", Face()), width=400, leading=14)
    assert lines_of(paragraph) == ["selama 6 JP, lulus."]


def test_a_short_name_stands_at_its_full_size():
    (line,) = fit_text("Suharto", NAME, width=440, smallest=18, broken_size=24).lines
    assert line[0][1].size == 28


def test_a_longer_name_shrinks_on_one_line():
    (line,) = fit_text("Siti Nurhaliza Kusumawardhani, S.T.", NAME, width=440, smallest=18, broken_size=24).lines
    assert 18 <= line[0][1].size < 28


def test_a_name_too_long_for_eighteen_points_takes_two_even_lines():
    name = "Dr. Ir. Raden Ayu Siti Nurhaliza Kusumawardhani, S.T., M.Kom."
    paragraph = fit_text(name, NAME, width=440, smallest=18, broken_size=24)
    assert lines_of(paragraph) == ["Dr. Ir. Raden Ayu Siti Nurhaliza", "Kusumawardhani, S.T., M.Kom."]


@pytest.mark.parametrize("name", ["W" * 60, "Prof. " * 30, "", "Ng"])
def test_no_name_is_cut_or_leaves_its_room(name):
    paragraph = fit_text(name, NAME, width=440, smallest=18, broken_size=24)
    assert paragraph.width <= 440
    assert " ".join(lines_of(paragraph)) == printable(name)
