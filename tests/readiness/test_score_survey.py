"""`manage.py score_survey`: files in, JSON out. No test here may use a database; pytest refuses it."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from django.db.backends.base.base import BaseDatabaseWrapper
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import LinearConstraint, linprog, milp

from deploy.local.folders import ROOT
from measures.suppression import least_span
from readiness.formulas.side_by_side import score_wave
from readiness.management.commands.score_survey import Command, as_json, is_by_headcount, score_waves
from readiness.response_file import read_responses
from surveys.schema import read_instrument
from tests.measures import examples

LOW, HIGH, LEAST = 1, 6, 5

# X has items a, b (reversed) and c, weight 2; Y has d and e, weight 1; on 1..6, where reverse is 7 - x.
TWO: dict[str, Any] = {
    "instrument": {"code": "UJI", "version": "1", "scale": {"min": LOW, "max": HIGH}},
    "dimensions": [
        {"code": "X", "bobot": 2, "items": [{"code": "a"}, {"code": "b", "reverse": True}, {"code": "c"}]},
        {"code": "Y", "bobot": 1, "items": [{"code": "d"}, {"code": "e"}]},
    ],
    "scoring": {"rules": {}},
}
ITEMS = ["a", "b", "c", "d", "e"]
Row = Sequence[int | str | None]  # unit, wave, headcount, then the answers


def table(rows: Sequence[Row], header: Sequence[str] = ("unit", "wave", "headcount", *ITEMS)) -> str:
    text = io.StringIO()
    csv.writer(text).writerows([header, *rows])
    return text.getvalue()


class Run:
    """The command run on two files as from a shell: exit code, output, messages."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capsys = folder, capsys

    def __call__(self, responses: str | bytes, instrument: Any = TWO, *options: str) -> tuple[int, str, str]:
        files = {"instrument.yaml": instrument, "responses.csv": responses}
        for name, content in files.items():
            text = yaml.safe_dump(content) if isinstance(content, dict) else content
            (self.folder / name).write_bytes(text.encode() if isinstance(text, str) else text)
        code = 0
        try:
            Command().run_from_argv(
                ["manage.py", "score_survey", *(str(self.folder / name) for name in files), *options]
            )
        except SystemExit as stop:
            code = int(stop.code or 0)
        output, messages = self.capsys.readouterr()
        return code, output, messages

    def json(self, responses: str, instrument: Any = TWO) -> dict[str, Any]:
        code, output, messages = self(responses, instrument, "--json")
        assert code == 0, messages
        return json.loads(output)


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    def refuse(connection: BaseDatabaseWrapper) -> None:
        raise AssertionError("score_survey spoke to a database")

    monkeypatch.setattr(BaseDatabaseWrapper, "ensure_connection", refuse)
    return Run(tmp_path, capsys)


# Figures. Six people of ten in P, five of thirty in Q.
#
#        a  b  c    d  e      X (7 - b)                       Y   index (2X + Y)/3
# P      5  2  5    4  4      (5 + 5 + 5)/3 = 5               4   14/3
#        4  3  4    4  4      4                               4   4
#        3  4  3    3  3      3                               3   3
#        4  3  -    3  3      2 of 3 = 67 % < 75 %: none      3   none: 1 of 2 dimensions, 3/4 of 2 rounds up to 2
#        6  1  6    5  5      6                               5   17/3
#        2  5  2    5  5      2                               5   3
# Q      X = Y = index = 2, 2, 3, 4, 4
P = [(5, 2, 5, 4, 4), (4, 3, 4, 4, 4), (3, 4, 3, 3, 3), (4, 3, None, 3, 3), (6, 1, 6, 5, 5), (2, 5, 2, 5, 5)]
Q = [(x, 7 - x, x, x, x) for x in (2, 2, 3, 4, 4)]
BY_HAND = table([("P", 1, 10, *row) for row in P] + [("Q", 1, 30, *row) for row in Q])


def near(mean: float, half: float) -> dict[str, Any]:
    return {"mean": pytest.approx(mean, abs=1e-4), "low": pytest.approx(mean - half, abs=1e-4)} | {
        "high": pytest.approx(mean + half, abs=1e-4)
    }


