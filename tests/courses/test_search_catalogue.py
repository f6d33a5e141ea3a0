"""People find courses by the words they have: other names, numbers, forms, mistakes."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from courses.models import CatalogueEntry
from courses.search import rebuild_catalogue

pytestmark = pytest.mark.usefixtures("whole_catalogue", "db")


@pytest.fixture
def find(client):
    """`find("cyber hoax")`: titles with the lessons in which something was found."""

    def find(query):
        answer = client.get(reverse("courses:catalogue"), {"q": query})
        assert answer.status_code == 200
        rows = answer.content.decode().split("<h3>")[1:]
        return {title_of(row): re.findall(r"Ditemukan pada materi:(.*?)</p>", row, re.DOTALL) for row in rows}

    def title_of(row):
        return row.split("</a>")[0].split(">")[-1]

    return find


def test_cyber_hoax_finds_the_lesson_on_saber_hoaks(find):
    """Newspapers wrote it so; the glossary knows."""
    found = find("cyber hoax")
    best = next(iter(found))
    assert best == "Literasi dan Etika Digital: Menangkal Hoaks"
    assert "Jabar Saber Hoaks: tim penelusur kabar bohong" in found[best][0]


def test_the_number_of_a_regulation_finds_the_course_about_it_first(find):
    assert next(iter(find("95 tahun 2018"))) == "Dari SPBE ke Pemerintah Digital (Pemdi)"
    assert next(iter(find("perpres 95/2018"))) == "Dari SPBE ke Pemerintah Digital (Pemdi)"


def test_forms_of_a_word_find_each_other(find):
    layanan = "Layanan Berpusat pada Pengguna dan Pengelolaan Pengaduan"
    assert next(iter(find("dilayani"))) == layanan
    assert layanan in find("pelayanan")


def test_another_name_finds_the_thing(find):
    assert "Kantor Tanpa Kertas dan Tanda Tangan Elektronik" in find("e-sign")
    assert "Dari SPBE ke Pemerintah Digital (Pemdi)" in find("egov")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("kemanan", "Pelindungan Data Pribadi dan Keamanan Informasi"),
        ("elektronk", "Kantor Tanpa Kertas dan Tanda Tangan Elektronik"),
        ("hoks", "Literasi dan Etika Digital: Menangkal Hoaks"),
        ("kepemimpnan", "Kepemimpinan Digital dan Manajemen Perubahan"),
    ],
)
def test_a_typing_error_still_finds_something(find, client, typed, meant):
    assert meant in find(typed)
    page = client.get(reverse("courses:catalogue"), {"q": typed}).content.decode()
    assert "Ini yang mirip dengan kata Anda." in page


def test_what_is_written_right_is_not_called_alike(client):
    page = client.get(reverse("courses:catalogue"), {"q": "hoaks"}).content.decode()
    assert "Ini yang mirip" not in page


@pytest.mark.parametrize(
    "query",
    [
        "'",
        '"',
        '"saber',
        "%",
        "_",
        "a%b_c",
        "\\",
        "' OR 1=1 --",
        "& | ! ( :*",
        "<script>",
        "\x00",
        "a\x00b",
        "ÅÄÖ",
        "😀",
    ],
)
def test_signs_are_harmless(find, query):
    find(query)


def test_a_hundred_kilobytes_are_cut_short(client):
    answer = client.get(reverse("courses:catalogue"), {"q": "layanan " * 12_500})
    assert answer.status_code == 200
    assert answer.content.count(b"layanan ") < 200


def test_right_answers_are_not_found_by_searching(client):
    """The words of checks and of their keys are not in the index: what comes is only alike."""
    page = client.get(reverse("courses:catalogue"), {"q": '"syarat cap yang tidak pernah ditinjau ulang"'})
    assert "Ini yang mirip dengan kata Anda." in page.content.decode()


def test_the_index_can_be_thrown_away_and_made_again():
    columns = ("edition__code", "activity__code", "title", "words", "vector")
    rows = set(CatalogueEntry.objects.values_list(*columns))
    rebuild_catalogue()
    assert set(CatalogueEntry.objects.values_list(*columns)) == rows
