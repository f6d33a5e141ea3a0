"""How an index is spoken of on page and paper: no movement inside the error, no figure where one hides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from documents import words
from measures.rounding import half_up

Data = dict[str, Any]
MINUS = "\N{MINUS SIGN}"
EN_DASH = "\N{EN DASH}"


@dataclass(frozen=True)
class Rules:
    """The bounds of a wave's instrument as sentences name them."""

    run: Data

    @property
    def scale(self) -> str:
        """1–5: of the answers, and so of every score."""
        return f"{self.run['scale']['min']}{EN_DASH}{self.run['scale']['max']}"

    @property
    def fewest(self) -> int:
        return int(self.run["rules"]["min_group"])

    @property
    def least_change(self) -> str:
        return score(self.run["rules"]["change_min"])

    @property
    def least_agreement(self) -> str:
        return score(self.run["rules"]["rwg_flag_below"])

    @property
    def least_alpha(self) -> str:
        return score(self.run["rules"]["alpha_warn_below"])

    @property
    def least_response(self) -> str:
        return percent(100 * self.run["rules"]["response_rate_warn_below"])


def unofficial() -> str:
    """Stands wherever the index stands."""
    return _("Indeks Titian adalah ukuran internal, bukan nilai resmi SPBE atau Pemdi.")


def score(value: float | Decimal) -> str:
    return words.write_score(half_up(value, 2), language())


def tick(value: float) -> str:
    return words.write_score(half_up(value, 2), language())[:-1]


def signed(value: float) -> str:
    rounded = half_up(value, 2)
    sign = "+" if rounded > 0 else MINUS if rounded < 0 else ""
    return sign + score(abs(rounded))


def interval(cell: Data) -> str:
    """3,01–3,23; empty when there is none."""
    if cell["low"] is None or cell["high"] is None:
        return ""
    return f"{score(cell['low'])}{EN_DASH}{score(cell['high'])}"


def percent(value: float) -> str:
    return words.write_percent(half_up(value, 0), language())


def stands_in(cell: Data) -> str:
    """What is written where a figure would be. Why a unit hides is nobody's business: small and partner read alike."""
    if cell["hidden"] == "tidak_ikut":
        return _("tidak ikut")
    if cell["hidden"] == "seragam":
        return _("jawaban seragam: %(band)s") % {"band": cell["band"]} if cell["band"] else _("jawaban seragam")
    return _("disembunyikan") if cell["hidden"] else _("belum cukup data")


def too_few(fewest: int) -> str:
    """In place of a unit's figures; one sentence for both reasons."""
    said = {"fewest": fewest}
    return _("Disembunyikan. Kurang dari %(fewest)s jawaban, atau dapat dihitung balik dari kelompok lain.") % said


def hidden_sentence(cell: Data, fewest: int) -> str:
    if cell["hidden"] == "tidak_ikut":
        return _("Unit ini tidak ikut gelombang ini, jadi tidak ada angkanya.")
    if cell["hidden"] == "seragam" and not cell["band"]:
        return _("Semua jawaban sama, jadi angkanya tidak ditampilkan.")
    if cell["hidden"] == "seragam":
        return _("Semua jawaban sama, jadi hanya predikatnya yang ditampilkan: %(band)s.") % {"band": cell["band"]}
    if cell["hidden"]:
        return too_few(fewest)
    return _("Belum cukup data untuk menghitung indeks unit ini.")


def figure(cell: Data) -> str:
    return stands_in(cell) if cell["value"] is None else score(cell["value"])


def figure_with_interval(cell: Data) -> str:
    """For a picture's title: "3,12, rentang 3,01 sampai 3,23"."""
    if cell["value"] is None or cell["low"] is None:
        return figure(cell)
    said = {"value": score(cell["value"]), "low": score(cell["low"]), "high": score(cell["high"])}
    return _("%(value)s, rentang %(low)s sampai %(high)s") % said


def wave_name(wave: Data) -> str:
    """gelombang 4, November 2026."""
    return _("gelombang %(n)s, %(month)s") % {"n": wave["wave"], "month": month(wave["as_of"])}