def test_means_and_intervals_of_units_on_a_scale_of_six_are_those_counted_by_hand(run):
    wave = run.json(BY_HAND)["waves"][0]
    p, q = wave["units"]
    # X: mean 20/5 = 4, s² = (1 + 0 + 1 + 4 + 4)/4 = 2.5, √(2.5/5) = 0.70711, t(4) = 2.77645: ± 1.96325
    assert p["dimensions"]["X"] == {"n": 5, **near(4, 1.96325)}
    # Y: mean 24/6 = 4, s² = 4/5 = 0.8, √(0.8/6) = 0.36515, t(5) = 2.57058: ± 0.93864
    assert p["dimensions"]["Y"] == {"n": 6, **near(4, 0.93864)}
    # persons' indices 14/3, 4, 3, 17/3, 3: s² = 1.3, √(1.3/5) = 0.50990, × 2.77645 = 1.41572, about (2 × 4 + 4)/3
    assert p["index"] == near(4, 1.41572)
    # mean 3, s² = 4/4 = 1, √(1/5) = 0.44721, × 2.77645 = 1.24167
    assert q["dimensions"]["X"] == {"n": 5, **near(3, 1.24167)}
    assert q["index"] == near(3, 1.24167)
    assert [(unit["unit"], unit["n"], unit["hidden"]) for unit in wave["units"]] == [("P", 6, None), ("Q", 5, None)]


def test_the_total_weighs_units_by_headcount_and_its_interval_by_strata(run):
    document = run.json(BY_HAND)
    total = document["waves"][0]["total"]
    assert document["weighting"] == "headcount"
    assert (total["n"], total["hidden"]) == (11, None)
    # W = 10/40 and 30/40: mean 1/4 × 4 + 3/4 × 3 = 3.25
    # X: 0.0625 × 2.5/5 + 0.5625 × 1/5 = 0.14375, √ = 0.37914, df = 4 + 4, t = 2.30600: ± 0.87431
    assert total["dimensions"]["X"] == {"n": 10, **near(3.25, 0.87431)}
    # Y: 0.0625 × 0.8/6 + 0.1125 = 0.12083, √ = 0.34761, df = 5 + 4, t = 2.26216: ± 0.78635
    assert total["dimensions"]["Y"] == {"n": 11, **near(3.25, 0.78635)}
    # index: 0.0625 × 1.3/5 + 0.1125 = 0.12875, √ = 0.35882, × 2.30600 = 0.82743
    assert total["index"] == near(3.25, 0.82743)


def test_without_headcounts_everybody_who_answered_counts_alike(run):
    lines = [line.split(",") for line in BY_HAND.split()]
    document = run.json("\n".join(",".join(cells[:2] + cells[3:]) for cells in lines))
    total = document["waves"][0]["total"]
    assert document["weighting"] == "respondents"
    assert total["dimensions"]["X"]["mean"] == 3.5  # (5 × 4 + 5 × 3)/10
    assert total["dimensions"]["Y"]["mean"] == 3.5455  # (6 × 4 + 5 × 3)/11


def test_an_instrument_may_leave_weights_to_respondents(run):
    rules = TWO | {"scoring": {"rules": {"unit_weighting": "respondents"}}}
    document = run.json(BY_HAND, rules)
    assert document["weighting"] == "respondents"
    assert document["waves"][0]["total"]["dimensions"]["X"]["mean"] == 3.5


def test_the_person_of_the_instruments_example_on_a_scale_of_six_scores_five(run):
    case = examples.scoring()["contoh_skala_lain"]
    items = [{"code": f"i{n}", "reverse": given["reverse"]} for n, given in enumerate(case["jawaban"])]
    instrument = {
        "instrument": {"code": "ENAM", "version": 1, "scale": case["scale"]},
        "dimensions": [{"code": "D", "items": items}],
    }
    person = ("U", 1, *(given["x"] for given in case["jawaban"]))
    header = ("unit", "wave", *(item["code"] for item in items))
    document = run.json(table([person] * 5, header), instrument)
    assert document["waves"][0]["total"]["dimensions"]["D"]["mean"] == case["skor"] == 5.0


