"""Invents the people of an agency from demo_agency.yaml. Pure: the same seed gives the same people on every machine.

Draws follow the YAML: one stream for the first agency through its OPD in order, a stream of its own for each other
agency. No `hash()`, no clock; ages are reckoned on one fixed day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from people.demo.personas import PERSONAS, Persona

AGES_ON = date(2026, 11, 1)
# People who hold a public office and whose names must not come out of the draw; empty until somebody asks.
FORBIDDEN_NAMES: frozenset[str] = frozenset()

RANKS = (
    "II/a", "II/b", "II/c", "II/d", "III/a", "III/b", "III/c", "III/d", "IV/a", "IV/b", "IV/c",
)  # fmt: skip
PNS_RANKS = {
    "jpt_pratama": ("IV/b", "IV/c"),
    "administrator": ("III/d", "IV/a", "IV/b"),
    "pengawas": ("III/b", "III/c", "III/d"),
    "jf_ahli_pertama": ("III/a", "III/b"),
    "jf_ahli_muda": ("III/c", "III/d", "IV/a"),
    "jf_terampil": ("II/c", "II/d", "III/a", "III/b"),
    "pelaksana": RANKS[:8],
}
PPPK_RANKS = {"jf_ahli_pertama": ("IX", "X"), "jf_ahli_muda": ("IX", "X"), "jf_terampil": ("VII",)}
LEAST_AGE = {"jpt_pratama": 46, "administrator": 38, "pengawas": 35, "jf_ahli_muda": 33}

HEAD_OF_OPD = {
    "sekretariat_daerah": "Sekretaris Daerah",
    "sekretariat_dprd": "Sekretaris DPRD",
    "inspektorat": "Inspektur Daerah",
    "dinas": "Kepala Dinas",
    "badan": "Kepala Badan",
    "satuan": "Kepala Satuan",
    "kecamatan": "Camat",
    "rsud": "Direktur RSUD",
}
SECRETARY = {
    "inspektorat": "Sekretaris Inspektorat",
    "dinas": "Sekretaris Dinas",
    "badan": "Sekretaris Badan",
    "satuan": "Sekretaris Satuan",
    "kecamatan": "Sekretaris Kecamatan",
}
KIND_BY_WORD = {
    "Sekretariat": "sekretariat",
    "Bidang": "bidang",
    "Bagian": "bagian",
    "Biro": "bagian",
    "Inspektur": "bidang",
    "Puskesmas": "puskesmas",
    "SDN": "sekolah",
    "SMPN": "sekolah",
    "Seksi": "seksi",
    "Tim": "tim_kerja",
}
HEAD_BY_WORD = {
    "Bidang": "Kepala Bidang",
    "Bagian": "Kepala Bagian",
    "Biro": "Kepala Biro",
    "Inspektur": "Inspektur Pembantu",
    "Puskesmas": "Kepala Puskesmas",
    "SDN": "Kepala Sekolah",
    "SMPN": "Kepala Sekolah",
}
SUPERVISORS = ("Kepala Subbagian Umum", "Kepala Subbagian Keuangan")
EXPERTS = (
    "Pranata Komputer Ahli Pertama", "Statistisi Ahli Pertama", "Analis SDM Aparatur Ahli Muda", "Perencana Ahli Muda",
    "Arsiparis Ahli Pertama",
)  # fmt: skip
EXPERTS_OF = {
    "ITDA": ("Auditor Ahli Muda",),
    "DISTAN": ("Penyuluh Pertanian Ahli Pertama",),
    "BKPSDM": ("Analis SDM Aparatur Ahli Muda",),
    "BAPPEDA": ("Perencana Ahli Muda",),
    "DISARPUS": ("Arsiparis Ahli Pertama",),
}
SKILLED = ("Pranata Komputer Terampil", "Arsiparis Terampil")
CLERKS = (
    "Pengadministrasi Perkantoran", "Pengelola Layanan Operasional", "Penelaah Teknis Kebijakan",
    "Operator Layanan Operasional",
)  # fmt: skip
HELPERS = ("Tenaga Ahli Aplikasi", "Tenaga Pendukung Layanan", "Fasilitator Lapangan")
TEACHERS = ("Guru Ahli Pertama", "Guru Ahli Muda")
NURSES = ("Dokter Ahli Pertama", "Perawat Ahli Pertama", "Perawat Terampil", "Bidan Terampil")
DATA_PEOPLE = ("Pranata Komputer Ahli Pertama", "Statistisi Ahli Pertama", "Pranata Komputer Terampil")


@dataclass(frozen=True)
class Trade:
    """A profession that makes up a share of an OPD, in units of one kind ("" = any)."""

    share: float
    positions: tuple[str, ...]
    unit_kind: str = ""


TRADES = {
    "DISDIK": Trade(0.70, TEACHERS, "sekolah"),
    "DINKES": Trade(0.65, NURSES, "puskesmas"),
    "RSUD": Trade(0.75, NURSES),
    "DISKOMINFO": Trade(0.40, DATA_PEOPLE),
}


@dataclass
class InventedUnit:
    code: str
    name: str
    kind: str
    parent: InventedUnit | None = None
    until: date | None = None
    heir: str = ""


@dataclass
class Invented:
    """One person with a place; `leads` the unit or not."""

    full_name: str
    sex: str
    kind: str
    nip: str
    before: str
    after: str
    rank: str
    unit: InventedUnit
    position: str
    family: str
    from_day: date
    leads: bool = False
    account: dict[str, Any] | None = None
    superior: Invented | None = None


@dataclass
class InventedAgency:
    facts: dict[str, Any]
    units: list[InventedUnit] = field(default_factory=list)
    people: list[Invented] = field(default_factory=list)


@dataclass
class Seat:
    """A place in an OPD before anybody sits in it; `choices` are the positions of a trade."""

    unit: InventedUnit
    position: str = ""
    choices: tuple[str, ...] = ()
    leads: bool = False
    account: dict[str, Any] | None = None


class Numbers:
    """NIP serials from 901, one higher only where the first fifteen digits are taken."""

    def __init__(self) -> None:
        self.last: dict[str, int] = {}

    def take(self, birth: date, appointed: str, sex: str) -> str:
        stem = f"{birth:%Y%m%d}{appointed}{'1' if sex == 'L' else '2'}"
        serial = self.last.get(stem, 900) + 1
        if serial > 999:
            return self.take(birth + timedelta(days=1), appointed, sex)
        self.last[stem] = serial
        return f"{stem}{serial}"


def family_of(position: str) -> str:
    """The family that the standards group by, told from the name."""
    if position in HEAD_OF_OPD.values():
        return "administrator" if position in ("Camat", "Direktur RSUD") else "jpt_pratama"
    if position in (*SECRETARY.values(), *HEAD_BY_WORD.values()):
        return "administrator"
    if position in SUPERVISORS or position.startswith("Kepala Seksi"):
        return "pengawas"
    if position in HELPERS:
        return "non_asn"
    for word, family in (
        ("Ahli Pertama", "jf_ahli_pertama"),
        ("Ahli Muda", "jf_ahli_muda"),
        ("Terampil", "jf_terampil"),
    ):
        if position.endswith(word):
            return family
    return "pelaksana"


class Inventor:
    """Draws the people of one agency after another; the serials of NIP are shared by all."""

    def __init__(self, facts: dict[str, Any], *, scale: float = 1.0) -> None:
        self.facts = facts
        self.scale = scale
        self.numbers = Numbers()
        self.taken_names = {account["nama"] for account in facts["akun_demo"]} | FORBIDDEN_NAMES

    def agencies(self) -> Iterator[InventedAgency]:
        seed = self.facts["meta"]["seed"]
        first = {**self.facts["instansi"], "opd": self.facts["opd"]}
        yield self.invent_agency(first, Random(seed))
        for other in self.facts["instansi_lain"]:
            yield self.invent_agency(other, Random(f"{seed}:{other['kode']}"))

    def invent_agency(self, facts: dict[str, Any], rng: Random) -> InventedAgency:
        agency = InventedAgency(facts)
        root = InventedUnit(facts["kode"], facts["nama"], "instansi")
        agency.units.append(root)
        for opd in facts["opd"]:
            self.invent_opd(agency, root, opd, rng)
        chief = next(p for p in agency.people if p.position == "Sekretaris Daerah")
        for person in agency.people:
            if person.leads and person.unit.parent is root and person is not chief:
                person.superior = chief
        return agency

    def invent_opd(self, agency: InventedAgency, root: InventedUnit, facts: dict[str, Any], rng: Random) -> None:
        until = date.fromisoformat(facts["valid_to"]) + timedelta(days=1) if "valid_to" in facts else None
        top = InventedUnit(facts["code"], facts["nama"], facts["jenis"], root, until)
        subs = [
            InventedUnit(f"{top.code}-{n}", name, KIND_BY_WORD[name.split()[0]], top, until)
            for n, name in enumerate(facts["unit"], start=1)
        ]
        seats = self.seats(agency.facts["kode"], top, subs, facts, rng)
        shares = self.shares_of_kinds(seats)
        people = [self.invent_person(seat, top, shares, rng) for seat in seats]
        heads = {person.unit.code: person for person in people if person.leads}
        for person in people:
            above = None if person.leads else heads.get(person.unit.code)
            person.superior = above or (None if person is heads[top.code] else heads[top.code])
        agency.units += [top, *subs]
        agency.people += people

    def seats(
        self, agency: str, top: InventedUnit, subs: list[InventedUnit], facts: dict[str, Any], rng: Random
    ) -> list[Seat]:
        """Heads first, then the named people, then the trade of the OPD, then everybody else."""
        seats = [Seat(top, HEAD_OF_OPD[top.kind], leads=True)]
        seats += [Seat(sub, head, leads=True) for sub in subs if (head := head_position(sub, top))]
        for account in self.accounts_of(agency, top.code):
            self.seat_account(account, seats, top, subs)
        wanted = max(len(seats), round(facts["pegawai"] * self.scale))
        trade = TRADES.get(top.code)
        if trade:
            rooms = [sub for sub in subs if not trade.unit_kind or sub.kind == trade.unit_kind]
            held = sum(seat.position in trade.positions for seat in seats)
            amount = min(round(trade.share * wanted) - held, wanted - len(seats))
            seats += [Seat(rng.choice(rooms or subs), choices=trade.positions) for _ in range(amount)]
        others = [sub for sub in subs if not trade or sub.kind != trade.unit_kind] or subs
        seats += [Seat(rng.choice(others)) for _ in range(wanted - len(seats))]
        return seats

    def accounts_of(self, agency: str, opd: str) -> list[dict[str, Any]]:
        home = self.facts["instansi"]["kode"]
        return [a for a in self.facts["akun_demo"] if a["opd"] == opd and a.get("instansi", home) == agency]

    def seat_account(
        self, account: dict[str, Any], seats: list[Seat], top: InventedUnit, subs: list[InventedUnit]
    ) -> None:
        persona = PERSONAS[account["nama"]]
        unit = next((sub for sub in subs if sub.name == account.get("unit")), None)
        if persona.head:
            next(seat for seat in seats if seat.leads and seat.unit is (unit or top)).account = account
            return
        seats.append(Seat(unit or subs[-1], persona.position, account=account))

    def shares_of_kinds(self, seats: list[Seat]) -> dict[str, float]:
        """Weights for whoever is neither a leader (always PNS) nor of the trade (never NON_ASN), so that the shares of
        the YAML come out for the whole OPD."""
        shares = {kind: share for kind, share in self.facts["status"].items() if kind != "catatan"}
        led = sum(seat.leads for seat in seats) / len(seats)
        free = sum(not seat.leads and not seat.choices for seat in seats) / len(seats)
        shares["PNS"] = max(0.0, shares["PNS"] - led)
        rest = sum(shares.values()) - shares["NON_ASN"]
        helpers = min(0.5, shares["NON_ASN"] / free) if free else 0.0
        return {kind: share / rest * (1 - helpers) for kind, share in shares.items()} | {"NON_ASN": helpers}

    def invent_person(self, seat: Seat, top: InventedUnit, shares: dict[str, float], rng: Random) -> Invented:
        persona = PERSONAS[seat.account["nama"]] if seat.account else None
        kind = seat.account["jenis"] if seat.account else draw_kind(seat, shares, rng)
        position = seat.position or self.draw_position(kind, seat, top, rng)
        family = family_of(position)
        sex = persona.sex if persona else weighted(rng, self.facts["jenis_kelamin"])
        name = seat.account["nama"] if seat.account else self.draw_name(sex, rng)
        before, after = (persona.before, persona.after) if persona else draw_titles(position, family, rng)
        birth, appointed, from_day = self.draw_days(kind, family, persona, rng)
        return Invented(
            full_name=name,
            sex=sex,
            kind=kind,
            nip=self.numbers.take(birth, appointed, sex) if appointed else "",
            before=before,
            after=after,
            rank=(persona.rank if persona else "") or self.draw_rank(kind, family, rng),
            unit=seat.unit,
            position=position,
            family=family,
            from_day=from_day,
            leads=seat.leads,
            account=seat.account,
        )

    def draw_position(self, kind: str, seat: Seat, top: InventedUnit, rng: Random) -> str:
        if seat.choices:
            return rng.choice(seat.choices if kind == "PNS" else without_seniors(seat.choices))
        if kind == "NON_ASN":
            return rng.choice(HELPERS)
        if kind == "PPPK_PW":
            return rng.choice(CLERKS)
        shares = {group["kelompok"]: group.get("porsi", 0) for group in self.facts["jabatan"]}
        # The shares are of all people; who leads and who may be none of these is not drawn here.
        weights = {"pengawas": shares["pengawas"] / 0.6 if kind == "PNS" else 0.0}
        weights |= {"ahli": shares["jf_keahlian"], "terampil": shares["jf_keterampilan"]}
        weights["pelaksana"] = 1 - sum(weights.values())
        group = weighted(rng, weights)
        if group == "pengawas":
            return rng.choice(SUPERVISORS)
        if group == "ahli":
            positions = EXPERTS_OF.get(top.code, ()) + EXPERTS
            return rng.choice(positions if kind == "PNS" else without_seniors(positions))
        return rng.choice(SKILLED if group == "terampil" else CLERKS)

    def draw_name(self, sex: str, rng: Random) -> str:
        names = self.facts["nama"]
        words = weighted(rng, {1: names["satu_kata"], 2: names["dua_kata"], 3: names["tiga_kata"]})
        while True:
            parts = [rng.choice(names[f"depan_{sex}"])]
            if words == 3:
                parts.append(rng.choice(names["tengah"]))
            if words > 1:
                parts.append(rng.choice(names["belakang"]))
            if (name := " ".join(parts)) not in self.taken_names:
                return name

    def draw_rank(self, kind: str, family: str, rng: Random) -> str:
        if kind not in self.facts["golongan"]:
            return ""
        ranks = self.facts["golongan"][kind]
        fitting = {"PNS": PNS_RANKS, "PPPK": PPPK_RANKS}.get(kind, {}).get(family)
        return weighted(rng, {rank: share for rank, share in ranks.items() if not fitting or rank in fitting})

    def draw_days(self, kind: str, family: str, persona: Persona | None, rng: Random) -> tuple[date, str, date]:
        """(birth, digits 9 to 14 of the number or "", first day in the place).

        Nobody begins after the day on which the first wave asks, so that all waves ask the same people.
        """
        years = persona.age if persona else self.draw_age(kind, family, rng)
        birth = date(AGES_ON.year - years, 10, 31) - timedelta(days=rng.randrange(364))
        if kind == "NON_ASN":
            return birth, "", date(rng.randint(2023, 2025), 1, 2)
        if kind in ("PPPK", "PPPK_PW"):
            year = 2025 if kind == "PPPK_PW" else rng.randint(max(2021, birth.year + 18), 2025)
            return birth, f"{year}21", date(year, 10, 1)
        if kind == "CPNS":
            appointed = add_months(date(2025, 5, 1), rng.randrange(6))
            return min(birth, birth.replace(year=appointed.year - 21)), f"{appointed:%Y%m}", appointed
        last = min(add_months(birth, 35 * 12), date(2025, 4, 1))
        first = add_months(birth, 20 * 12 + 1)
        months = max(0, (last.year - first.year) * 12 + last.month - first.month)
        appointed = add_months(first, rng.randint(0, months))
        return birth, f"{appointed:%Y%m}", appointed

    def draw_age(self, kind: str, family: str, rng: Random) -> int:
        ages = self.facts["usia"][kind]
        drawn = round(rng.gauss(ages["rata"], ages["simpangan"]))
        return max(ages["min"], min(ages["maks"], max(drawn, LEAST_AGE.get(family, 0))))


def draw_kind(seat: Seat, shares: dict[str, float], rng: Random) -> str:
    if seat.leads:
        return "PNS"
    return weighted(rng, shares | {"NON_ASN": 0.0} if seat.choices else shares)


def without_seniors(positions: tuple[str, ...]) -> tuple[str, ...]:
    """Only PNS have risen from ahli pertama."""
    return tuple(position for position in positions if family_of(position) != "jf_ahli_muda")


def head_position(unit: InventedUnit, top: InventedUnit) -> str:
    """Who leads a unit below an OPD; a team has a leader by task, not by position."""
    word = unit.name.split()[0]
    if word == "Sekretariat":
        return SECRETARY[top.kind]
    return unit.name.replace("Seksi", "Kepala Seksi") if word == "Seksi" else HEAD_BY_WORD.get(word, "")


def draw_titles(position: str, family: str, rng: Random) -> tuple[str, str]:
    if position.startswith("Dokter"):
        return "dr.", ""
    if position.startswith("Guru") or position == "Kepala Sekolah":
        return "", "S.Pd."
    if position.startswith("Perawat"):
        return "", "S.Kep., Ners" if "Ahli" in position else "A.Md.Kep."
    if position.startswith("Bidan"):
        return "", "A.Md.Keb."
    if position.startswith(("Pranata Komputer", "Statistisi")):
        return "", "S.Kom." if "Ahli" in position else ""
    if family in ("jpt_pratama", "administrator"):
        return draw_titles_of_leader(rng)
    if family == "jf_terampil" or (family in ("pelaksana", "non_asn") and rng.random() < 0.4):
        return "", ""
    return "", rng.choice(("S.E.", "S.H.", "S.Sos.", "S.T.", "S.A.P."))


def draw_titles_of_leader(rng: Random) -> tuple[str, str]:
    base = rng.choice(("S.E.", "S.H.", "S.Sos.", "S.T.", "S.A.P."))
    before = "Dr." if rng.random() < 0.02 else ""
    if rng.random() >= 0.5:
        return before, base
    return before, rng.choice((f"{base}, M.Si.", f"{base}, M.A.P.", "S.STP., M.Si."))


def weighted(rng: Random, shares: dict[Any, float]) -> Any:
    return rng.choices(list(shares), weights=list(shares.values()))[0]


def add_months(day: date, months: int) -> date:
    """The first of the month so many months later."""
    years, month = divmod(day.month - 1 + months, 12)
    return date(day.year + years, month + 1, 1)


def email_of(name: str, domain: str) -> str:
    return f"{re.sub(r'[^a-z]+', '.', name.lower()).strip('.')}@{domain}"
