"""Pictures from numbers: what they say, what they never say, and that no word breaks out of them."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from itertools import pairwise

import pytest
from django.template import Context, Template

from reports import charts
from reports.charts import Axis, Point, Reading, Row

NAME = "{http://www.w3.org/2000/svg}"


def write(value: float) -> str:
    return f"{value:.2f}".replace(".", ",")


def drawn(svg: str) -> ET.Element:
    return ET.fromstring(svg)


def words_in(svg: str) -> list[str]:
    return [part.text or "" for part in drawn(svg).iter("text")]


def marks(svg: str, name: str) -> list[ET.Element]:
    return [part for part in drawn(svg).iter() if name in part.get("class", "").split()]


def point(label: str, value: float | None, half: float = 0.1, version: str = "1") -> Point:
    if value is None:
        return Point(label, Reading(None, stands_in="disembunyikan"), version)
    return Point(label, Reading(value, value - half, value + half), version)


def line(*points: Point, target: float | None = None) -> str:
    return charts.trend(points, target, title="Indeks naik.", write=write, write_tick=write, target_word="Target 3,40")


THREE = (point("Nov 2025", 2.61), point("Mei 2026", 2.93), point("Nov 2026", 3.12))


@pytest.mark.parametrize(
    "svg",
    [
        line(*THREE, target=3.4),
        charts.spread(Reading(3, 2.8, 3.2), Axis(2, 4, 0.5), title="Indeks naik."),
        charts.bullet(40, title="Indeks naik.", should=60),
        charts.bullet(None, title="Indeks naik.", stands_in="belum ada data"),
        charts.move(0.2, -0.1, 0.5, reach=0.5, apart=False, title="Indeks naik."),
        *charts.profile([Row("Indeks naik.", Reading(3, 2.8, 3.2), 2.9, 3.1)], Axis(2, 4, 0.5)),
    ],
)
def test_every_picture_is_an_image_with_one_sentence(svg):
    picture = drawn(svg)
    assert picture.get("role") == "img"
    assert [part.text for part in picture.iter("title")] == ["Indeks naik."]
    assert "style" not in svg
    assert " id=" not in svg


def test_a_trend_has_a_mark_a_whisker_and_a_figure_for_each_wave():
    svg = line(*THREE)
    assert len(marks(svg, "pt")) == len(marks(svg, "wh")) == 3
    assert {"2,61", "2,93", "3,12"} <= set(words_in(svg))
    assert len(marks(svg, "ln")) == len(marks(svg, "bd")) == 2
    across = [float(mark.get("cx").rstrip("%")) for mark in marks(svg, "pt")]
    assert across == sorted(across)
    assert [float(mark.get("cy")) for mark in marks(svg, "pt")] == sorted(
        (float(mark.get("cy")) for mark in marks(svg, "pt")), reverse=True
    )


def test_the_line_breaks_where_the_instrument_changes():
    svg = line(THREE[0], point("Mei 2026", 2.93, version="2"), point("Nov 2026", 3.12, version="2"))
    assert len(marks(svg, "ln")) == 1
    assert len(marks(svg, "br")) == 1
    assert any("1 | 2" in word for word in words_in(svg))


def test_a_hidden_wave_is_hatched_and_named_and_joins_nothing():
    svg = line(THREE[0], point("Mei 2026", None), THREE[2])
    assert len(marks(svg, "hx")) == 1
    assert "disembunyikan" in words_in(svg)
    assert marks(svg, "ln") == []
    assert len(marks(svg, "pt")) == 2


def test_one_wave_alone_is_a_mark_without_a_line():
    svg = line(THREE[0])
    assert len(marks(svg, "pt")) == 1
    assert marks(svg, "ln") == []


def test_a_target_is_dashed_and_named_within_the_field():
    svg = line(*THREE, target=4.6)
    (target,) = marks(svg, "tg")
    assert charts.TOP <= float(target.get("y1")) <= charts.BOTTOM
    assert "Target 3,40" in words_in(svg)


@pytest.mark.parametrize(
    ("values", "low", "high"),
    [
        ([2.61, 3.12], 2.0, 3.5),
        ([2.9, 2.9], 2.8, 3.6),
        ([1.0, 5.0], 1.0, 5.0),
        ([1.02], 1.0, 1.8),
        ([4.98], 4.2, 5.0),
        ([], 1.0, 5.0),
    ],
)
def test_an_axis_has_round_ends_around_all_values_and_never_leaves_the_scale(values, low, high):
    axis = charts.axis_over(values)
    assert (axis.low, axis.high) == pytest.approx((low, high))
    assert 1 <= axis.low <= min(values, default=1)
    assert max(values, default=5) <= axis.high <= 5
    assert axis.high - axis.low >= charts.LEAST_SPAN - 1e-9
    assert len(axis.ticks()) <= charts.MOST_LINES
    assert {round(two - one, 4) for one, two in pairwise(axis.ticks())} == {axis.step}
    assert (axis.ticks()[0], axis.ticks()[-1]) == (axis.low, axis.high)


def test_an_axis_may_be_of_another_scale():
    axis = charts.axis_over([1, 6], low=1, high=6)
    assert (axis.low, axis.high) == (1, 6)


def test_marks_of_a_profile_stand_where_their_values_are():
    (svg,) = charts.profile([Row("D1.", Reading(3, 2.5, 3.5), previous=2, peers=4)], Axis(2, 4, 0.5))
    assert marks(svg, "pt")[0].get("cx") == "50%"
    assert marks(svg, "ho")[0].get("cx") == "0%"
    assert marks(svg, "pe")[0].get("x1") == "100%"
    assert (marks(svg, "iv")[0].get("x"), marks(svg, "iv")[0].get("width")) == ("25%", "50%")


def test_a_hidden_row_has_hatch_and_word_and_nothing_else():
    hidden = Reading(None, stands_in="disembunyikan")
    (svg,) = charts.profile([Row("D4: disembunyikan.", hidden, previous=2.9, peers=3.1)], Axis(2, 4, 0.5))
    assert {part.get("class") for part in drawn(svg).iter() if part.get("class")} == {"ch", "hx", "b"}
    assert words_in(svg) == ["disembunyikan"]
    assert not re.search(r"2[.,]9|3[.,]1", svg)


def test_the_two_hidden_of_a_pair_look_alike():
    axis = Axis(2, 4, 0.5)
    one, two = charts.profile([Row("A.", Reading(None, stands_in="disembunyikan"), peers=n) for n in (2.1, 3.9)], axis)
    assert one == two


@pytest.mark.parametrize(("share", "width"), [(40, "40%"), (130, "100%"), (-20, None), (0, None)])
def test_a_bullet_stays_between_baseline_and_target(share, width):
    filled = [mark.get("width") for mark in marks(charts.bullet(share, title="T."), "pt")]
    assert filled == ([width] if width else [])


def test_a_target_without_figures_has_no_bar():
    svg = charts.bullet(None, title="T.", stands_in="belum ada data")
    assert marks(svg, "pt") == []
    assert words_in(svg) == ["belum ada data"]


def test_a_change_that_error_could_make_is_pale():
    assert marks(charts.move(0.1, -0.1, 0.3, reach=0.5, apart=False, title="T."), "pt") == []
    bar = marks(charts.move(-0.4, -0.5, -0.3, reach=0.5, apart=True, title="T."), "pt")[0]
    assert (bar.get("x"), bar.get("width")) == ("10%", "40%")


def test_no_word_breaks_out_of_a_picture():
    evil = '"><script>alert(1)</script>'
    svgs = [
        charts.trend(
            [Point(evil, Reading(3), evil), Point("B", Reading(3))],
            3.4,
            title=evil,
            write=write,
            write_tick=write,
            target_word=evil,
        ),
        charts.bullet(None, title=evil, stands_in=evil),
    ]
    for svg in svgs:
        assert "<script" not in svg
        drawn(svg)


def test_a_template_takes_a_picture_as_it_is():
    svg = charts.bullet(40, title="A & B.")
    assert Template("{{ picture }}").render(Context({"picture": svg})) == svg
