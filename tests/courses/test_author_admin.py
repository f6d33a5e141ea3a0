"""Authors work in Indonesian, see no NIP in their menu, and meet no word that we could have said."""

from __future__ import annotations

import pytest
from django.urls import reverse

from courses.models import LessonPage, ModulePage, SearchSynonym
from people.models import Role
from tests.support import build


@pytest.fixture
def galih(bring, pemda):
    galih = build.learner("Galih Wicaksana", at=pemda)
    build.role(galih, Role.PENYUSUN)
    return galih


@pytest.fixture
def read(client, galih):
    build.sign_in(client, galih)

    def read(address):
        answer = client.get(address)
        assert answer.status_code == 200
        return answer.content.decode()

    return read


def test_the_menu_calls_the_author_by_name(read, galih):
    home = read(reverse("wagtailadmin_home"))
    assert galih.user.username not in home
    assert '"name": "Galih"' in home


def test_only_authors_find_the_way_here(client, read, budi):
    assert 'href="/kelola/">Kelola pelatihan</a>' in read("/profil/")
    assert "Kelola pelatihan" not in build.sign_in(client, budi).get("/profil/").content.decode()


def test_terms_and_regulations_stand_under_pelatihan(read):
    home = read(reverse("wagtailadmin_home"))
    assert "Daftar istilah" in home
    assert "Peraturan" in home
    assert "Walidata" in read(reverse("wagtailsnippets_courses_glossaryterm:list") + "?q=Walidata")
    assert "periksa status pada JDIH" in read(reverse("wagtailsnippets_courses_regulation:list"))


def test_scripts_speak_indonesian(read):
    assert "Lipat semua" in read(reverse("wagtailadmin_javascript_catalog"))


def test_modules_stand_in_the_order_of_the_course(read, bring):
    course = bring("K1")
    page = read(reverse("wagtailadmin_explore", args=[course.pk]))
    titles = list(ModulePage.objects.child_of(course).order_by("path").values_list("title", flat=True))
    assert [page.index(title) for title in titles] == sorted(page.index(title) for title in titles)


def test_an_edited_term_is_found_by_its_new_name(client, read, bring):
    from courses.models import GlossaryTerm

    term = GlossaryTerm.objects.get(term="Walidata")
    address = reverse("wagtailsnippets_courses_glossaryterm:edit", args=[term.pk])
    read(address)
    client.post(
        address,
        {
            "term": term.term,
            "abbreviation": "",
            "definition": term.definition,
            "synonyms": "wali data, penjaga data",
            "see_also": "",
            "source": term.source,
        },
    )
    assert SearchSynonym.objects.filter(phrase="penjaga data", target="Walidata").exists()


def test_a_hostile_title_runs_nothing(client, read, bring):
    """The chooser's script is built with the nonce around it; a title with a script in it gets none."""
    module = ModulePage.objects.child_of(bring("K1")).first()
    module.title = "</script><script>alert(1)</script>"
    module.save()
    lesson = LessonPage.objects.child_of(module).first()
    page = read(reverse("wagtailadmin_pages:edit", args=[module.pk]))
    assert "<script>alert(1)" not in page
    assert "<script>alert(1)" not in read(reverse("wagtailadmin_pages:edit", args=[lesson.pk]))


def test_a_learner_has_no_door_to_the_editor(client, ani, bring):
    build.sign_in(client, ani)
    answer = client.get(reverse("wagtailadmin_home"))
    assert answer.status_code in (302, 403)
