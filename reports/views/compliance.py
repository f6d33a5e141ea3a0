"""Kepatuhan JP: the page of HR, with unit figures for leaders, and the same rows as a file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_safe

from core.audit import record_audit
from documents.xlsx import CONTENT_TYPE
from people.models import Unit, User
from records.ledger.compliance import UnitCompliance, closing_day, compliance_by_unit
from reports import compliance
from reports.compliance import Asked, Place, Sums
from reports.compliance_xlsx import stream_compliance

PER_PAGE = 25
PEOPLE, UNITS = "pegawai", "unit"
TONES = {"memenuhi": "ok", "belum": "warn", "selesai": "ok", "aktif": "info"}


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    asked, place, units = _look(request)
    sums = compliance.figures_of(place, asked, units)
    view = PEOPLE if place.sees_people and request.GET.get("tampil") != UNITS else UNITS
    courses = compliance.courses_on_offer()
    shown = {
        "asked": asked,
        "unit": place.unit,
        "view": view,
        "sees_people": place.sees_people,
        "sums": sums,
        "kept_back": compliance.kept_back(place, asked),
        "day": closing_day(asked.year),
        "trail": [
            (str(each), f"?{_query(asked, unit=each.code, tampil=UNITS if view == UNITS else '')}")
            for each in place.above
        ],
        "agencies": _agencies(place),
        "views": _views(asked, view),
        "statuses": _statuses(asked),
        "options": _options(place, units),
        "courses": _choices(dict(courses), asked.course),
        "course_title": dict(courses).get(asked.course, asked.course),
        "learning": _choices(compliance.LEARNING, asked.learning),
        "years": [(year, year == asked.year) for year in compliance.years_on_offer()],
        "orders": _choices({key: label for key, (label, _order) in compliance.ORDERS.items()}, asked.order),
        "assign_query": urlencode(({"instansi": asked.agency} if asked.agency else {}) | {"unit": place.unit.code}),
        "file": f"{reverse('reports:compliance_xlsx')}?{_query(asked, unit=place.unit.code)}",
        "clear": f"?{_query(asked, status='', belajar='', q='', urut='')}",
        "page": _people(request, place, asked, units, sums) if view == PEOPLE else _units(request, asked, units),
    }
    return render(request, "reports/compliance.html", shown)


@require_GET
def as_xlsx(request: HttpRequest) -> StreamingHttpResponse:
    """People by name, so for Admin SDM alone; each download leaves its trace, without what was searched for."""
    asked, place, units = _look(request)
    if not place.sees_people:
        raise Http404
    rows = compliance.figures_of(place, asked, units).matching
    zone = timezone.get_current_timezone()
    content = stream_compliance(place, asked, rows=rows, branches=_branches(units), zone=zone)
    user = request.user
    assert isinstance(user, User)
    sifted = {"year": asked.year, "status": asked.status, "course": asked.course, "learning": asked.learning}
    after = {"rows": rows, "format": "xlsx", "searched": bool(asked.query), **sifted}
    record_audit(user.uuid, "people:export:compliance", "unit", place.unit.uuid, after=after)
    response = StreamingHttpResponse(content, content_type=CONTENT_TYPE)
    name = f"kepatuhan-jp-{asked.year}-{place.unit.code}.xlsx".lower()
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return response


def _look(request: HttpRequest) -> tuple[Asked, Place, list[UnitCompliance]]:
    user = request.user
    assert isinstance(user, User)
    asked = Asked.read(request.GET.dict())
    place = compliance.place_of(user, asked)
    if place.agencies:  # named in every address from here, as two of them may share a code
        asked = replace(asked, agency=place.unit.agency.code)
    units = compliance_by_unit(place.unit, asked.year, course_code=asked.course, rules=place.rules)
    return asked, place, units


def _people(request: HttpRequest, place: Place, asked: Asked, units: list[UnitCompliance], sums: Sums) -> Page:
    """A page of people, whose number is known already."""
    paginator = Paginator(compliance.rows_of(place, asked), PER_PAGE)
    paginator.count = sums.matching
    found = paginator.get_page(request.GET.get("halaman"))
    branches = _branches(units)
    found.object_list = [_person(post, branches) for post in found.object_list]  # type: ignore[misc]
    return found


def _person(post: Any, branches: dict[int | None, str]) -> dict[str, Any]:
    share = min(100 * post.jp / post.target, 100) if post.target else None
    return {
        "post": post,
        "place": compliance.place_name(post, branches),
        "share": max(share, 0) if share is not None else None,
        "last_day": date.fromisoformat(post.last["day"]) if post.last else None,
        "status": compliance.STATUSES[post.status],
        "tone": TONES.get(post.status, ""),
        "learning": compliance.LEARNING.get(getattr(post, "learning", ""), ""),
        "learning_tone": TONES.get(getattr(post, "learning", ""), ""),
    }


def _units(request: HttpRequest, asked: Asked, units: list[UnitCompliance]) -> Page:
    """Units in which the smallest share complies stand first: that is where something is to be done."""
    ordered = sorted(units, key=lambda row: (row.percent is None, row.percent or 0, -row.below, str(row.unit)))
    return Paginator(ordered, PER_PAGE).get_page(request.GET.get("halaman"))


def _branches(units: list[UnitCompliance]) -> dict[int | None, str]:
    return {row.unit.pk: str(row.unit) for row in units if not row.is_direct}


def _agencies(place: Place) -> list[tuple[str, str, bool]]:
    return [(each.name, f"?{urlencode({'instansi': each.code})}", each == place.unit.agency) for each in place.agencies]


def _views(asked: Asked, chosen: str) -> list[dict[str, Any]]:
    return [
        {"label": label, "href": f"?{_query(asked, tampil=value)}", "chosen": (value or PEOPLE) == chosen}
        for value, label in (("", _("Pegawai")), (UNITS, _("Unit kerja")))
    ]


def _statuses(asked: Asked) -> list[dict[str, Any]]:
    everybody = {"": _("Semua pegawai")}
    return [
        {"value": value, "label": label, "href": f"?{_query(asked, status=value)}", "chosen": value == asked.status}
        for value, label in (everybody | compliance.STATUSES).items()
    ]


def _options(place: Place, units: list[UnitCompliance]) -> list[tuple[str, list[tuple[Unit, bool]]]]:
    """The unit filter: where one is and what stands above, then beside, then below; very many are cut short."""
    below = [row.unit for row in units if not row.is_direct][: compliance.MOST_OPTIONS]
    groups = (
        (_("Unit ini dan di atasnya"), [*place.above, place.unit]),
        (_("Setingkat"), place.beside),
        (_("Di bawahnya"), below),
    )
    return [(label, [(unit, unit == place.unit) for unit in found]) for label, found in groups if found]


def _choices(offered: Any, chosen: str) -> list[tuple[str, Any, bool]]:
    return [(value, label, value == chosen) for value, label in offered.items()]


def _query(asked: Asked, **changed: str) -> str:
    """The address of the same question with something changed; what is not asked is left out."""
    now = {
        "instansi": asked.agency,
        "unit": asked.unit,
        "tahun": str(asked.year),
        "status": asked.status,
        "kursus": asked.course,
        "belajar": asked.learning,
        "q": asked.query,
        "urut": "" if asked.order == "nama" else asked.order,
    }
    return urlencode({key: value for key, value in (now | changed).items() if value})
