"""The leader's page of a unit, the overview of a district, and the same figures as files."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header, urlencode
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.clock import today
from people.models import Unit, UnitSpan, User
from reports import reading
from reports.leader_page import LeaderPage, help_first, page_of, with_reliability
from reports.pdf.leader import draw_leader
from reports.reading import Reader
from reports.services import leader_json, leader_snapshot, leader_xlsx
from reports.snapshots.leader import LANGUAGE

LONGEST_NUMBER = 9
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """The top unit of the reader's scopes; where they have several, a choice."""
    units = reading.top_units(_reader(request))
    if len(units) > 1:
        return _choose(request, units)
    return _show(request, units[0])


@require_safe
def unit(request: HttpRequest, code: str) -> HttpResponse:
    return _show(request, _unit(request, code))


@require_safe
def region(request: HttpRequest) -> HttpResponse:
    """Which perangkat daerah need help first; for those who may see the whole district."""
    units = reading.top_units(_reader(request), request.GET.get("instansi", ""))
    tops = [found for found in units if found.path.count("/") == 2]
    if not tops:
        raise Http404
    if len(tops) > 1:
        return _choose(request, tops)
    root = tops[0]
    page = page_of(_snapshot(request, root))
    kinds = _kinds_below(root)
    chosen = request.GET.get("kelompok", "")
    rows = [row for row in help_first(page.data) if not chosen or kinds.get(row.data["code"]) == chosen]
    shown = {
        "rows": rows,
        "kind": chosen,
        "kinds": [(value, label) for value, label in UnitSpan.Kind.choices if value in set(kinds.values())],
        "chosen_wave": request.GET.get("gelombang", ""),
    }
    return render(request, "reports/region.html", {**_around(request, root, page), **shown})


@require_safe
def as_pdf(request: HttpRequest, code: str) -> HttpResponse:
    data = _snapshot(request, _unit(request, code), language=LANGUAGE)  # as the words around it
    return _file(draw_leader(data), data, "pdf", "application/pdf")


@require_safe
def as_xlsx(request: HttpRequest, code: str) -> HttpResponse:
    data = _snapshot(request, _unit(request, code))
    return _file(leader_xlsx(data), data, "xlsx", XLSX)


@require_safe
def as_json(request: HttpRequest, code: str) -> HttpResponse:
    data = _snapshot(request, _unit(request, code))
    return _file(leader_json(data), data, "json", "application/json")


def _unit(request: HttpRequest, code: str) -> Unit:
    return reading.readable_unit(_reader(request), code, request.GET.get("instansi", ""))


def _choose(request: HttpRequest, units: list[Unit]) -> HttpResponse:
    """Each with its way; where the units are of several agencies the way and the words name the agency."""
    readers = [Reader(_reader(request), found) for found in units]
    ways = [(reader.unit, _address(reader, reader.unit.code), bool(reader.query)) for reader in readers]
    return render(request, "reports/choose.html", {"units": ways})


def _address(reader: Reader, code: str) -> str:
    query = f"?{urlencode(reader.query)}" if reader.query else ""
    return reverse("reports:unit", args=[code]) + query


def _show(request: HttpRequest, found: Unit) -> HttpResponse:
    page = page_of(_snapshot(request, found))
    return render(request, "reports/leader.html", _around(request, found, page))


def _around(request: HttpRequest, found: Unit, page: LeaderPage) -> dict[str, Any]:
    reader = Reader(_reader(request), found)
    wave = request.GET.get("gelombang", "")
    query = reader.query | ({"gelombang": str(int(wave))} if wave else {})
    return {
        "page": page,
        "trail": _trail(reader, page),
        "open_wave": reading.open_wave(found),
        "may_assign": reader.may(reading.ASSIGN),
        "may_open": reader.may(reading.OPEN_WAVES),
        "agency": reader.query.get("instansi", ""),
        "query": f"?{urlencode(query)}" if query else "",
    }


def _snapshot(request: HttpRequest, found: Unit, language: str | None = None) -> dict[str, Any]:
    """Of the wave asked for, else of the newest; a wave that is not there is as missing as a page."""
    asked = request.GET.get("gelombang", "")
    if asked and not (asked.isdecimal() and len(asked) <= LONGEST_NUMBER):
        raise Http404
    data = leader_snapshot(found, int(asked) if asked else None, language)
    if asked and (data["run"] is None or data["run"]["wave"] != int(asked)):
        raise Http404
    return with_reliability(data, Reader(_reader(request), found).may(reading.SEE_RELIABILITY))


def _trail(reader: Reader, page: LeaderPage) -> list[tuple[str, str]]:
    """The way down from the highest place that the reader may open, without the unit itself."""
    crumbs = page.data["crumbs"][-reader.reachable : -1] if reader.reachable > 1 else []
    trail = [(crumb["name"], _address(reader, crumb["code"])) for crumb in crumbs]
    if trail and reader.reachable == len(page.data["crumbs"]):
        query = f"?{urlencode(reader.query)}" if reader.query else ""
        trail.insert(1, (_("Perangkat daerah"), reverse("reports:region") + query))
    return trail


def _kinds_below(root: Unit) -> dict[str, str]:
    """code -> kind of the units right below; groups of like with like."""
    spans = UnitSpan.objects.at(today()).filter(parent=root)
    return dict(spans.values_list("unit__code", "kind"))


def _file(content: bytes, data: dict[str, Any], suffix: str, content_type: str) -> HttpResponse:
    wave = f"-gelombang-{data['run']['wave']}" if data["run"] else ""
    name = f"kesiapan-{slugify(data['unit']['code'])}{wave}.{suffix}"
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _reader(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
