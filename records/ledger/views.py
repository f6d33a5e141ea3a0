from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TypedDict

from django.core.paginator import Paginator
from django.db.models import Count, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.clock import today
from courses.models import Enrolment
from people.models import User
from records.ledger.models import JpRule, LedgerEntry
from records.ledger.rules import Standing

PER_PAGE = 25


class YearSum(TypedDict):
    year: int
    jp: Decimal
    in_review: Decimal
    entries: int


@require_safe
def ledger(request: HttpRequest) -> HttpResponse:
    """The own JP record, a tab for each year; whoever earns no JP sees hours of learning instead."""
    user = request.user
    assert isinstance(user, User)
    if user.person is None:
        return render(request, "records/no_person.html")
    if not user.person.earns_jp:
        return render(request, "records/hours.html", hours_of(request, user))
    mine = LedgerEntry.objects.visible_to(user).of(user.person)
    years = sums_by_year(mine)
    year = chosen_year(request, years)
    this_year = years[year]
    rule = JpRule.objects.in_force(kind=user.person.kind, year=year)
    return render(
        request,
        "records/ledger.html",
        {
            "years": sorted(years, reverse=True),
            "year": year,
            "sums": this_year,
            "rule": rule,
            "standing": Standing(this_year["jp"], rule.yearly_min) if rule else None,
            "page": page_of(request, mine.filter(year=year).order_by("-entered_at", "-pk"), this_year["entries"]),
        },
    )


def sums_by_year(entries: QuerySet[LedgerEntry]) -> dict[int, YearSum]:
    """Balance, hours in review and number of entries of each year, this year always among them."""
    rows: Iterable[YearSum] = entries.values("year").annotate(
        jp=Sum("jp"), in_review=Sum("jp_in_review"), entries=Count("pk")
    )
    current = today().year
    empty = YearSum(year=current, jp=Decimal(0), in_review=Decimal(0), entries=0)
    return {current: empty} | {row["year"]: row for row in rows}


def chosen_year(request: HttpRequest, years: dict[int, YearSum]) -> int:
    """The year asked for when there is one to show, else this year."""
    asked = request.GET.get("tahun", "")
    return int(asked) if asked.isascii() and asked.isdigit() and int(asked) in years else today().year


def hours_of(request: HttpRequest, user: User) -> dict[str, object]:
    finished = Enrolment.objects.visible_to(user).filter(person=user.person, state=Enrolment.State.SELESAI)
    sums = finished.aggregate(hours=Sum("run__edition__jp"), courses=Count("pk"))
    rows = finished.select_related("run__edition").order_by("-completed_at")
    return {"hours": sums["hours"] or Decimal(0), "page": page_of(request, rows, sums["courses"])}


def page_of(request: HttpRequest, rows: QuerySet, count: int) -> object:
    """A page of rows whose number is known already, so that it is not asked for again."""
    paginator = Paginator(rows, PER_PAGE)
    paginator.count = count
    return paginator.get_page(request.GET.get("halaman"))
