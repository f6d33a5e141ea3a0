"""Instruments with a mistake in them: each is told in a sentence of its own, and nothing is written."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from surveys.models import Instrument, InstrumentVersion
from surveys.services import UnusableInstrument, load_instrument
from tests.surveys.waving import document

pytestmark = pytest.mark.django_db
Content = dict[str, Any]


def item(content: Content, code: str) -> Content:
    found: Content = next(
        item for dimension in content["dimensions"] for item in dimension["items"] if item["code"] == code
    )
    return found


def ask_if(*pairs: tuple[str, str]) -> Callable[[Content], None]:
    def change(content: Content) -> None:
        for code, other in pairs:
            item(content, code)["show_if"] = {"item": other, "in": [4, 5]}

    return change


def put(*path: str | int, value: Any) -> Callable[[Content], None]:
    def change(content: Content) -> None:
        place: Any = content
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = value

    return change


BAD: list[tuple[Callable[[Content], None], str]] = [
    (ask_if(("D1-01", "D1-02"), ("D1-02", "D1-01")), "`show_if` berputar: D1-01 → D1-02 → D1-01. Putuskan"),
    (ask_if(("D1-01", "D1-01")), "berputar: D1-01 → D1-01"),
    (ask_if(("D1-01", "D1-02"), ("D1-02", "D2-01"), ("D2-01", "D1-02")), "berputar: D1-02 → D2-01 → D1-02."),
    (ask_if(("D1-02", "D9-99")), "`show_if` butir D1-02 menunjuk butir D9-99 yang tidak ada"),
    (put("dimensions", 0, "items", 1, "code", value="D1-01"), "kode butir D1-01 dipakai lebih dari sekali"),
    (put("dimensions", 1, "items", 0, "code", value="D1-01"), "kode butir D1-01 dipakai lebih dari sekali"),
    (put("dimensions", 1, "code", value="D1"), "kode dimensi D1 dipakai lebih dari sekali"),
    (put("dimensions", value=[]), "bagian `dimensions` kosong"),
    (put("dimensions", 0, "items", value=[]), "daftar `items` pada dimensi D1 kosong"),
    (put("dimensions", 0, "items", 0, "code", value=None), "kode butir ke-1 pada dimensi D1 belum diisi"),
    (put("dimensions", 0, "bobot", value=0), "bobot dimensi D1 berisi “0”"),
    (put("dimensions", 0, "bobot", value=float("nan")), "bobot dimensi D1 berisi “nan”"),
    (put("instrument", "scale", value={"min": 5, "max": 1}), "skala berawal di “5” dan berakhir di “1”"),
    (put("instrument", "scale", value=None), "bagian `instrument.scale` tidak ada"),
    (put("instrument", "version", value=None), "`instrument.version` belum diisi"),
    (put("scoring", "rules", "min_answered_share", value=1.5), "aturan `min_answered_share` berisi “1.5”"),
    (put("scoring", "rules", "alpha_missing", value="rata"), "aturan `alpha_missing` berisi “rata”. Pilih salah satu"),
    (put("barriers", "isian_bebas", "maks_karakter", value=10**9), "maks_karakter` berisi “1000000000”"),
    (put("instrument", "data_diri_kelompok", value=[{"kode": "nip", "label": "NIP"}]), "nip tidak mempunyai pilihan"),
]


@pytest.mark.parametrize(("change", "words"), BAD, ids=[words for _change, words in BAD])
def test_a_mistake_is_told_with_its_place_and_nothing_is_written(change, words):
    content = deepcopy(document())
    change(content)
    with pytest.raises(UnusableInstrument) as refused:
        load_instrument(content=content)
    assert words in str(refused.value.sentence)
    assert str(refused.value.sentence).startswith("Instrumen tidak dapat dipakai: ")
    assert not Instrument.objects.exists()


def test_a_mistake_in_a_new_version_leaves_the_old_one_as_it_is():
    version = load_instrument(content=document())
    content = deepcopy(document())
    content["instrument"] |= {"version": "9.9", "nama": "Nama baru"}
    content["dimensions"] = []
    with pytest.raises(UnusableInstrument):
        load_instrument(content=content)
    assert InstrumentVersion.objects.get() == version
    assert Instrument.objects.get().title != "Nama baru"


@pytest.mark.parametrize("least", [0, 1, 4, -5])
def test_no_instrument_lowers_the_smallest_group(least):
    content = deepcopy(document())
    content["scoring"]["rules"]["min_group"] = least
    try:
        rules = load_instrument(content=content).spec.rules
    except UnusableInstrument:
        return
    assert rules.min_group == 5


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252"])
def test_a_file_in_another_encoding_is_told(tmp_path, encoding):
    file = tmp_path / "instrumen.yaml"
    file.write_bytes("instrument: {code: X, version: '1', nama: “Kesiapan” – uji}".encode(encoding))
    with pytest.raises(CommandError, match="UTF-8"):
        call_command("load_instrument", str(file), stdout=StringIO())
    assert not Instrument.objects.exists()