def test_the_interval_of_the_instruments_example(run):
    case = examples.scoring()["contoh_selang"][0]  # persons 3.0 3.5 4.0 2.5 3.0, from two items each
    instrument = TWO | {"dimensions": [{"code": "D", "items": [{"code": "p"}, {"code": "q"}]}]}
    rows = [("U", 1, int(score), int(score + 0.5)) for score in case["skor_orang"]]
    found = run.json(table(rows, ("unit", "wave", "p", "q")), instrument)["waves"][0]["units"][0]["dimensions"]["D"]
    assert found["n"] == case["n"]
    assert [round(found[key], 2) for key in ("mean", "low", "high")] == [case["rata"], case["bawah"], case["atas"]]


@pytest.mark.parametrize("case", examples.scoring()["alpha"]["contoh"], ids=lambda case: str(case["alpha"]))
def test_alpha_of_the_instruments_examples(run, case):
    codes = [f"i{n}" for n in range(4)]
    instrument = TWO | {
        "dimensions": [{"code": "D", "items": [{"code": code} for code in codes]}],
        "scoring": {"rules": {"alpha_min_respondents": 5}},
    }
    document = run.json(table([("U", 1, *row) for row in case["matriks"]], ("unit", "wave", *codes)), instrument)
    found = document["waves"][0]["reliability"]["D"]
    assert found == {"alpha": pytest.approx(case["alpha"], abs=5e-5), "n": 5, "items": 4, "missing": "complete"}


def test_alpha_waits_for_thirty_people(run):
    code, output, messages = run(BY_HAND, TWO, "--json")
    assert code == 0
    assert json.loads(output)["waves"][0]["reliability"]["X"] == {
        "alpha": None, "n": 10, "items": 3, "missing": "complete"
    }  # fmt: skip
    assert "Gelombang 1: alfa X, Y tidak dihitung" in messages


# The form of the answer


def test_every_key_is_there_and_no_other(run):
    document = run.json(BY_HAND)
    assert list(document) == ["instrument", "weighting", "waves"]
    assert document["instrument"] == "UJI"
    (wave,) = document["waves"]
    assert list(wave) == ["wave", "units", "total", "reliability"]
    assert list(wave["units"][0]) == ["unit", "n", "hidden", "index", "dimensions"]
    assert list(wave["total"]) == ["n", "hidden", "index", "dimensions"]
    assert list(wave["total"]["index"]) == ["mean", "low", "high"]
    assert list(wave["total"]["dimensions"]["X"]) == ["n", "mean", "low", "high"]
    assert list(wave["reliability"]["X"]) == ["alpha", "n", "items", "missing"]


def test_waves_stand_in_their_order_and_each_for_itself(run):
    rows = [("P", wave, 10, *row) for wave in (10, 2, 1) for row in P]
    document = run.json(table(rows))
    assert [wave["wave"] for wave in document["waves"]] == ["1", "2", "10"]
    assert document["waves"][0]["units"] == document["waves"][2]["units"]


def test_the_same_files_give_the_same_bytes_and_so_does_another_order_of_rows(run):
    first = run(BY_HAND, TWO, "--json")[1]
    header, *rows = BY_HAND.splitlines(keepends=True)
    assert run(BY_HAND, TWO, "--json")[1] == first
    assert run("".join([header, *reversed(rows)]), TWO, "--json")[1] == first


def test_without_json_a_table_with_the_decimals_of_the_instrument_is_written(run):
    code, output, _ = run(BY_HAND)
    assert code == 0
    assert "  TOTAL (n 11): INDEKS 3,25  X 3,25  Y 3,25" in output


def test_columns_that_are_not_used_are_told_on_the_side(run):
    text = BY_HAND.replace("headcount", "headcount", 1).replace("\r\n", ",x\r\n")
    code, output, messages = run(text, TWO, "--json")
    assert code == 0
    assert json.loads(output)
    assert "Kolom yang tidak dipakai: x." in messages


def test_everybody_equal_has_figures_but_no_alpha(run):
    code, output, messages = run(table([("P", 1, 40, 4, 3, 4, 4, 4)] * 35), TWO, "--json")
    wave = json.loads(output)["waves"][0]
    assert code == 0
    assert wave["units"][0]["index"] == {"mean": 4.0, "low": 4.0, "high": 4.0}
    assert wave["reliability"]["X"]["alpha"] is None
    assert "semua menjawab sama" in messages


# Bad input: one sentence, nothing written


def changed(**parts: Any) -> dict[str, Any]:
    return json.loads(json.dumps(TWO | parts))


