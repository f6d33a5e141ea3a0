"""The catalogue: what is on offer, for everybody, sifted and in order."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from courses.models import CourseEdition
from courses.services import enrol_person
from tests.support import build

CATALOGUE = reverse("courses:catalogue")


def read(client, **asked) -> str:
    answer = client.get(CATALOGUE, asked)
    assert answer.status_code == 200
    return answer.content.decode()


def titles(page: str) -> list[str]:
    return [part.split("</a>")[0].split(">")[-1] for part in page.split("<h3>")[1:]]


class TestTheStarterCatalogue:
    @pytest.fixture(autouse=True)
    def _catalogue(self, whole_catalogue, db):
        pass

    def test_a_stranger_sees_all_courses_with_what_they_give(self, client):
        page = read(client)
        assert titles(page)[0] == "Pola Pikir Digital: dari Birokrasi 2.0 menuju 4.0"
        assert titles(page)[-1].startswith("Mengenal Teknologi Baru")
        assert "11 pelatihan cocok" in page
        assert "3 JP · Dasar · 17 materi" in page
        assert "Kursus pembuka." in page

    def test_level_and_hours_sift_together(self, client):
        dasar = titles(read(client, tingkat="dasar"))
        three = titles(read(client, tingkat="dasar", jp="3-6"))
        assert len(dasar) == 4
        assert three == ["Pola Pikir Digital: dari Birokrasi 2.0 menuju 4.0"]

    def test_counts_beside_a_choice_say_what_it_would_show(self, client):
        page = read(client, tingkat="dasar")
        count = '<span>Di atas 2 sampai 6 JP</span><span class="mut sm num">1</span>'
        assert count in page

    def test_unknown_words_in_the_address_are_ignored(self, client):
        asked = {"tingkat": "sakti", "jp": "x", "status": "y", "urut": "z", "halaman": "999"}
        assert "11 pelatihan cocok" in read(client, **asked)

    def test_nothing_found_says_what_to_do(self, client):
        page = read(client, q="zzzzqqqq")
        assert "Tidak ada pelatihan yang cocok" in page
        assert "Lihat semua pelatihan" in page

    def test_ani_sees_what_she_follows(self, client, ani):
        edition = CourseEdition.objects.get(code="K3")
        enrol_person(run=edition.runs.get(), person=ani)
        build.sign_in(client, ani)
        page = read(client, status="aktif")
        assert titles(page) == [edition.title]
        assert "Sedang Anda ikuti" in page
        assert len(titles(read(client, status="belum"))) == 10

    def test_the_reader_of_an_earlier_edition_counts_as_taking_the_course(self, client, ani):
        edition = CourseEdition.objects.get(code="K3")
        enrol_person(run=edition.runs.get(), person=ani)
        edition.retired_at = edition.frozen_at + timedelta(days=1)
        edition.save()
        following = CourseEdition.objects.get(pk=edition.pk)
        following.pk, following.uuid, following.number, following.retired_at = None, uuid4(), 2, None
        following.save()
        build.sign_in(client, ani)
        assert titles(read(client, status="aktif")) == [edition.title]

    def test_hours_put_in_order(self, client):
        assert titles(read(client, urut="jp"))[:2] == [
            "Pola Pikir Digital: dari Birokrasi 2.0 menuju 4.0",
            "Dari SPBE ke Pemerintah Digital (Pemdi)",
        ]

    def test_the_glossary_explains_words(self, client):
        page = client.get(reverse("courses:glossary"), {"huruf": "J"}).content.decode()
        assert "Jabar Saber Hoaks" in page
        assert "Walidata" not in page
        assert "cyber hoax" not in page  # never shown as a right spelling
        found = client.get(reverse("courses:glossary"), {"q": "egov"}).content.decode()
        assert found.count("<dt>") == 1
        nothing = client.get(reverse("courses:glossary"), {"q": "%_'\""}).content.decode()
        assert "Istilah tidak ditemukan" in nothing
