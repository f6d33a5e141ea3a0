"""Instruments with a mistake in them: each is told in a sentence of its own, and nothing is written."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from surveys.models import Instrument, InstrumentVersion, Response
from surveys.schema import LARGEST_FILE, BadInstrument, read_instrument
from surveys.scoring import score_campaign
from surveys.services import UnusableInstrument, load_instrument
from tests.surveys.waving import document, offices, released, send_all, wave

pytestmark = pytest.mark.django_db
Content = dict[str, Any]
RESERVED = ("unit", "wave", "headcount", "bucket_path", "INDEX")


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
    # What the tables cannot hold is told before a wave has used it.
    (put("instrument", "version", value="1.0-rancangan-kedua-2026"), "`instrument.version` berisi kode yang terlalu"),
    (put("instrument", "nama", value="n" * 201), "`instrument.nama` terlalu panjang (nnnnnnnnnnnnnnnnnnnn…)"),
    (put("dimensions", 0, "nama", value="n" * 201), "`nama` pada dimensi D1 terlalu panjang"),
    (put("instrument", "scale", value={"min": 32767, "max": 32768}), "skala berawal di “32767” dan berakhir di"),
    (put("instrument", "scale", value={"min": -9, "max": -5}), "skala berawal di “-9” dan berakhir di “-5”"),
    (put("scoring", "rules", "min_group", value=40_000), "aturan `min_group` berisi “40000”"),
    (put("instrument", "nama", value="Kesiapan\0"), "teks “Kesiapan?” memuat huruf yang tidak dapat disimpan"),
    (put("catatan", value={"\ud800": 1}), "memuat huruf yang tidak dapat disimpan"),
    (put("catatan", value=float("nan")), "memuat nilai yang tidak dapat disimpan"),
    *[(put("dimensions", 0, "code", value=name), f"kode dimensi {name} sudah dipakai aplikasi") for name in RESERVED],
    *[
        (put("dimensions", 0, "items", 0, "code", value=name), f"kode butir {name} sudah dipakai aplikasi")
        for name in RESERVED
    ],
    (put("dimensions", 0, "items", 0, "competencies", value=5), "`competencies` butir D1-01 kosong atau bukan daftar"),
    (put("dimensions", 0, "items", 0, "competencies", value="DATA"), "`competencies` butir D1-01 kosong atau bukan"),
    (put("dimensions", 0, "bobot", value=[[1] * 9] * 9), "bobot dimensi D1 berisi sebuah daftar."),
    (put("dimensions", 0, "bobot", value={"a": 1}), "bobot dimensi D1 berisi pasangan nama dan isi."),
    (put("dimensions", 0, "bobot", value=10**19), "bobot dimensi D1 berisi bilangan yang terlalu panjang."),
    (put("dimensions", 0, "bobot", value=1 << 20_000), "memuat nilai yang tidak dapat disimpan"),
    (put("scoring", "rules", "missing_values", value=[[9]]), "aturan `missing_values` berisi sebuah daftar"),
]


@pytest.mark.parametrize(("change", "words"), BAD, ids=[words for _change, words in BAD])
def test_a_mistake_is_told_with_its_place_and_nothing_is_written(change, words):
    content = deepcopy(document())
    change(content)
    with pytest.raises(UnusableInstrument) as refused:
        load_instrument(content=content)
    assert words in str(refused.value.sentence)
    assert str(refused.value.sentence).startswith(("Instrumen tidak dapat dipakai: ", "Dokumen instrumen memuat nilai"))
    assert not Instrument.objects.exists()


@pytest.mark.parametrize("place", [("dimensions", 0, "bobot"), ("instrument", "code"), ("instrument", "scale", "max")])
def test_a_number_of_thousands_of_digits_is_told_without_being_written(place):
    content = deepcopy(document())
    put(*place, value=1 << 20_000)(content)
    with pytest.raises(BadInstrument) as refused:
        read_instrument(content)
    assert len(refused.value.sentence) < 300


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


# Each level nine times the one before: 350 bytes that stand for 9**12 words.
BOMB = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 9)}]\n" for level in range(1, 12)
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("instrument: {tanggal: 2024-13-45}", "bukan YAML yang utuh"),
        ("instrument: !!bool barangkali", "bukan YAML yang utuh"),
        ("instrument: !!timestamp kemarin", "bukan YAML yang utuh"),
        ("instrument: [", "bukan YAML yang utuh"),
        ("[" * 3_000 + "]" * 3_000, "bersarang terlalu dalam"),
        (BOMB + "instrument: {code: I, version: '1', scale: {min: *a11, max: 5}}", "memakai alias YAML pada baris 2."),
        ("#" * (LARGEST_FILE + 1), "lebih besar daripada 2 MB"),
    ],
    ids=["day", "truth", "time", "bracket", "depth", "bomb", "size"],
)
def test_a_file_that_cannot_be_read_is_told_in_a_sentence(tmp_path, text, words):
    file = tmp_path / "instrumen.yaml"
    file.write_text(text)
    with pytest.raises(CommandError, match=r"instrumen\.yaml: Instrumen tidak dapat dipakai: berkas") as told:
        call_command("load_instrument", str(file), stdout=StringIO())
    assert words in str(told.value)


def test_all_that_an_instrument_may_say_can_be_stored_and_answered():
    longest = "h" * 30
    head = {"code": "I" * 30, "version": "1" * 20, "nama": "n" * 200, "scale": {"min": 32_760, "max": 32_767}}
    dimension = {"code": "X" * 30, "nama": "n" * 200, "items": [{"code": "a" * 30}]}
    barriers = {"pilihan": [{"code": longest, "nama": "Dana"}, {"code": "h" * 29, "nama": "Waktu"}]}
    version = load_instrument(content={"instrument": head, "dimensions": [dimension], "barriers": barriers})
    people = offices(DINKES=6)["DINKES"]
    campaign = wave(version=version)
    given = [32_760, 32_761, 32_762, 32_763, 32_764, 32_767]
    send_all(
        campaign,
        people,
        lambda n: {"answers": {"a" * 30: given[n]}, "barriers": [longest] if n < 5 else []},
    )
    score_campaign(campaign=released(campaign))
    assert sorted(Response.objects.values_list("answers", flat=True)) == [[value] for value in given]
    assert Response.objects.filter(barriers=[longest]).count() == 5
    assert campaign.scores.filter(hidden="").count() == 2
