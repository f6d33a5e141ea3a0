"""Each block of a lesson in HTML: readable on a phone, without a style or a script of its own."""

from __future__ import annotations

import pytest
from django.template.loader import render_to_string
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from courses.blocks import Body
from courses.markdown import read_blocks


def draw(*blocks) -> str:
    body = Body().to_python([{"type": kind, "value": value} for kind, value in blocks])
    return "".join(block.render() for block in body)


def test_markdown_becomes_blocks():
    text = """Pembuka **tebal**.

### Judul

- satu
- dua

> Kata orang.

| Ciri | Keadaan |
|---|---|
| **A** | ada |

**Coba sekarang.** Tulis dua hal:

1. pertama
2. kedua

**Ringkasnya:** Selesai."""
    blocks = read_blocks(text, "X")
    assert [block["type"] for block in blocks] == ["text", "heading", "text", "quote", "table", "note", "note"]
    assert blocks[4]["value"]["data"] == [["Ciri", "Keadaan"], ["A", "ada"]]
    assert blocks[5]["value"]["title"] == "Coba sekarang"
    assert "<li>kedua</li>" in blocks[5]["value"]["text"]
    assert blocks[6]["value"] == {"tone": "info", "title": "Ringkasnya", "text": "<p>Selesai.</p>"}
    assert read_blocks(text, "X") == blocks


def test_a_table_reads_as_cards_on_a_phone():
    table = {
        "data": [["Ciri", "Keadaan"], ["Alat", None]],
        "first_row_is_table_header": True,
        "first_col_is_header": True,
        "table_header_choice": "both",
    }
    html = draw(("table", table))
    assert '<th scope="row" role="rowheader">Alat</th>' in html
    assert '<td role="cell" data-l="Keadaan"></td>' in html


def test_cells_and_headings_are_text():
    html = draw(("heading", "<b>x</b>"), ("table", {"data": [["<script>"]], "table_header_choice": "neither"}))
    assert "<b>" not in html
    assert "<script>" not in html


@pytest.mark.django_db
def test_a_figure_has_words_and_no_style(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    image = get_image_model().objects.create(title="Berkas 12", file=get_test_image_file())
    html = draw(("figure", {"image": image.pk, "alt": "Alur tiga langkah", "caption": "Alur"}))
    assert 'alt="Alur tiga langkah"' in html
    assert "<figcaption>Alur</figcaption>" in html
    assert "style=" not in html


def test_a_check_shows_its_choices_and_keeps_its_key():
    check = {
        "code": "C1",
        "kind": "pilihan_ganda",
        "stem": "Mana yang benar?",
        "options": [{"code": "A", "text": "Ini", "match": ""}, {"code": "B", "text": "Itu", "match": ""}],
        "key": "B",
        "feedback": "Karena itu.",
    }
    html = draw(("check", check))
    assert "Ini" in html
    assert "Karena itu." not in html
    assert html == draw(("check", check | {"key": "A"}))


def test_pairs_do_not_stand_in_the_order_of_their_key():
    options = [{"code": str(n), "text": f"kiri {n}", "match": f"kanan {n}"} for n in range(1, 7)]
    check = {"code": "C2", "kind": "menjodohkan", "stem": "Jodohkan", "options": options, "key": "", "feedback": ""}
    html = draw(("check", check))
    places = [html.index(f"kanan {n}") for n in range(1, 7)]
    assert places != sorted(places)


def test_an_unfinished_check_tells_the_author():
    check = {"code": "C3", "kind": "urutan", "stem": "Urutkan", "options": [], "key": "", "feedback": ""}
    assert "belum lengkap" in draw(("check", check))


def test_a_lesson_page_has_no_style_or_script_of_its_own():
    html = render_to_string("courses/preview.html", {"lesson": {"title": "Judul", "minutes": 5, "body": []}})
    assert "style=" not in html
    assert "<script>" not in html