def with_conditions(**conditions: str) -> dict[str, Any]:
    document = changed()
    for dimension in document["dimensions"]:
        for item in dimension["items"]:
            if item["code"] in conditions:
                item["show_if"] = {"item": conditions[item["code"]], "in": [1]}
    return document


TWICE = changed(dimensions=[{"code": "X", "items": [{"code": "a"}, {"code": "a"}]}])


@pytest.mark.parametrize(
    ("responses", "instrument", "words"),
    [
        (BY_HAND, with_conditions(a="b", b="d", d="a"), "show_if"),
        (BY_HAND, with_conditions(a="zzz"), "zzz yang tidak ada"),
        (BY_HAND, TWICE, "a dipakai lebih dari sekali"),
        (BY_HAND, "instrument: [", "bukan YAML"),
        (BY_HAND, "", "dokumen"),
        (BY_HAND, b"\xff\xfe\x00", "bukan teks UTF-8"),
        (BY_HAND, "a: &a [*a]\ndimensions: *a", "alias YAML pada baris 1"),
        (BY_HAND, {key: TWO[key] for key in ("instrument", "scoring")}, "dimensions"),
        ("", TWO, "berkas kosong"),
        (BY_HAND.splitlines()[0], TWO, "tidak ada baris jawaban"),
        (table([("P", 1, 9, None, None, None, None, None)]), TWO, "semua jawaban kosong"),
        (BY_HAND.replace("6,1,6", "6,1,7"), TWO, "baris 6 kolom c berisi “7”"),
        (BY_HAND.encode("utf-16"), TWO, "UTF-16"),
        (table([("P", 1, 5, *row) for row in P]), TWO, "lebih banyak daripada `headcount`"),
    ],
)
def test_what_cannot_be_scored_is_told_in_one_sentence_and_nothing_is_written(run, responses, instrument, words):
    code, output, messages = run(responses, instrument, "--json")
    assert (code, output) == (1, "")
    assert words in messages
    assert len(messages.strip().splitlines()) == 1
    assert "Traceback" not in messages


def test_a_file_that_is_not_there_is_told(run, tmp_path, capsys):
    with pytest.raises(SystemExit) as stop:
        Command().run_from_argv(["manage.py", "score_survey", str(tmp_path / "tiada.yaml"), "x.csv", "--json"])
    output, messages = capsys.readouterr()
    assert (stop.value.code, output) == (1, "")
    assert "tiada.yaml tidak dapat dibuka" in messages


def test_a_hundred_thousand_people_in_two_waves_are_scored_in_seconds(run):
    chance = np.random.default_rng(3)
    answers = chance.integers(0, 7, (100_000, 5))
    rows = [
        (f"U{place % 400}", 1 + place % 2, 900, *(value or None for value in row))
        for place, row in enumerate(answers.tolist())
    ]
    before = os.times()
    waves = run.json(table(rows))["waves"]
    after = os.times()
    assert sum(wave["total"]["n"] for wave in waves) == 100_000 - int((answers == 0).all(axis=1).sum())
    assert after.user - before.user < 15


