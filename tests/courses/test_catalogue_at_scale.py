"""The catalogue takes as many statements for a thousand courses as for ten."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.models import CatalogueEntry, CourseEdition, Run
from courses.search import rebuild_catalogue
from tests.support import build
from tests.support.database import refresh_statistics

CATALOGUE = reverse("courses:catalogue")


def read(client, **asked) -> str:
    answer = client.get(CATALOGUE, asked)
    assert answer.status_code == 200
    return answer.content.decode()


def titles(page: str) -> list[str]:
    return [part.split("</a>")[0].split(">")[-1] for part in page.split("<h3>")[1:]]


def many_courses(amount: int, *, start: int = 0) -> None:
    agency = build.agency()
    editions = CourseEdition.objects.bulk_create(
        CourseEdition(
            provider=agency,
            code=f"X{n}",
            slug=f"x{n}",
            number=1,
            title=f"Pelatihan layanan {n}",
            summary="Ringkasan",
            level="dasar",
            jp=Decimal(2),
            minutes=90,
            sha256="0" * 64,
        )
        for n in range(start, start + amount)
    )
    Run.objects.bulk_create(Run(edition=e, title="Mandiri", opens_on="2026-01-01") for e in editions)
    rebuild_catalogue()
    refresh_statistics(CourseEdition, Run, CatalogueEntry)


@pytest.mark.parametrize("asked", [{}, {"q": "layanan"}, {"q": "layanann"}, {"q": "layanan", "tingkat": "dasar"}])
def test_a_thousand_courses_take_as_many_statements_as_ten(client, ani, asked):
    build.sign_in(client, ani)
    counts = []
    for start, amount in ((0, 10), (10, 990)):
        many_courses(amount, start=start)
        with CaptureQueriesContext(connection) as statements:
            page = client.get(CATALOGUE, asked)
        assert f"{start + amount} pelatihan cocok" in page.content.decode()
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 8


def test_a_long_catalogue_is_turned_page_by_page(client, db):
    many_courses(60)
    first, last = read(client, q="layanan"), read(client, q="layanan", halaman=3)
    assert len(titles(first)) == 25
    assert len(titles(last)) == 10
    assert "halaman=2" in first


def test_an_empty_catalogue_says_so(client, db):
    assert "Belum ada pelatihan" in read(client)
