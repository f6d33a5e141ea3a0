"""The catalogue and the glossary, for everybody."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from courses.catalogue import STATES, Asked, choices_of, read_page, read_rows, sift
from courses.models import Activity, CourseEdition, CoursePage, GlossaryTerm
from courses.search import LONGEST_QUERY, Search, clean_query
from courses.views.course import person_of

PAGE_SIZE = 25
LESSONS_SHOWN = 3
TONES = {"aktif": "info", "selesai": "ok"}


@login_not_required
@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    asked = Asked.read(request.GET)
    search = Search(asked.query)
    everything = read_rows(person)
    rows = [row for row in everything if row.pk in search.ranks] if asked.query else everything
    page = Paginator(sift(rows, asked, search.ranks), PAGE_SIZE).get_page(request.GET.get("halaman"))
    editions = read_page(list(page.object_list))
    lessons = search.lessons_in([row.pk for row, _edition in editions]) if asked.query and editions else {}
    shown = {
        "asked": asked,
        "page": page,
        "items": [_item(row.state, edition, lessons.get(row.pk, [])) for row, edition in editions],
        "total": len(everything),
        "guessed": search.guessed,
        "person": person,
        "longest": LONGEST_QUERY,
        **choices_of(rows, asked),
    }
    return render(request, "courses/catalogue.html", shown)


@login_not_required
@require_safe
def glossary(request: HttpRequest) -> HttpResponse:
    """All terms, or those under a letter, or those that hold what was typed."""
    query, letter = clean_query(request.GET.get("q", "")), request.GET.get("huruf", "")[:1].upper()
    terms = list(GlossaryTerm.objects.filter(_holds(query)))
    letters = sorted({term.term[0].upper() for term in terms})
    chosen = letter if letter in letters else ""
    groups = groupby(sorted(terms, key=lambda term: term.term.casefold()), key=lambda term: term.term[0].upper())
    shown = {
        "query": query,
        "letters": letters,
        "letter": chosen,
        "groups": [(first, list(group)) for first, group in groups if not chosen or first == chosen],
        "longest": LONGEST_QUERY,
        "trail": [(_("Katalog"), reverse("courses:catalogue"))],
        "here": _("Daftar istilah"),
    }
    return render(request, "courses/glossary.html", shown)


def _item(state: str, edition: CourseEdition, lessons: list[Activity]) -> dict[str, Any]:
    return {
        "edition": edition,
        "level": CoursePage.Level(edition.level).label,
        "badge": STATES[state] if state in TONES else "",
        "tone": TONES.get(state, ""),
        "lessons": lessons[:LESSONS_SHOWN],
        "enrolled": state in TONES,
    }


def _holds(query: str) -> Q:
    """The empty query is held by every term."""
    return (
        Q(term__icontains=query)
        | Q(abbreviation__icontains=query)
        | Q(definition__icontains=query)
        | Q(synonyms__icontains=query)
    )
