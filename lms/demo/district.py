"""Three waves and the learning between them, in one district and in the right order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

from courses.bulk import Completion, complete_many
from courses.models import CoursePage, Enrolment, Run
from lms.demo.answers import Mind, Respondent
from people.demo.load import read_facts
from people.models import Agency, Person, Unit
from surveys.models import Campaign, InstrumentVersion
from surveys.services import Entry, close_campaign, open_campaign, plan_campaign, release_responses, submit_many

OPENING_HOUR = time(1, tzinfo=UTC)  # nine in the morning in WITA
PURPOSE = "Mengukur kesiapan transformasi digital perangkat daerah dan memilih pelatihan yang menutup kesenjangannya."
RETENTION = "Jawaban tanpa nama 3 tahun, setelah itu hanya angka gabungan."
MONTHS = {5: "Mei", 11: "November"}
# Written in words in the YAML: "0,20 pada dimensi kursus itu", "0,25 x porsi selesai di unit, pada D1".
OTHER_COURSE = 0.20
SPILL = 0.25


@dataclass(frozen=True)
class Wave:
    number: int
    opens_on: date
    closes_on: date
    response: float

    @property
    def title(self) -> str:
        return f"Survei kesiapan gelombang {self.number}, {MONTHS[self.opens_on.month]} {self.opens_on.year}"


@dataclass(frozen=True)
class Office:
    """A perangkat daerah as the YAML plans it; `trained_from` is the wave before which its people begin to learn."""

    code: str
    base: float
    trained_from: int | None
    weak_network: bool
    skips: tuple[int, ...]
    camps: dict[str, Any] | None


class District:
    """The people of one agency, what they have learnt, and what they answer."""

    def __init__(self, agency: Agency, version: InstrumentVersion) -> None:
        self.facts = read_facts()
        self.seed = str(self.facts["meta"]["seed"])
        self.agency, self.version = agency, version
        self.top = Unit.objects.get(agency=agency, code=agency.code)
        self.offices = {row["code"]: office_of(row) for row in self.facts["opd"]}
        self.office_of_unit = office_of_unit(self.top, self.offices)
        self.runs = {run.edition.code: run for run in Run.objects.select_related("edition__provider")}
        self.dimensions = {page.code: page.dimensions for page in CoursePage.objects.live()}
        people = Person.objects.filter(unit__path__startswith=self.top.path)
        self.people = list(people.select_related("unit__agency", "position", "provider", "user").order_by("pk"))
        self.minds = {person.pk: self.respondent(person) for person in self.people}
        self.learnt: dict[int, list[tuple[str, int]]] = {person.pk: [] for person in self.people}

    def respondent(self, person: Person) -> Respondent:
        assert person.unit
        assert person.position
        office = self.office_of(person)
        own = Random(f"{self.seed}:orang:{person.nip or person.full_name}:{person.unit.code}")
        mood = own.gauss(0, self.facts["survei"]["model"]["efek_orang_sd"])
        camp = own.choice((-1, 1))
        return Respondent(office.code, person.position.family, person.kind, office.base, mood, camp)

    def office_of(self, person: Person) -> Office:
        assert person.unit
        return self.office_of_unit[person.unit.pk]

    def live(self) -> None:
        """Ask, learn, ask, learn, ask: each wave's answers show what was learnt before it."""
        waves = [wave_of(row) for row in self.facts["survei"]["gelombang"]]
        for wave in waves:
            if wave.number > 1:
                self.learn(before=wave, since=waves[wave.number - 2])
            self.ask(wave)

    def ask(self, wave: Wave) -> Campaign:
        campaign = plan_campaign(
            version=self.version,
            owner_unit=self.top,
            number=wave.number,
            title=wave.title,
            code=f"kesiapan-{wave.opens_on:%Y-%m}",
            opens_on=wave.opens_on,
            closes_on=wave.closes_on,
            frame_on=wave.opens_on,
            purpose=PURPOSE,
            retention=RETENTION,
        )
        absent = [code for code, office in self.offices.items() if wave.number in office.skips]
        without = Unit.objects.filter(agency=self.agency, code__in=absent)
        open_campaign(campaign=campaign, without=list(without), on=wave.opens_on)
        submit_many(campaign=campaign, entries=list(self.entries(campaign, wave)), on=wave.closes_on)
        closed = close_campaign(campaign=campaign)
        # At once: which office hides a small one depends on which did in the wave before.
        release_responses(campaign=closed)
        return closed

    def entries(self, campaign: Campaign, wave: Wave) -> Iterator[Entry]:
        model, survey = self.facts["survei"]["model"], self.version.content
        divided = {code: office.camps for code, office in self.offices.items() if office.camps}
        mind = Mind(self.version.spec, model, wave.number, divided, self.seed)
        of_dimension = {row["code"]: row["dimensi"] for row in survey["barriers"]["pilihan"]}
        self.take_effect(wave.number)
        asked = set(campaign.participations.values_list("person", flat=True))
        for person in self.people:
            if person.pk in asked and mind.rng.random() < wave.response:
                who = self.minds[person.pk]
                answers, levels = mind.answers(who)
                yield Entry(
                    person=person,
                    answers=answers,
                    groups=mind.groups(who),
                    barriers=mind.barriers(levels, of_dimension),
                    research=mind.rng.random() < 0.5,
                )

    def learn(self, *, before: Wave, since: Wave) -> None:
        """Courses finished between two waves, K1 first. People with an account of their own stay beginners."""
        rng = Random(f"{self.seed}:belajar:{before.number}")
        have = self.share_with_k1()
        done: list[Completion] = []
        for person in self.people:
            if not hasattr(person, "user"):
                courses = self.courses_of(person, before.number, have[self.office_of(person).code], rng)
                done += self.finished(person, courses, since.closes_on, before.opens_on, rng)
                self.learnt[person.pk] += [(code, before.number) for code in courses]
        complete_many(done)

    def courses_of(self, person: Person, wave: int, have: float, rng: Random) -> list[str]:
        plan, office = self.facts["belajar"], self.office_of(person)
        trained = office.trained_from is not None and wave >= office.trained_from
        shares = plan["selesai_k1_opd_dilatih" if trained else "selesai_k1_opd_tidak_dilatih"]
        share = shares[f"sebelum_g{wave}"] * (plan["faktor_jaringan_lemah"] if office.weak_network else 1)
        had = {code for code, _wave in self.learnt[person.pk]}
        courses = ["K1"] if "K1" not in had and rng.random() < chance_of(share, have) else []
        if trained and ("K1" in had or courses):
            open_to = [code for code in self.runs if code != "K1" and code not in had]
            amount = min(4, sum(rng.random() < plan["kursus_lain_per_orang_dilatih"]["rata"] / 4 for _ in range(4)))
            courses += rng.sample(open_to, min(amount, len(open_to)))
        return courses

    def finished(self, person: Person, courses: list[str], since: date, until: date, rng: Random) -> list[Completion]:
        """One after the other, in the days between two waves."""
        days = sorted(rng.sample(range(3, (until - since).days - 2), 2 * len(courses)))
        found = []
        for code, began, ended in zip(courses, days[::2], days[1::2], strict=True):
            first, last = (
                datetime.combine(since + timedelta(days=day), OPENING_HOUR) + timedelta(minutes=rng.randrange(400))
                for day in (began, ended)
            )
            found.append(Completion(self.runs[code], person, first, last, Enrolment.Why.UNIT))
        return found

    def take_effect(self, wave: int) -> None:
        """What everybody's learning adds to the answers of that wave; it fades by a share with each wave."""
        effect = self.facts["survei"]["model"]["pengaruh_latihan"]
        shares = self.share_with_k1()
        for person in self.people:
            assert person.unit
            added: dict[str, float] = {}
            for code, learnt_before in self.learnt[person.pk]:
                kept = (1 - effect["pudar_per_gelombang"]) ** (wave - learnt_before)
                for dimension, gain in self.gains(code, effect).items():
                    added[dimension] = added.get(dimension, 0.0) + gain * kept
            added["D1"] = added.get("D1", 0.0) + SPILL * shares[self.office_of(person).code]
            self.minds[person.pk].effect = added

    def gains(self, code: str, effect: dict[str, Any]) -> dict[str, float]:
        if code == "K1":
            first = effect["selesai_k1"]
            return {dimension: first.get(dimension, first["lainnya"]) for dimension in self.version.spec.weights}
        return dict.fromkeys(self.dimensions[code], OTHER_COURSE)

    def share_with_k1(self) -> dict[str, float]:
        people: dict[str, list[bool]] = {code: [] for code in self.offices}
        for person in self.people:
            people[self.office_of(person).code].append(any(code == "K1" for code, _wave in self.learnt[person.pk]))
        return {code: sum(learnt) / len(learnt) if learnt else 0.0 for code, learnt in people.items()}


def chance_of(share: float, have: float) -> float:
    """With which those who have not finished do, so that `share` of everybody has; `have` of everybody has already."""
    return (share - have) / (1 - have) if have < share else 0.0


def wave_of(row: dict[str, Any]) -> Wave:
    return Wave(row["no"], day_of(row["buka"]), day_of(row["tutup"]), row["tingkat_respons"])


def day_of(value: str | date) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


def office_of(row: dict[str, Any]) -> Office:
    return Office(
        code=row["code"],
        base=row["dasar_skor"],
        trained_from=row["dilatih_mulai_gelombang"],
        weak_network=row.get("jaringan") == "lemah",
        skips=tuple(row.get("lewati_gelombang", ())),
        camps=row.get("pendapat_terbelah"),
    )


def office_of_unit(top: Unit, offices: dict[str, Office]) -> dict[int, Office]:
    """The office that each unit of today's tree belongs to."""
    units = Unit.objects.filter(path__startswith=top.path).exclude(pk=top.pk)
    paths = {unit.path: offices[unit.code] for unit in units if unit.code in offices}
    return {unit.pk: office for unit in units for path, office in paths.items() if unit.path.startswith(path)}
