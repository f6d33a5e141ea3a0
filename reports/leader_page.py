"""A leader snapshot as the page shows it: pictures, sentences and rows, so that the template only places them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from measures import progress
from reports import charts, wording
from targets.words import STATUS, TONES, write_percent, write_value

Data = dict[str, Any]
MOST_WAVES = 6
INDEX_TARGET = "TP-03"
# A missing figure is the last that a short list shows: nothing can be read from it.
WORST_FIRST = (
    progress.TERTINGGAL, progress.PERHATIAN, progress.SESUAI, progress.TERCAPAI, progress.BELUM_ADA,
)  # fmt: skip


@dataclass(frozen=True)
class Trend:
    chart: charts.Svg
    caption: str
    rows: list[Data]


@dataclass(frozen=True)
class Line:
    """One dimension: its picture, its figure, its words."""

    code: str
    name: str
    chart: charts.Svg
    figure: str
    data: Data

    @property
    def shown(self) -> bool:
        return self.data["cell"]["value"] is not None

    @property
    def interval(self) -> str:
        return wording.interval(self.data["cell"])

    @property
    def direction(self) -> str:
        return wording.direction(self.data["change"])


@dataclass(frozen=True)
class Profile:
    lines: list[Line]
    scale: charts.Svg
    caption: str
    has_previous: bool
    has_peers: bool


@dataclass(frozen=True)
class Move:
    """How far one dimension moved; `apart` when it is called up or down, else `note` says why not."""

    name: str
    chart: charts.Svg
    figure: str
    apart: bool
    note: str


@dataclass(frozen=True)
class Bullet:
    data: Data
    chart: charts.Svg
    status: str
    tone: str
    actual: str
    final: str
    notes: list[str]


@dataclass(frozen=True)
class UnitRow:
    data: Data
    shown: bool
    figure: str
    interval: str
    chart: charts.Svg | None = None
    verdict: str = ""
    tone: str = ""


@dataclass(frozen=True)
class LeaderPage:
    data: Data
    posts: list[Data]
    trend: Trend | None
    profile: Profile | None
    moves: list[Move]
    bullets: list[Bullet]
    units: list[UnitRow]
    facts: list[tuple[str, str]] = field(default_factory=list)

    @property
    def index(self) -> Data:
        return self.data["index"]

    @property
    def shown(self) -> bool:
        """Whether there is an index to speak of."""
        return self.index["value"] is not None

    @property
    def figure(self) -> str:
        return wording.figure(self.index)

    @property
    def interval(self) -> str:
        return wording.interval(self.index)

    @property
    def hidden_sentence(self) -> str:
        fewest = self.rules.fewest if self.data["run"] else 0
        return self.data.get("hidden_note") or wording.hidden_sentence(self.index, fewest)

    @property
    def headline(self) -> str:
        return wording.change_headline(self.data["change"], previous_wave(self.data))

    @property
    def detail(self) -> str:
        return wording.change_detail(self.data["change"], self.data["run"])

    @property
    def side_by_side(self) -> str:
        return wording.side_by_side()

    @property
    def unofficial(self) -> str:
        return wording.unofficial()

    @property
    def wave_name(self) -> str:
        return wording.wave_name(self.data["run"])

    @property
    def response(self) -> str:
        return wording.response(self.data)

    @property
    def rules(self) -> wording.Rules:
        """What the instrument of the wave lays down, as it is said."""
        return wording.Rules(self.data["run"])

    @property
    def as_of(self) -> str:
        return wording.day(self.data["run"]["as_of"])

    @property
    def target_note(self) -> str:
        return target_note(self.data)

    @property
    def waves(self) -> list[Data]:
        """Newest first, as the choice lists them."""
        return [wave | {"name": wording.month(wave["as_of"])} for wave in reversed(self.data["trend"])]


def page_of(data: Data) -> LeaderPage:
    return LeaderPage(
        data=data,
        posts=posts_of(data),
        trend=trend_of(data),
        profile=profile_of(data),
        moves=moves_of(data),
        bullets=[bullet_of(target) for target in data["targets"]],
        units=[unit_row(unit) for unit in data["units"]],
        facts=facts_of(data),
    )


def posts_of(data: Data) -> list[Data]:
    """The six posts as the bridge takes them; what is not there yet or hides stays ahead, dashed."""
    return [post | {"state": "done" if post["state"] == "ada" else ""} for post in data["loop"]]


def facts_of(data: Data) -> list[tuple[str, str]]:
    facts = []
    if data["rank"]:
        facts.append((_("Posisi"), wording.rank(data["rank"], data["unit"]["depth"])))
    if data["peers"]:
        facts.append((_("Kelompok sebanding"), wording.peers(data["peers"])))
    if response := wording.response(data):
        facts.append((_("Respons"), response))
    return facts


def previous_wave(data: Data) -> int | None:
    """The number of the wave that the change is counted from: the last one before with a figure."""
    now = data["run"]["wave"] if data["run"] else 0
    before = [wave["wave"] for wave in data["trend"] if wave["wave"] < now and wave["index"]["value"] is not None]
    return max(before, default=None)


def index_target(data: Data) -> float | None:
    """What the index of this unit is to reach in the end."""
    finals = [target["final"] for target in data["targets"] if target["code"] == INDEX_TARGET]
    return finals[0] if finals else None


def target_note(data: Data) -> str:
    target, value = index_target(data), data["index"]["value"]
    if target is None or value is None:
        return ""
    year = next(row["final_year"] for row in data["targets"] if row["code"] == INDEX_TARGET)
    said = {"year": year, "target": wording.score(target), "left": wording.score(target - value)}
    if value >= target:
        return _("Target %(year)s, %(target)s, sudah tercapai.") % said
    return _("Target %(year)s adalah %(target)s, kurang %(left)s.") % said


def reading(cell: Data) -> charts.Reading:
    return charts.Reading(cell["value"], cell["low"], cell["high"], wording.stands_in(cell))


def trend_points(data: Data) -> list[charts.Point]:
    waves = data["trend"][-MOST_WAVES:]
    crowded = len(waves) > charts.FEW_WAVES
    return [
        charts.Point(wording.short_month(wave["as_of"], short_year=crowded), reading(wave["index"]), wave["version"])
        for wave in waves
    ]


def trend_of(data: Data) -> Trend | None:
    points, target = trend_points(data), index_target(data)
    if not any(point.reading.value is not None for point in points):
        return None
    chart = charts.trend(
        points,
        target,
        title=trend_title(data),
        write=wording.score,
        write_tick=wording.tick,
        target_word=_("Target %(value)s") % {"value": wording.score(target)} if target is not None else "",
        version_word=_("instrumen"),
        scale=scale_of(data),
    )
    axis = charts.trend_axis(points, target, scale_of(data))
    return Trend(chart, trend_caption(data, axis), [wave_row(w) for w in data["trend"]])


def wave_row(wave: Data) -> Data:
    cell = wave["index"]
    said = {"month": wording.month(wave["as_of"]), "figure": wording.figure(cell), "interval": wording.interval(cell)}
    return wave | said


def trend_title(data: Data) -> str:
    """The finding in one sentence."""
    waves = data["trend"][-MOST_WAVES:]
    said = [
        _("%(month)s %(figure)s") % {"month": wording.month(wave["as_of"]), "figure": wording.figure(wave["index"])}
        for wave in waves
    ]
    sentence = _("Indeks menurut gelombang: %(list)s") % {"list": "; ".join(said)}
    versions = {wave["version"] for wave in waves}
    if len(versions) > 1:
        sentence += "; " + _("instrumen berganti versi")
    return sentence + "."


def trend_caption(data: Data, axis: charts.Axis) -> str:
    said = [_("Bidang warna dan garis tegak adalah rentang 95 persen."), cut_axis(axis, data["run"])]
    if len({wave["version"] for wave in data["trend"]}) > 1:
        said.append(_("Garis terputus: versi instrumen berbeda tidak dibandingkan langsung."))
    return " ".join(part for part in said if part)


def scale_of(data: Data) -> tuple[float, float]:
    """The ends of the scale of the page's wave."""
    return float(data["run"]["scale"]["min"]), float(data["run"]["scale"]["max"])


