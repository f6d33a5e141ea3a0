"""The leader's report on paper: one page, whatever has to go on it, with the words and figures of the screen."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import pytest
from django.utils import translation
from pypdf import PdfReader

from reports import wording
from reports.leader_page import page_of, worst_first
from reports.pdf.leader import MOST_TARGETS, draw_leader
from tests.support import leader_sample

LIMIT = 500_000
LONG = "Badan Penanggulangan Bencana, Perlindungan Masyarakat, Keselamatan Warga, dan Pemulihan Wilayah Pesisir Selatan"


def long() -> dict[str, Any]:
    """More of everything than fits, and no name short."""
    data = leader_sample.shown()
    data["unit"]["name"] = data["agency"]["name"] = LONG
    data["trend"] = [row | {"wave": number} for number, row in enumerate(data["trend"] * 3, start=1)]
    data["run"]["wave"] = len(data["trend"])
    data["low_response"] = True
    for row in data["dimensions"]:
        row["name"] = f"{row['name']} dan keterpaduan antarbidang"
    data["targets"] = [row | {"name": f"{row['name']} di seluruh wilayah kerja"} for row in data["targets"] * 4]
    data["actions"] = [row | {"why": "; ".join([row["why"]] * 4)} for row in data["actions"] * 2]
    return data


SAMPLES = {
    "shown": leader_sample.shown,
    "agency": leader_sample.agency,
    "hidden": leader_sample.hidden,
    "before_the_first_wave": leader_sample.before_the_first_wave,
    "long": long,
}


@pytest.fixture(params=SAMPLES)
def data(request) -> dict[str, Any]:
    return SAMPLES[request.param]()


def squeezed(text: str) -> str:
    """Without the blanks and line ends that only setting put there."""
    return re.sub(r"\s+", "", text)


def words(content: bytes) -> str:
    (page,) = PdfReader(BytesIO(content)).pages
    return squeezed(page.extract_text())


def test_one_small_page_whose_bytes_are_the_same_each_time(data):
    content = draw_leader(data)
    assert len(PdfReader(BytesIO(content)).pages) == 1
    assert len(content) < LIMIT
    assert draw_leader(data) == content


def test_it_says_what_the_screen_says(data):
    said = words(draw_leader(data))
    page = page_of(data)
    wanted = [data["unit"]["name"], page.unofficial]
    if data["run"]:
        wanted += [page.headline, page.detail, page.interval, page.index["band"]] if page.shown else []
        wanted += [] if page.shown else [page.hidden_sentence]
        wanted += [line.figure for line in page.profile.lines] if page.profile else []
        wanted += [text for move in page.moves for text in (move.name, move.figure)]
        rows = worst_first(page.bullets)[:MOST_TARGETS]
        wanted += [f"{row.data['code']} {row.data['name']}" for row in rows]
        wanted += [text for row in rows if row.actual for text in (row.actual, row.data["shown"])]
        wanted += [data["actions"][0][key] for key in ("title", "leads_to", "why")]
    assert [text for text in wanted if squeezed(text) not in said] == []


def test_nothing_runs_into_the_footnote_or_off_the_page(data):
    """Every piece of text lies on the page, and no course below the line of the foot."""
    (page,) = PdfReader(BytesIO(draw_leader(data))).pages
    places: list[tuple[float, float, str]] = []

    def visit(text: str, cm: Any, tm: Any, _font: Any, _size: Any) -> None:
        if text.strip():
            places.append((tm[4] * cm[0] + cm[4], tm[5] * cm[3] + cm[5], text.strip()))

    page.extract_text(visitor_text=visit)
    width, height = page.mediabox.width, page.mediabox.height
    assert all(0 < x < width and 0 < y < height for x, y, _text in places)
    foot = max(y for _x, y, text in places if wording.unofficial().startswith(text[:20]))
    below = [text for _x, y, text in places if y < foot]
    assert not any(action["title"] in text for text in below for action in data["actions"])


def test_a_hidden_unit_has_no_figure_on_paper():
    said = words(draw_leader(leader_sample.hidden()))
    assert "3,12" not in said.split("Target")[0]
    assert "menjawab(" not in said


def test_a_target_that_lags_is_on_paper_however_many_others_there_are():
    data = leader_sample.shown()
    well, attention, lagging, missing = data["targets"]
    furthest = lagging | {"code": "TP-11", "name": "Paling jauh", "progress_final": -80.0}
    data["targets"] = [missing, *[well] * 6, attention, lagging, furthest]
    said = words(draw_leader(data))
    places = [said.index(squeezed(name)) for name in ("Paling jauh", lagging["name"], attention["name"], well["name"])]
    assert places == sorted(places)
    assert squeezed(missing["name"]) not in said
    assert squeezed("Yang paling tertinggal tampil dahulu; 5 target lain ada di layar.") in said


def test_paper_names_the_bounds_of_its_own_instrument():
    data = leader_sample.shown() | {"low_response": True}
    data["run"]["scale"]["max"] = 6
    data["run"]["rules"] |= {"min_group": 10, "change_min": 0.3, "response_rate_warn_below": 0.65}
    said = words(draw_leader(data))
    for sentence in (
        "Kelompok di bawah 10 jawaban disembunyikan",
        "Respons di bawah 65 %",
        "dari skala 1–6",
        "di bawah 0,30",
    ):
        assert squeezed(sentence) in said


def test_paper_stays_indonesian_for_a_reader_in_english():
    data = leader_sample.shown()
    with translation.override("en"):
        content = draw_leader(data)
    assert content == draw_leader(data)
