"""How a simulated person answers the readiness survey: the model of `demo_agency.yaml`, block `survei.model`.

Every wave draws from a stream of its own, so that changing one changes no other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from surveys.schema import DimensionSpec, InstrumentSpec

LEADING = ("jpt_pratama", "administrator", "pengawas")
TENURES = ("mk1", "mk2", "mk3")


@dataclass
class Respondent:
    """`base` is the office's level; `effect` what learning has added by now, dimension by dimension."""

    office: str
    family: str
    kind: str
    base: float
    mood: float  # the person's own deviation, the same in every wave
    camp: int  # +1 or -1: the side a divided office falls on
    effect: dict[str, float] = field(default_factory=dict)

    @property
    def leads(self) -> bool:
        return self.family in LEADING

    @property
    def position_group(self) -> str:
        if self.kind == "NON_ASN":
            return "non_asn"
        if self.leads:
            return "pimpinan"
        return "jf" if self.family.startswith("jf") else "pelaksana"


class Mind:
    """Answers of one wave. `model` is the YAML's `survei.model`, `divided` its offices with two camps."""

    def __init__(
        self, spec: InstrumentSpec, model: Mapping[str, Any], wave: int, divided: Mapping[str, Any], seed: str
    ) -> None:
        self.spec, self.model, self.wave, self.divided, self.seed = spec, model, wave, divided, seed
        self.rng = Random(f"{seed}:survei:{wave}")
        self.office_effects: dict[tuple[str, str], float] = {}

    def office_effect(self, office: str, dimension: str) -> float:
        """Lasting, so drawn from a stream of the office and not of the wave."""
        key = (office, dimension)
        if key not in self.office_effects:
            drawn = Random(f"{self.seed}:opd:{office}:{dimension}").gauss(0, self.model["efek_opd_dimensi_sd"])
            self.office_effects[key] = drawn
        return self.office_effects[key]

    def latent(self, who: Respondent, dimension: str) -> float:
        camps = self.divided.get(who.office)
        apart = camps["selisih_antar_kubu"] / 2 * who.camp if camps and dimension in camps["dimensi"] else 0.0
        leading = 0.4 if who.leads and dimension == "D2" else 0.0
        return (
            who.base
            + self.model["geser_dimensi"][dimension]
            + self.office_effect(who.office, dimension)
            + (0.0 if apart else who.mood)
            + self.model["pergeseran_umum"][self.wave]
            + who.effect.get(dimension, 0.0)
            + apart
            + leading
        )

    def answers(self, who: Respondent) -> tuple[dict[str, int | None], dict[str, float]]:
        """Answers by item, and the latent values that they came from."""
        levels = {dimension.code: self.latent(who, dimension.code) for dimension in self.spec.dimensions}
        if self.rng.random() < self.model["jawaban_lurus"]:
            same = self.clamp(sum(levels.values()) / len(levels))
            return {item.code: same for item in self.spec.items}, levels
        given: dict[str, int | None] = {}
        for dimension in self.spec.dimensions:
            given |= self.answers_in(dimension, levels[dimension.code])
        return given, levels

    def answers_in(self, dimension: DimensionSpec, level: float) -> dict[str, int | None]:
        given: dict[str, int | None] = {}
        blank = self.model["tidak_tahu_D4"] if dimension.code == "D4" else self.model["butir_kosong"]
        for item in dimension.items:
            value = self.clamp(level + self.rng.gauss(0, self.model["galat_butir_sd"]))
            turned = self.spec.scale_min + self.spec.scale_max - value if item.reverse else value
            given[item.code] = None if self.rng.random() < blank else turned
        return given

    def clamp(self, value: float) -> int:
        return min(max(round(value), self.spec.scale_min), self.spec.scale_max)

    def barriers(self, levels: Mapping[str, float], of_dimension: Mapping[str, str]) -> list[str]:
        """None to three, each the likelier the weaker its dimension."""
        chosen: list[str] = []
        for _ in range(self.rng.randint(0, self.spec.barriers_max)):
            left = [code for code, _name in self.spec.barriers if code not in chosen]
            weights = [max(4 - levels[of_dimension[code]], 0.05) for code in left]
            chosen += self.rng.choices(left, weights)
        return chosen

    def groups(self, who: Respondent) -> dict[str, str]:
        return {"jenis_jabatan": who.position_group, "masa_kerja": self.rng.choice(TENURES)}
