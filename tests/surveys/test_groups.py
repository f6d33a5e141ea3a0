"""Groups of position and service, merged or blanked. The two worked examples are those of the instrument."""

from __future__ import annotations

from collections import Counter

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.groups import merge_groups
from surveys.schema import read_instrument
from tests.surveys.waving import KTDI

SPECS = read_instrument(yaml.safe_load(KTDI.read_text())).groups
POSITION, SERVICE = SPECS


def people(code: str, **amounts: int) -> list[dict[str, str]]:
    return [{code: choice} for choice, amount in amounts.items() for _ in range(amount)]


def positions(**amounts: int) -> Counter[str]:
    rows = people("jenis_jabatan", **amounts)
    return Counter(row["jenis_jabatan"] for row in merge_groups(rows, [POSITION]))


def test_kec01_has_only_its_own_figure_left():
    assert positions(pimpinan=2, jf=1, pelaksana=9, non_asn=0) == {"": 12}


def test_disdukcapil_merges_its_non_asn_with_the_pelaksana():
    assert positions(pimpinan=6, jf=14, pelaksana=17, non_asn=3) == {"pimpinan": 6, "jf": 14, "pelaksana+non_asn": 20}


def test_who_did_not_say_is_a_group_as_well_and_never_a_small_one():
    assert positions(**{"": 2, "pimpinan": 6, "jf": 14}) == {"": 8, "jf": 14}
    assert positions(**{"": 6, "pimpinan": 6, "jf": 14}) == {"": 6, "pimpinan": 6, "jf": 14}


def test_service_merges_with_its_neighbours_first():
    rows = people("masa_kerja", mk1=3, mk2=9, mk3=12)
    assert Counter(row["masa_kerja"] for row in merge_groups(rows, [SERVICE])) == {"mk1+mk2": 12, "mk3": 12}


def test_two_answers_together_single_nobody_out():
    """One functional officer of long service among many: known to every colleague, were both kept."""
    rows = [{"jenis_jabatan": "jf", "masa_kerja": "mk3"}]
    rows += [{"jenis_jabatan": "jf", "masa_kerja": "mk1"} for _ in range(9)]
    rows += [{"jenis_jabatan": "pelaksana", "masa_kerja": "mk3"} for _ in range(9)]
    cells = Counter((row["jenis_jabatan"], row["masa_kerja"]) for row in merge_groups(rows, SPECS))
    assert cells == {("jf", ""): 10, ("pelaksana", "mk3"): 9}


choice = st.sampled_from(["", *(code for code, _ in POSITION.choices)])
service = st.sampled_from(["", *(code for code, _ in SERVICE.choices)])


@given(st.lists(st.tuples(choice, service), min_size=5, max_size=60))
@settings(max_examples=300)
def test_whatever_people_say_every_group_and_every_pair_of_groups_is_empty_or_enough(said):
    rows = merge_groups([{"jenis_jabatan": a, "masa_kerja": b} for a, b in said], SPECS)
    for counts in (
        Counter(row["jenis_jabatan"] for row in rows),
        Counter(row["masa_kerja"] for row in rows),
        Counter((row["jenis_jabatan"], row["masa_kerja"]) for row in rows),
    ):
        assert min(counts.values()) >= 5
    assert len(rows) == len(said)


@pytest.mark.parametrize("amount", [5, 6, 40])
def test_when_all_say_the_same_nothing_changes(amount):
    assert positions(jf=amount) == {"jf": amount}