def month(day: str) -> str:
    """November 2026."""
    return words.write_day(date.fromisoformat(day), language()).split(" ", 1)[1]


def short_month(day: str, *, short_year: bool = False) -> str:
    """Nov 2026, or Nov 26 where many waves stand side by side."""
    name, year = words.write_short_day(date.fromisoformat(day), language()).split(" ")[1:]
    return f"{name} {year[2:]}" if short_year else f"{name} {year}"


def day(text: str) -> str:
    return words.write_day(date.fromisoformat(text[:10]), language())


def built_at(data: Data) -> datetime:
    """When the page was built, in the zone of its agency: the same in every file, whoever reads it."""
    return datetime.fromisoformat(data["built_at"]).astimezone(ZoneInfo(data["agency"]["zone"]))


def change_headline(change: Data, since: int | None) -> str:
    """The few words that are read first."""
    if change["value"] is None:
        return _("Belum dapat dibandingkan.")
    said = {"points": score(abs(change["value"])), "wave": since}
    if change["verdict"] == "naik":
        return _("Naik %(points)s dari gelombang %(wave)s.") % said
    if change["verdict"] == "turun":
        return _("Turun %(points)s dari gelombang %(wave)s.") % said
    return _("Belum ada perubahan yang bermakna dari gelombang %(wave)s.") % said


def change_detail(change: Data, run: Data | None) -> str:
    if change["value"] is None:
        return str(change["why_not"]) or _("Perubahan tampil setelah dua gelombang dengan instrumen yang sama.")
    said = {"value": signed(change["value"]), "low": signed(change["low"]), "high": signed(change["high"])}
    if change["verdict"] in ("naik", "turun"):
        return _("Selisih %(value)s (rentang %(low)s sampai %(high)s), di luar galat ukur.") % said
    if change["verdict"] == "kecil" and run:
        said["least"] = Rules(run).least_change
        return (
            _("Selisih %(value)s (rentang %(low)s sampai %(high)s) di luar galat ukur, tetapi di bawah %(least)s.")
            % said
        )
    return _("Selisih %(value)s (rentang %(low)s sampai %(high)s) masih dalam galat ukur.") % said


def direction(change: Data) -> str:
    """naik, turun, tetap, or a change that is sure but too small to be called one: one word for a table."""
    words = {"naik": _("naik"), "turun": _("turun"), "tetap": _("tetap"), "kecil": _("kecil")}
    return words.get(change["verdict"], "")


def why_pale(change: Data) -> str:
    """Beside a change that is not called up or down."""
    return {"tetap": _("dalam galat ukur"), "kecil": _("nyata, tetapi kecil")}.get(change["verdict"], "")


def side_by_side() -> str:
    """What may be said of learning and score before there is a comparison design."""
    return _("Perubahan berjalan bersamaan dengan pelatihan; belum ada pembanding untuk menyebut sebab.")


def rank(place: Data, depth: int) -> str:
    """Places that the interval leaves open, among units of the same parent."""
    noun = _("perangkat daerah") if depth == 1 else _("unit kerja")
    said = {"first": place["from"], "last": place["to"], "of": place["of"], "noun": noun}
    if place["from"] == place["to"]:
        return _("ke-%(first)s dari %(of)s %(noun)s") % said
    return _("ke-%(first)s sampai ke-%(last)s dari %(of)s %(noun)s") % said


def peers(group: Data) -> str:
    said = {"value": score(group["index"]), "count": group["count"], "name": group["name"]}
    return _("%(value)s (%(count)s %(name)s)") % said


def response(data: Data) -> str:
    """214 menjawab (80 % dari yang ditanya); nothing where the count hides."""
    if data["n"] is None or data["response_rate"] is None:
        return ""
    said = {"n": words.write_number(data["n"], language()), "share": percent(data["response_rate"])}
    return _("%(n)s menjawab (%(share)s dari yang ditanya)") % said


def language() -> str:
    return get_language() or "id"