def test_it_runs_where_no_database_is(tmp_path):
    (tmp_path / "i.yaml").write_text(yaml.safe_dump(TWO))
    (tmp_path / "r.csv").write_text(BY_HAND)
    done = subprocess.run(
        [sys.executable, "manage.py", "score_survey", str(tmp_path / "i.yaml"), str(tmp_path / "r.csv"), "--json"],
        cwd=ROOT,
        env=os.environ | {"TITIAN_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["instrument"] == "UJI"


# Nobody finds out what a hidden unit answered

SPEC = replace(read_instrument(TWO), rules=replace(read_instrument(TWO).rules, alpha_min_respondents=2))
DIMENSIONS = list(SPEC.weights)


def score(text: str) -> dict[str, Any]:
    responses = read_responses(text.encode(), SPEC)
    weighting = "headcount" if is_by_headcount(responses, SPEC) else "respondents"
    return json.loads(as_json(SPEC, weighting, score_waves(responses, SPEC)))


def crowd(unit: str, n: int, headcount: int | None, answer: int = 3) -> list[Row]:
    return [(unit, 1, headcount, *([1 + (answer + place) % 6] * 5)) for place in range(n)]


def published(units: Mapping[str, int], headcounts: Mapping[str, int]) -> dict[str, Any]:
    rows = [row for code, n in units.items() for row in crowd(code, n, headcounts[code])]
    return score(table(rows))["waves"][0]


def names(wave: Mapping[str, Any]) -> set[str]:
    return {unit["unit"] for unit in wave["units"] if unit["hidden"]}


def numbers(value: Any) -> list[float]:
    if isinstance(value, dict):
        return [number for each in value.values() for number in numbers(each)]
    return [value] if isinstance(value, int | float) else []


def test_beside_a_single_small_unit_the_smallest_by_headcount_is_hidden_without_a_number():
    wave = published(
        {"KEC08": 9, "KEC09": 4, "DINKES": 8, "BKD": 30}, {"KEC08": 9, "KEC09": 4, "DINKES": 90, "BKD": 40}
    )
    assert names(wave) == {"KEC08", "KEC09"}
    hidden = [unit for unit in wave["units"] if unit["hidden"]]
    assert [numbers(unit) for unit in hidden] == [[], []]
    assert hidden[0]["hidden"] == hidden[1]["hidden"]
    assert wave["total"]["n"] == 51


def test_a_wave_of_fewer_than_five_people_tells_nothing_at_all():
    wave = published({"A": 3, "B": 1}, {"A": 3, "B": 1})
    assert names(wave) == {"A", "B"}
    assert wave["total"]["hidden"]
    assert numbers(wave["total"]) == []
    assert all(each["alpha"] is None and each["n"] is None for each in wave["reliability"].values())


def test_a_small_dimension_of_a_shown_unit_is_hidden_and_does_not_enter_its_index():
    rows = [("A", 1, 9, 4, 3, 4, 2, 2)] * 4 + [("A", 1, 9, None, None, None, 5, 5)] * 2
    rows += [("B", 1, 20, *row) for row in P] + [("C", 1, 30, *row) for row in Q]
    wave = score(table(rows))["waves"][0]
    a, b, c = (unit["dimensions"]["X"] for unit in wave["units"])
    assert a == b == {"n": None, "mean": None, "low": None, "high": None}
    assert c["n"] == 5
    assert wave["units"][0]["index"]["mean"] is None  # one dimension of two is left
    assert wave["total"]["dimensions"]["X"]["mean"] is not None
    assert wave["total"]["dimensions"]["X"]["n"] is None
    assert wave["reliability"]["X"]["n"] is None


@pytest.mark.parametrize("units", [dict.fromkeys("ABCDEFG", 1), dict.fromkeys("ABC", 4)], ids=["one", "four"])
def test_the_total_keeps_its_number_where_that_alone_gives_every_unit_away(units):
    rows = [row for place, (code, n) in enumerate(units.items()) for row in crowd(code, n, n, place)]
    wave = score(table(rows))["waves"][0]
    assert names(wave) == set(units)
    assert wave["total"]["hidden"] is None
    assert wave["total"]["index"]["mean"] is not None
    assert wave["total"]["index"]["low"] < wave["total"]["index"]["high"]
    counts = [wave["total"], *wave["total"]["dimensions"].values(), *wave["reliability"].values()]
    assert {each["n"] for each in counts} == {None}


def test_who_left_a_dimension_out_cannot_be_counted_from_its_total():
    rows = [("A", 1, None, None, None, 5, 5)] * 2 + [("A", 1, *row) for row in P[:3]] + [("A", 1, 1, 1, 1, 1, 1)]
    rows += [("B", 1, *row) for row in Q * 2] + [("C", 1, *row) for row in Q * 3]
    wave = score(table(rows, ("unit", "wave", *ITEMS)))["waves"][0]
    attacker = Attacker(wave, None, set())
    assert attacker.unknown == [("A", "X"), ("B", "X")]
    assert attacker.counts({("A", "X")})["A", "X"] == (0, 4)


class Attacker:
    """Reads one wave of the JSON, knows every headcount and who has no number at all, and solves for the rest."""

    def __init__(self, wave: Mapping[str, Any], headcounts: Mapping[str, int] | None, blank: set[tuple[str, str]]):
        self.units = {unit["unit"]: unit for unit in wave["units"]}
        self.wave, self.headcounts, self.blank = wave, headcounts, blank
        self.unknown = [
            (code, dimension)
            for code, unit in self.units.items()
            for dimension in DIMENSIONS
            if unit["dimensions"][dimension]["mean"] is None and (code, dimension) not in blank
        ]

    def mean(self, target: tuple[str, str], weight: Mapping[tuple[str, str], float]) -> tuple[float, float]:
        """Between which values a hidden mean lies: the column's sum as published, every mean on the scale."""
        dimension = target[1]
        column = [code for code in self.units if (code, dimension) not in self.blank]
        weights = np.array([weight[code, dimension] for code in column])
        shown = [self.units[code]["dimensions"][dimension]["mean"] for code in column]
        bounds = [(LOW, HIGH) if mean is None else (mean, mean) for mean in shown]
        goal = np.array([float(code == target[0]) for code in column])
        total = self.wave["total"]["dimensions"][dimension]["mean"]
        rules: dict[str, Any] = {}
        if total is not None:
            slack = 1e-4 * weights.sum()  # figures have four decimals
            known = total * weights.sum()
            rules = {"A_ub": np.array([weights, -weights]), "b_ub": [known + slack, slack - known]}
        return linprog(goal, bounds=bounds, **rules).fun, -linprog(-goal, bounds=bounds, **rules).fun

    def counts(self, small: set[tuple[str, str]]) -> dict[tuple[str, str], tuple[int, int]]:
        """Between which whole numbers each n that is not told lies: of units (dimension "") and of their cells.

        `small`: cells of shown units that are known to be under the minimum, and not mere partners.
        """
        keys = [(code, column) for code in self.units for column in ("", *DIMENSIONS)]
        place = {key: number for number, key in enumerate(keys)}
        told = {(code, ""): unit["n"] for code, unit in self.units.items()}
        told |= {(c, d): unit["dimensions"][d]["n"] for c, unit in self.units.items() for d in DIMENSIONS}
        rows, low, high = [], [], []

        def rule(terms: Mapping[tuple[str, str], int], least: float, most: float) -> None:
            rows.append([terms.get(key, 0) for key in keys])
            low.append(least)
            high.append(most)

        for key, n in told.items():
            if n is not None:
                rule({key: 1}, n, n)
            elif key[1]:
                rule({key: 1, (key[0], ""): -1}, -np.inf, 0)
            else:
                rule({key: 1}, 1, np.inf)
        for key in small:
            rule({key: 1}, 0, LEAST - 1)
        for column, total in (("", self.wave["total"]), *self.wave["total"]["dimensions"].items()):
            if total["n"] is not None:
                rule({(code, column): 1 for code in self.units}, total["n"], total["n"])
            elif column and self.wave["reliability"][column]["n"] is not None:
                rule({(code, column): 1 for code in self.units}, self.wave["reliability"][column]["n"], np.inf)
        rules = LinearConstraint(np.array(rows), low, high)
        hidden = [key for key in keys if told[key] is None and key not in self.blank]
        return {key: self.between(np.eye(len(keys))[place[key]], rules) for key in hidden}

    def between(self, goal: np.ndarray, rules: LinearConstraint) -> tuple[int, int]:
        ends = [
            milp(sign * goal, constraints=rules, integrality=np.ones(len(goal)), bounds=(0, 60)) for sign in (1, -1)
        ]
        return round(ends[0].fun), round(-ends[1].fun)


answers = st.tuples(*[st.sampled_from([None, 1, 2, 3, 3, 4, 4, 5, 6])] * 5).filter(any)


@st.composite
def files(draw) -> tuple[list[Row], dict[str, int] | None]:
    sizes = {f"U{place}": n for place, n in enumerate(draw(st.lists(st.integers(1, 9), min_size=2, max_size=5)))}
    counted = draw(st.booleans())
    people = {code: n + draw(st.integers(0, 20)) for code, n in sizes.items()} if counted else None
    rows: list[Row] = [(code, 1, *(draw(answers))) for code, n in sizes.items() for _ in range(n)]
    return rows, people


def truth(rows: Sequence[Row], people: Mapping[str, int] | None):
    """What the file knows of every cell: how many have a number, and what that counts in the total if it is shown."""
    needed = {"X": (2, 5, 3), "Y": (5, 7, 2)}
    n = {(str(row[0]), dimension): 0 for row in rows for dimension in DIMENSIONS}
    for row in rows:
        for dimension, (start, end, least) in needed.items():
            n[str(row[0]), dimension] += sum(value is not None for value in row[start:end]) >= least
    return n, {key: float(people[key[0]] if people else count) for key, count in n.items()}


@settings(max_examples=25)
@given(files())
def test_no_hidden_cell_can_be_solved_for(file):
    rows, people = file
    heads = [(row[0], row[1], people[str(row[0])], *row[2:]) for row in rows] if people else rows
    header = ("unit", "wave", "headcount", *ITEMS) if people else ("unit", "wave", *ITEMS)
    wave = score(table(heads, header))["waves"][0]
    n, weight = truth(rows, people)
    attacker = Attacker(wave, people, {key for key, count in n.items() if not count})
    weight = pooled(weight, n, attacker.unknown)
    for key in attacker.unknown:
        low, high = attacker.mean(key, weight)
        assert high - low >= least_span(n[key], LEAST, LOW, HIGH) - 1e-3, key
    small = {key for key in attacker.unknown if n[key] < LEAST and attacker.units[key[0]]["n"]}
    for key, (least, most) in attacker.counts(small).items():
        assert least < most, key


def pooled(
    weight: Mapping[tuple[str, str], float], n: Mapping[tuple[str, str], int], unknown: Sequence[tuple[str, str]]
) -> dict[tuple[str, str], float]:
    """What each cell counts in the total: the hidden ones of a column as one group, each person in it alike."""
    found = dict(weight)
    for dimension in DIMENSIONS:
        cells = [key for key in unknown if key[1] == dimension]
        people = sum(n[key] for key in cells)
        whole = sum(weight[key] for key in cells)
        found |= {key: whole * n[key] / people for key in cells}
    return found


def test_with_partners_left_out_the_same_attacker_finds_the_small_unit():
    responses = read_responses(
        table([*crowd("A", 4, 6, 1), *crowd("B", 7, 9, 2), *crowd("C", 12, 30, 4)]).encode(), SPEC
    )
    people = {"A": 6, "B": 9, "C": 30}
    naive = score_wave(responses.answers, responses.units, people, SPEC, complement=False)
    wave = json.loads(as_json(SPEC, "headcount", [("1", naive)]))["waves"][0]
    attacker = Attacker(wave, people, set())
    weight = {(code, dimension): float(each) for code, each in people.items() for dimension in DIMENSIONS}
    low, high = attacker.mean(("A", "Y"), weight)
    assert (low, high) == pytest.approx((3.5, 3.5), abs=0.01)  # crowd: 2, 3, 4, 5
    assert attacker.counts(set())["A", ""] == (4, 4)


def test_people_in_hidden_units_enter_the_total_as_one_group(run):
    # A: 4 of 10, X 2; B: 6 of 20, X 4 4 4 5 5 5; Q: 5 of 30, X mean 3, s² 1, as above
    alike = [("A", 1, 10, x, 7 - x, x, x, x) for x in (2, 2, 2, 2)] + [
        ("B", 1, 20, x, 7 - x, x, x, x) for x in (4, 4, 4, 5, 5, 5)
    ]
    wave = run.json(table(alike + [("Q", 1, 30, *row) for row in Q]))["waves"][0]
    assert names(wave) == {"A", "B"}
    # pool: ten people for thirty: mean (4 × 2 + 27)/10 = 3.5, s² = (4 × 2.25 + 3 × 0.25 + 3 × 2.25)/9 = 16.5/9
    # total: W = 1/2 and 1/2: (3.5 + 3)/2 = 3.25; 0.25 × 0.18333 + 0.25 × 0.2 = 0.095833, √ = 0.30957, df = 9 + 4,
    # t(13) = 2.16037: ± 0.66878
    assert wave["total"]["dimensions"]["X"] == {"n": 15, **near(3.25, 0.66878)}
    assert wave["total"]["index"] == near(3.25, 0.66878)


def test_a_total_whose_interval_would_say_that_all_hidden_people_agree_is_not_shown():
    rows: list[Row] = [("A", 1, 10, 3, 4, 3, 3, 3)] * 4 + [("B", 1, 20, 3, 4, 3, 3, 3)] * 6
    wave = score(table([*rows, *crowd("C", 12, 30)]))["waves"][0]
    assert names(wave) == {"A", "B"}
    assert numbers(wave["total"]["dimensions"]) == []


class Enumerator:
    """Tries all whole numbers: of one dimension with four items and no gaps, every hidden sum of answers is one."""

    items = 4

    def __init__(self, headcounts: Mapping[str, int], n: Mapping[str, int | None], total_n: int | None) -> None:
        self.headcounts = headcounts
        self.hidden = [code for code in n if n[code] is None]
        self.told = None if total_n is None else total_n - sum(each for each in n.values() if each is not None)

    def small_means(self, total: float, shown: Mapping[str, float], *, apart: bool) -> dict[int, set[float]]:
        """Every mean that the first hidden unit may have, by its n; `apart`: each hidden unit is its own stratum."""
        first, second = (self.headcounts[code] for code in self.hidden)
        whole = sum(self.headcounts.values())
        rest = total * whole - sum(self.headcounts[code] * mean for code, mean in shown.items())
        slack = 5.01e-5 * whole
        found: dict[int, set[float]] = {}
        for a in range(1, LEAST):
            for b in [self.told - a] if self.told else range(LEAST, second + 1):
                sums = np.arange(a * self.items * LOW, a * self.items * HIGH + 1)[:, None]
                others = np.arange(b * self.items * LOW, b * self.items * HIGH + 1)[None, :]
                made = first * sums / (a * self.items) + second * others / (b * self.items)
                if not apart:
                    made = (first + second) * (sums + others) / ((a + b) * self.items)
                fits = sums[(abs(made - rest) <= slack).any(axis=1), 0]
                if len(fits):
                    found[a] = {float(each) / (a * self.items) for each in fits}
        return found


FOUR = replace(
    SPEC,
    dimensions=read_instrument(
        TWO | {"dimensions": [{"code": "X", "items": [{"code": c} for c in "abcd"]}]}
    ).dimensions,
)


def enumerated(seed: int) -> tuple[Enumerator, dict[str, float], float, dict[str, float], float]:
    """A file of one small unit, its partner and two more: what a reader sees of it, and the total of strata."""
    chance = np.random.default_rng(seed)
    headcounts = {
        "A": int(chance.integers(5, 25)),
        "C": int(chance.integers(40, 60)),
        "D": int(chance.integers(40, 60)),
    }
    headcounts["B"] = int(chance.integers(headcounts["A"] + 1, 40))
    n = {"A": int(chance.integers(2, 5)), "B": int(chance.integers(5, min(12, headcounts["B"]) + 1)), "C": 20, "D": 17}
    answers = {code: chance.integers(LOW, HIGH + 1, (count, Enumerator.items)) for code, count in n.items()}
    rows = [(code, 1, headcounts[code], *row) for code, given in answers.items() for row in given.tolist()]
    responses = read_responses(table(rows, ("unit", "wave", "headcount", *"abcd")).encode(), FOUR)
    wave = json.loads(as_json(FOUR, "headcount", score_waves(responses, FOUR)))["waves"][0]
    assert names(wave) == {"A", "B"}
    counts = {unit["unit"]: unit["n"] for unit in wave["units"]}
    true = {code: float(given.mean()) for code, given in answers.items()}
    strata = sum(headcounts[code] * mean for code, mean in true.items()) / sum(headcounts.values())
    shown = {code: true[code] for code in "CD"}  # whole sums behind four decimals: known without an error
    reader = Enumerator(headcounts, counts, wave["total"]["n"])
    return reader, shown, wave["total"]["dimensions"]["X"]["mean"], true, round(strata, 4)


@pytest.mark.parametrize("seed", range(40))
def test_nobody_who_tries_all_whole_numbers_finds_a_hidden_mean_or_number(seed):
    reader, shown, total, true, _strata = enumerated(seed)
    found = reader.small_means(total, shown, apart=False)
    assert len(found) > 1
    for means in (means for means in found.values() if true["A"] in means):  # also for who knows how many answered
        assert max(means) - min(means) >= least_span(LEAST - 1, LEAST, LOW, HIGH)
    assert true["A"] in set().union(*found.values())


def test_with_a_stratum_for_each_hidden_unit_trying_all_whole_numbers_finds_many_of_them():
    found = []
    for seed in range(40):
        reader, shown, _total, true, strata = enumerated(seed)
        found.append({true["A"]} in reader.small_means(strata, shown, apart=True).values())
    assert sum(found) >= 10