def cut_axis(axis: charts.Axis, run: Data) -> str:
    if (axis.low, axis.high) == (run["scale"]["min"], run["scale"]["max"]):
        return ""
    said = {"low": wording.tick(axis.low), "high": wording.tick(axis.high), "scale": wording.Rules(run).scale}
    return _("Sumbu dipotong %(low)s–%(high)s dari skala %(scale)s.") % said


def profile_of(data: Data) -> Profile | None:
    dimensions = data["dimensions"]
    if not any(row["cell"]["value"] is not None for row in dimensions):
        return None
    rows = [charts.Row(dimension_title(row), reading(row["cell"]), row["previous"], row["peers"]) for row in dimensions]
    axis = charts.profile_axis(rows, scale_of(data))
    lines = [
        Line(row["code"], row["name"], chart, wording.figure(row["cell"]), row)
        for row, chart in zip(dimensions, charts.profile(rows, axis), strict=True)
    ]
    return Profile(
        lines,
        charts.scale_line(axis, wording.tick),
        cut_axis(axis, data["run"]),
        has_previous=any(row["previous"] is not None for row in dimensions),
        has_peers=any(row["peers"] is not None for row in dimensions),
    )


def dimension_title(row: Data) -> str:
    said = [_("%(name)s: %(figure)s") % {"name": row["name"], "figure": wording.figure_with_interval(row["cell"])}]
    if row["cell"]["value"] is not None:
        if row["previous"] is not None:
            said.append(_("gelombang lalu %(value)s") % {"value": wording.score(row["previous"])})
        if row["peers"] is not None:
            said.append(_("kelompok sebanding %(value)s") % {"value": wording.score(row["peers"])})
    return "; ".join(said) + "."


