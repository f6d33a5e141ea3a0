"""What an instrument document says, read and checked. Pure: mappings in, frozen dataclasses out.

The document is that of `surveys/instruments/ktdi.yaml`: `instrument`, `dimensions`, `scoring.rules` (each rule
optional, defaults as in that file). Text for people (titles, labels) stays in the document; here is what code needs.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import ceil
from typing import Any

import yaml

SMALLEST_GROUP = 5  # of every promise on our screens; an instrument may raise it, never lower it
SMALLEST_COMMENT_GROUP = 10
ALPHA_RULES = ("complete", "pairwise", "median")
WEIGHTINGS = ("headcount", "respondents")
LONGEST_SCALE = 100  # 0..100 is the widest slider in use; more is a slip of the pen
LONGEST_CODE = 30
LONGEST_VERSION = 20
LONGEST_NAME = 200
LONGEST_COMMENT = 5_000  # every sealed answer of a wave is as long as the longest that may be sent
LARGEST = 1e9
LARGEST_SMALL = 32_767  # what a smallint holds: answers, sizes of groups, numbers of items
LARGEST_SHOWN = 10**18
LARGEST_FILE = 2_000_000
# Columns of our own beside items and dimensions: of a file of responses, of released answers, of the figures.
RESERVED = frozenset({"unit", "wave", "headcount", "bucket_path", "INDEX"})

SURROGATE = re.compile("[\ud800-\udfff]")


class BadInstrument(Exception):
    """`sentence` says in Indonesian what is wrong, where, and what to do."""

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence
        super().__init__(sentence)


@dataclass(frozen=True)
class ItemSpec:
    code: str
    text: str
    reverse: bool = False
    required: bool = False
    show_if: Mapping[str, Any] | None = None  # {"item": code, "in": [values]}


@dataclass(frozen=True)
class DimensionSpec:
    code: str
    name: str
    weight: float
    items: tuple[ItemSpec, ...]
    courses: tuple[str, ...] = ()


@dataclass(frozen=True)
class GroupSpec:
    """An optional question about oneself, answered by choice among groups; merged or blanked where groups are small."""

    code: str
    label: str
    choices: tuple[tuple[str, str], ...]
    merge_order: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Rules:
    min_answered_share: float = 0.75
    min_group: int = SMALLEST_GROUP
    min_group_comments: int = SMALLEST_COMMENT_GROUP
    min_dimensions: int = 1
    alpha_missing: str = "complete"  # complete | pairwise | median
    alpha_min_respondents: int = 30
    alpha_warn_below: float = 0.70
    rwg_flag_below: float = 0.70
    unit_weighting: str = "headcount"  # headcount | respondents
    change_min: float = 0.20
    response_rate_warn_below: float = 0.50
    decimals: int = 2
    missing_values: tuple[Any, ...] = (None,)


@dataclass(frozen=True)
class InstrumentSpec:
    code: str
    version: str
    name: str
    scale_min: int
    scale_max: int
    dimensions: tuple[DimensionSpec, ...]
    rules: Rules
    scale_labels: tuple[tuple[int | None, str], ...] = ()
    groups: tuple[GroupSpec, ...] = ()
    barriers: tuple[tuple[str, str], ...] = ()
    barriers_max: int = 3
    comment_max: int = 500

    @cached_property
    def items(self) -> tuple[ItemSpec, ...]:
        """All items in the order in which answers are stored."""
        return tuple(item for dimension in self.dimensions for item in dimension.items)

    @cached_property
    def item_of(self) -> dict[str, ItemSpec]:
        return {item.code: item for item in self.items}

    @cached_property
    def weights(self) -> dict[str, float]:
        return {dimension.code: dimension.weight for dimension in self.dimensions}

    @cached_property
    def items_of(self) -> dict[str, list[str]]:
        """The item codes of each dimension, as `measures.scales.person_scores` takes them."""
        return {dimension.code: [item.code for item in dimension.items] for dimension in self.dimensions}

    @cached_property
    def reverse_items(self) -> tuple[str, ...]:
        return tuple(item.code for item in self.items if item.reverse)


def read_instrument(document: Any) -> InstrumentSpec:
    """The document as a checked specification. Raises BadInstrument."""
    root = _mapping(document, "dokumen")
    _check_letters(root)
    head = _mapping(root.get("instrument"), "bagian `instrument`")
    low, high = _scale(head.get("scale"))
    dimensions = _dimensions(root.get("dimensions"))
    _check_codes(dimensions)
    _check_conditions(dimensions, low, high)
    barriers = _optional_mapping(root.get("barriers"), "bagian `barriers`")
    comment = _optional_mapping(barriers.get("isian_bebas"), "`barriers.isian_bebas`")
    return InstrumentSpec(
        code=_code(head.get("code"), "`instrument.code`"),
        version=_code(head.get("version"), "`instrument.version`", longest=LONGEST_VERSION),
        name=_name(head.get("nama"), "`instrument.nama`", default=str(head.get("code"))),
        scale_min=low,
        scale_max=high,
        dimensions=dimensions,
        rules=_rules(_rules_of(root), len(dimensions)),
        scale_labels=_labels(head.get("skala"), low, high),
        groups=_groups(head.get("data_diri_kelompok")),
        barriers=_pairs(barriers.get("pilihan"), "`barriers.pilihan`", "code", "nama"),
        barriers_max=_whole(barriers.get("maks_pilihan", 3), "`barriers.maks_pilihan`", least=1),
        comment_max=_whole(
            comment.get("maks_karakter", 500), "`barriers.isian_bebas.maks_karakter`", least=1, most=LONGEST_COMMENT
        ),
    )


def _refuse(where: str, what: str, step: str) -> BadInstrument:
    return BadInstrument(f"Instrumen tidak dapat dipakai: {where} {what}. {step}")


def _check_letters(document: Mapping[str, Any]) -> None:
    """No text anywhere that a database cannot hold."""
    waiting: list[Any] = [document]
    while waiting:
        value = waiting.pop()
        if isinstance(value, Mapping):
            waiting += [*value.keys(), *value.values()]
        elif isinstance(value, list | tuple):
            waiting += value
        elif isinstance(value, str) and ("\0" in value or SURROGATE.search(value)):
            told = "".join(letter if letter.isprintable() else "?" for letter in value[:20])
            raise _refuse(f"teks “{told}”", "memuat huruf yang tidak dapat disimpan", "Ketik ulang teks itu.")


def _mapping(value: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise _refuse(
            where,
            "tidak ada atau bukan pasangan nama dan isi",
            "Susun dokumen dengan bagian `instrument`, `dimensions`, dan `scoring` seperti contoh KTDI.",
        )
    return value


def _optional_mapping(value: Any, where: str) -> Mapping[str, Any]:
    return {} if value is None else _mapping(value, where)


def _list(value: Any, where: str) -> Sequence[Any]:
    if not isinstance(value, list | tuple) or not value:
        raise _refuse(where, "kosong atau bukan daftar", "Isi sedikitnya satu, diawali tanda hubung pada tiap baris.")
    return value


def _optional_list(value: Any, where: str) -> Sequence[Any]:
    return () if value is None else _list(value, where)


def _code(value: Any, where: str, *, longest: int = LONGEST_CODE) -> str:
    """A code as text. YAML turns `no` and `2024-01-01` into other things than the author saw; those are refused."""
    proper = isinstance(value, str | int | float) and not isinstance(value, bool) and not _is_endless(value)
    if not proper or not str(value).strip():
        raise _refuse(where, "belum diisi dengan kode", "Isi dengan huruf dan angka, diapit tanda kutip.")
    code = str(value).strip()
    if len(code) > longest:
        raise _refuse(
            where, f"berisi kode yang terlalu panjang ({code[:20]}…)", f"Pakai paling banyak {longest} huruf."
        )
    if not code.isprintable():
        raise _refuse(where, "berisi tanda yang tidak tercetak", "Ketik ulang kodenya dengan huruf dan angka.")
    return code


def _text(value: Any, where: str, *, default: str) -> str:
    if value is None:
        return default
    if not isinstance(value, str):
        raise _refuse(where, "bukan teks", "Apit isinya dengan tanda kutip.")
    return value.strip()


def _name(value: Any, where: str, *, default: str) -> str:
    name = _text(value, where, default=default)
    if len(name) > LONGEST_NAME:
        raise _refuse(where, f"terlalu panjang ({name[:20]}…)", f"Pakai paling banyak {LONGEST_NAME} huruf.")
    return name


def _whole(value: Any, where: str, *, least: int, most: int | None = None) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < least or (most is not None and value > most):
        until = f" sampai {most}" if most is not None else " atau lebih"
        raise _refuse(where, f"berisi {_short(value)}", f"Isi dengan bilangan bulat {least}{until}.")
    return value


def _number(value: Any, where: str, *, above: float, most: float) -> float:
    proper = isinstance(value, int | float) and not isinstance(value, bool)
    if not proper or not above < value <= most:
        until = f" dan paling besar {most:g}" if most < LARGEST else ""
        raise _refuse(where, f"berisi {_short(value)}", f"Isi dengan bilangan lebih dari {above:g}{until}.")
    return float(value)


def _flag(value: Any, where: str) -> bool:
    if not isinstance(value, bool):
        raise _refuse(where, f"berisi {_short(value)}", "Isi dengan true atau false.")
    return value


def _short(value: Any) -> str:
    """The value in a message; of what has parts its kind alone, since writing it out may take forever."""
    if value is None:
        return "kosong"
    if isinstance(value, Mapping):
        return "pasangan nama dan isi"
    if isinstance(value, list | tuple | set):
        return "sebuah daftar"
    return "bilangan yang terlalu panjang" if _is_endless(value) else f"“{str(value)[:40]}”"


def _is_endless(value: Any) -> bool:
    """A number too long to be written down."""
    return isinstance(value, int) and abs(value) > LARGEST_SHOWN


def _scale(value: Any) -> tuple[int, int]:
    scale = _mapping(value, "bagian `instrument.scale`")
    low, high = scale.get("min"), scale.get("max")
    whole = all(isinstance(bound, int) and not isinstance(bound, bool) for bound in (low, high))
    if not whole or not low < high or high - low > LONGEST_SCALE or not 0 <= high <= LARGEST_SMALL:  # type: ignore[operator]
        raise _refuse(
            "skala",
            f"berawal di {_short(low)} dan berakhir di {_short(high)}",
            "Isi `min` dan `max` dengan bilangan bulat, `min` lebih kecil daripada `max`, `max` 0 sampai 32767.",
        )
    return low, high  # type: ignore[return-value]


def _dimensions(value: Any) -> tuple[DimensionSpec, ...]:
    return tuple(_dimension(one, place) for place, one in enumerate(_list(value, "bagian `dimensions`"), start=1))


def _dimension(value: Any, place: int) -> DimensionSpec:
    given = _mapping(value, f"dimensi ke-{place}")
    code = _code(given.get("code"), f"kode dimensi ke-{place}")
    items = _list(given.get("items"), f"daftar `items` pada dimensi {code}")
    if len(items) > LARGEST_SMALL:
        raise _refuse(f"dimensi {code}", f"mempunyai {len(items)} butir", f"Pakai paling banyak {LARGEST_SMALL}.")
    return DimensionSpec(
        code=code,
        name=_name(given.get("nama"), f"`nama` pada dimensi {code}", default=code),
        weight=_number(given.get("bobot", 1), f"bobot dimensi {code}", above=0, most=LARGEST),
        items=tuple(_item(one, code, number) for number, one in enumerate(items, start=1)),
        courses=_codes(given.get("kursus"), f"`kursus` pada dimensi {code}"),
    )


def _codes(value: Any, where: str) -> tuple[str, ...]:
    return tuple(_code(one, where) for one in _optional_list(value, where))


def _item(value: Any, dimension: str, place: int) -> ItemSpec:
    given = _mapping(value, f"butir ke-{place} pada dimensi {dimension}")
    code = _code(given.get("code"), f"kode butir ke-{place} pada dimensi {dimension}")
    _codes(given.get("competencies") or None, f"`competencies` butir {code}")
    return ItemSpec(
        code=code,
        text=_text(given.get("teks"), f"`teks` butir {code}", default=code),
        reverse=_flag(given.get("reverse", False), f"`reverse` butir {code}"),
        required=_flag(given.get("required", False), f"`required` butir {code}"),
        show_if=_condition(given.get("show_if"), code),
    )


def _condition(value: Any, code: str) -> Mapping[str, Any] | None:
    if value is None:
        return None
    given = _mapping(value, f"`show_if` butir {code}")
    values = _list(given.get("in"), f"`show_if.in` butir {code}")
    return {"item": _code(given.get("item"), f"`show_if.item` butir {code}"), "in": list(values)}


def _check_codes(dimensions: Sequence[DimensionSpec]) -> None:
    for what, codes in (
        ("kode dimensi", [dimension.code for dimension in dimensions]),
        ("kode butir", [item.code for dimension in dimensions for item in dimension.items]),
    ):
        if twice := _twice(codes):
            raise _refuse(what, f"{', '.join(twice)} dipakai lebih dari sekali", "Beri setiap butir kode sendiri.")
        if taken := sorted(RESERVED.intersection(codes)):
            raise _refuse(what, f"{', '.join(taken)} sudah dipakai aplikasi sendiri", "Pakai kode lain.")


def _twice(codes: Iterable[str]) -> list[str]:
    return [code for code, times in Counter(codes).items() if times > 1]


def _check_conditions(dimensions: Sequence[DimensionSpec], low: int, high: int) -> None:
    """Every `show_if` names a known item and values of the scale, and following them comes to an end."""
    asks = {item.code: item.show_if for dimension in dimensions for item in dimension.items}
    for code, condition in asks.items():
        if condition is None:
            continue
        if condition["item"] not in asks:
            raise _refuse(
                f"`show_if` butir {code}",
                f"menunjuk butir {condition['item']} yang tidak ada",
                "Perbaiki kodenya atau hapus `show_if` itu.",
            )
        for value in condition["in"]:
            _whole(value, f"`show_if.in` butir {code}", least=low, most=high)
        _check_ends(code, asks)


def _check_ends(code: str, asks: Mapping[str, Mapping[str, Any] | None]) -> None:
    """Each item waits for one other at most, so that following the chain finds any circle it leads into."""
    chain = [code]
    condition = asks[code]
    while condition is not None:
        following = condition["item"]
        if following in chain:
            circle = " → ".join([*chain[chain.index(following) :], following])
            raise _refuse("`show_if`", f"berputar: {circle}", "Putuskan lingkaran itu dengan menghapus satu `show_if`.")
        if following not in asks:
            return  # told by its own item
        chain.append(following)
        condition = asks[following]


def _rules_of(root: Mapping[str, Any]) -> Mapping[str, Any]:
    scoring = _optional_mapping(root.get("scoring"), "bagian `scoring`")
    return _optional_mapping(scoring.get("rules"), "bagian `scoring.rules`")


def _rules(given: Mapping[str, Any], dimensions: int) -> Rules:
    """Each rule as written or by its default; `min_group` below five is five, whatever is written."""
    default = Rules()

    def number(name: str, *, above: float = 0, most: float = LARGEST) -> float:
        return _number(given.get(name, getattr(default, name)), f"aturan `{name}`", above=above, most=most)

    def whole(name: str) -> int:
        return _whole(given.get(name, getattr(default, name)), f"aturan `{name}`", least=1, most=LARGEST_SMALL)

    rounding = _optional_mapping(given.get("rounding"), "aturan `rounding`")
    three_quarters = ceil(dimensions * 3 / 4)
    _one_of(given.get("reverse", "min+max-x"), ("min+max-x",), "reverse")
    return Rules(
        min_answered_share=number("min_answered_share", most=1),
        min_group=max(SMALLEST_GROUP, whole("min_group")),
        min_group_comments=max(SMALLEST_COMMENT_GROUP, whole("min_group_comments")),
        min_dimensions=_whole(
            given.get("min_dimensions", three_quarters), "aturan `min_dimensions`", least=1, most=dimensions
        ),
        alpha_missing=_one_of(given.get("alpha_missing", default.alpha_missing), ALPHA_RULES, "alpha_missing"),
        alpha_min_respondents=max(2, whole("alpha_min_respondents")),
        alpha_warn_below=number("alpha_warn_below", above=-1, most=1),
        rwg_flag_below=number("rwg_flag_below", above=-1, most=1),
        unit_weighting=_one_of(given.get("unit_weighting", default.unit_weighting), WEIGHTINGS, "unit_weighting"),
        change_min=number("change_min", above=-1),
        response_rate_warn_below=number("response_rate_warn_below", above=-1, most=1),
        decimals=_whole(rounding.get("decimals", default.decimals), "aturan `rounding.decimals`", least=0, most=6),
        missing_values=_missing(given.get("missing_values")),
    )


def _one_of(value: Any, allowed: Sequence[str], name: str) -> str:
    if value not in allowed:
        raise _refuse(f"aturan `{name}`", f"berisi {_short(value)}", f"Pilih salah satu: {', '.join(allowed)}.")
    return str(value)


def _missing(value: Any) -> tuple[Any, ...]:
    """What stands for "no answer" besides a blank; null is always among them."""
    given = _optional_list(value, "aturan `missing_values`")
    for one in given:
        if one is not None and (not isinstance(one, str | int | float) or _is_endless(one)):
            raise _refuse("aturan `missing_values`", f"berisi {_short(one)}", "Isi dengan bilangan atau kata.")
    return (None, *(one for one in given if one is not None))


def _labels(value: Any, low: int, high: int) -> tuple[tuple[int | None, str], ...]:
    labels = []
    for one in _optional_list(value, "`instrument.skala`"):
        given = _mapping(one, "`instrument.skala`")
        number = given.get("nilai")
        if number is not None:
            _whole(number, "`instrument.skala.nilai`", least=low, most=high)
        labels.append((number, _text(given.get("label"), "`instrument.skala.label`", default=str(number))))
    return tuple(labels)


def _groups(value: Any) -> tuple[GroupSpec, ...]:
    """The questions about oneself; those that come from the profile are not asked."""
    given = [_mapping(one, "`data_diri_kelompok`") for one in _optional_list(value, "`data_diri_kelompok`")]
    groups = tuple(_group(one) for one in given if not one.get("dari_profil"))
    twice = _twice(group.code for group in groups)
    if twice:
        raise _refuse("`data_diri_kelompok`", f"memakai kode {', '.join(twice)} dua kali", "Beri kode sendiri.")
    return groups


def _group(given: Mapping[str, Any]) -> GroupSpec:
    code = _code(given.get("kode"), "`data_diri_kelompok.kode`")
    where = f"`data_diri_kelompok` {code}"
    choices = _pairs(given.get("pilihan"), where, "kode", "label")
    if not choices:
        raise _refuse(where, "tidak mempunyai pilihan", "Isi `pilihan` dengan kode dan label.")
    small = _optional_mapping(given.get("bila_kurang"), f"{where}.bila_kurang")
    order = _optional_list(small.get("urutan"), f"{where}.bila_kurang.urutan")
    known = {choice for choice, _ in choices}
    for pair in order:
        if not isinstance(pair, list | tuple) or len(pair) != 2 or not set(map(str, pair)) <= known:
            raise _refuse(f"{where}.bila_kurang.urutan", f"berisi {_short(pair)}", "Isi dengan pasangan kode pilihan.")
    return GroupSpec(
        code=code,
        label=_text(given.get("label"), f"{where}.label", default=code),
        choices=choices,
        merge_order=tuple((str(first), str(second)) for first, second in order),
    )


def _pairs(value: Any, where: str, code: str, name: str) -> tuple[tuple[str, str], ...]:
    pairs = []
    for one in _optional_list(value, where):
        given = _mapping(one, where)
        key = _code(given.get(code), f"{where}.{code}")
        pairs.append((key, _text(given.get(name), f"{where} {key}", default=key)))
    twice = _twice(key for key, _ in pairs)
    if twice:
        raise _refuse(where, f"memakai kode {', '.join(twice)} dua kali", "Beri setiap pilihan kode sendiri.")
    return tuple(pairs)


class _Loader(yaml.SafeLoader):
    """Without aliases: a few lines of them stand for more than any memory holds."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            line = self.peek_event().start_mark.line + 1
            raise _refuse("berkas", f"memakai alias YAML pada baris {line}", "Tulis isinya lengkap di tempat itu.")
        return super().compose_node(parent, index)


def parse_instrument(raw: bytes) -> InstrumentSpec:
    """The instrument written in a YAML file. Raises BadInstrument."""
    return read_instrument(read_document(raw))


def read_document(raw: bytes) -> Any:
    """What the YAML of a file says, not yet checked. Raises BadInstrument."""
    if len(raw) > LARGEST_FILE:
        raise _refuse("berkas", "lebih besar daripada 2 MB", "Periksa apakah berkas yang dipilih sudah benar.")
    try:
        return yaml.load(raw.decode("utf-8-sig"), Loader=_Loader)  # noqa: S506 - a SafeLoader
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise _refuse("berkas", f"bukan teks UTF-8 (baris {line})", "Simpan ulang dengan pengodean UTF-8.") from error
    except RecursionError as error:
        raise _refuse("berkas", "bersarang terlalu dalam", "Susun seperti contoh KTDI.") from error
    # Besides its own errors YAML lets through those of a date, a number or a tag that cannot be.
    except (yaml.YAMLError, ValueError, KeyError, AttributeError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" pada baris {mark.line + 1}" if mark else ""
        raise _refuse("berkas", f"bukan YAML yang utuh{where}", "Perbaiki penulisannya, lalu coba lagi.") from error