def moves_of(data: Data) -> list[Move]:
    """Dimensions by how far they moved; nothing when nothing may be compared."""
    moved = [row for row in data["dimensions"] if row["change"]["value"] is not None]
    moved.sort(key=lambda row: -abs(row["change"]["value"]))
    reach = max((abs(edge) for row in moved for edge in (row["change"]["low"], row["change"]["high"])), default=1.0)
    return [move_of(row, reach, data["run"]) for row in moved]


def move_of(row: Data, reach: float, run: Data) -> Move:
    change = row["change"]
    apart = change["verdict"] in ("naik", "turun")
    title = f"{row['name']}: {wording.change_detail(change, run)}"
    chart = charts.move(change["value"], change["low"], change["high"], reach=reach, apart=apart, title=title)
    return Move(row["name"], chart, wording.signed(change["value"]), apart, wording.why_pale(change))


def bullet_of(target: Data) -> Bullet:
    chart = charts.bullet(
        target["progress_final"],
        title=bullet_title(target),
        should=target["should"],
        stands_in=target["shown"],
    )
    return Bullet(
        data=target,
        chart=chart,
        status=str(STATUS[target["status"]]),
        tone=TONES[target["status"]],
        actual=write_figure(target, "actual"),
        final=write_figure(target, "final"),
        notes=[note for note in (reference_of(target), target["note"], *target["warnings"]) if note],
    )


def worst_first(bullets: Sequence[Bullet]) -> list[Bullet]:
    """Those that are to be seen first where there is no room for all: the furthest behind what it should be."""
    return sorted(bullets, key=lambda row: (WORST_FIRST.index(row.data["status"]), -behind(row.data)))


def behind(target: Data) -> float:
    """Percent of the whole way between where it is and where it should be."""
    if target["progress_final"] is None or target["should"] is None:
        return 0.0
    return float(target["should"] - target["progress_final"])


def write_figure(target: Data, name: str) -> str:
    """As on the page of the target itself."""
    return "" if target[name] is None else write_value(Decimal(str(target[name])), target["measure"])


def bullet_title(target: Data) -> str:
    if target["progress_final"] is None:
        return f"{target['name']}: {target['shown']}."
    said = {"name": target["name"], "shown": target["shown"]}
    sentence = _("%(name)s, jarak dari kondisi awal ke target akhir: %(shown)s") % said
    if target["should"] is not None:
        should = write_percent(Decimal(str(max(target["should"], 0))))
        sentence += "; " + _("seharusnya %(share)s hari ini") % {"share": should}
    return sentence + "."


def reference_of(target: Data) -> str:
    """A claim is named as one and never drawn; what others say is words, whatever figures stand in them."""
    if not (reference := target["reference"]):
        return ""
    said = {"value": reference["value"], "by": reference["by"]}
    if reference["kind"] == "klaim":
        return _("Acuan (klaim): %(value)s, menurut %(by)s. Bukan kondisi awal.") % said
    return _("Acuan: %(value)s, menurut %(by)s.") % said


def unit_row(unit: Data) -> UnitRow:
    cell = unit["index"]
    return UnitRow(unit, cell["value"] is not None, wording.figure(cell), wording.interval(cell))


def help_first(data: Data) -> list[UnitRow]:
    """Units from the lowest index up; those without a figure follow by name, so that their place tells nothing."""
    shown = sorted((u for u in data["units"] if u["index"]["value"] is not None), key=_by_index)
    silent = sorted((u for u in data["units"] if u["index"]["value"] is None), key=lambda u: (u["name"], u["code"]))
    mean = data["index"]["value"]
    if not shown:
        return [unit_row(unit) for unit in silent]
    axis = charts.axis_over(charts.values_of(*(reading(unit["index"]) for unit in shown)), *scale_of(data))
    return [placed_row(unit, axis, mean) for unit in shown] + [unit_row(unit) for unit in silent]


def _by_index(unit: Data) -> tuple[float, str]:
    return unit["index"]["value"], unit["name"]


def placed_row(unit: Data, axis: charts.Axis, mean: float | None) -> UnitRow:
    cell = unit["index"]
    title = f"{unit['name']}: {wording.figure_with_interval(cell)}."
    chart = charts.spread(reading(cell), axis, title=title, mark=mean)
    verdict, tone = against(cell, mean)
    return UnitRow(unit, True, wording.figure(cell), wording.interval(cell), chart, verdict, tone)


def against(cell: Data, mean: float | None) -> tuple[str, str]:
    """Below or above the agency only when the whole interval is."""
    if mean is None or cell["low"] is None or cell["high"] is None:
        return "", ""
    if cell["high"] < mean:
        return _("Bantu lebih dahulu"), "warn"
    if cell["low"] > mean:
        return _("Di atas rata-rata"), "ok"
    return _("Belum terpisah dari rata-rata"), ""


def with_reliability(data: Data, allowed: bool) -> Data:
    """Alpha is for those who judge the instrument; it says nothing to a leader and much to a guesser."""
    return data if allowed else data | {"reliability": []}
