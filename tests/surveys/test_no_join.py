"""Attack 5: the whole database after close and release, and everything that people left in it on their way."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import numpy as np
import pytest
from django.conf import settings
from django.test import Client

from people.models import Person, SignIn
from surveys import anonymity, drafts, keys, services
from surveys.models import Response, SealedResponse
from surveys.reminders import draw_round
from tests.support import build
from tests.support.settle import settle
from tests.surveys import disk
from tests.surveys.joining import Values, Verdict, about_people, attack, distribution, dump
from tests.surveys.pages import Respondent
from tests.surveys.waving import a_secret, answer, form, offices, plan, send

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.proof]

IN_THE_BROWSER = 2
PEOPLE = 100


class Wave:
    """A wave on its whole way: drafts, reminders, answers one after the other, close, release, wipe."""

    def __init__(self, people: int) -> None:
        amounts = {"DINKES": people * 4 // 10, "DISHUB": people * 3 // 10, "BKPSDM": people * 3 // 10 - 10}
        everybody = [person for unit in offices(**amounts, KEC08=6, KEC09=4).values() for person in unit]
        for person in everybody[::2]:
            Person.objects.filter(pk=person.pk).update(email=f"orang{person.pk}@uji.contoh")
        self.mark = uuid4().hex
        self.campaign = services.open_campaign(campaign=plan())
        self.key = keys.file_of(self.campaign.uuid).read_bytes()
        self.log = [disk.log_place()]
        chance = random.Random(7)
        self.turns = chance.sample(everybody, len(everybody) * 9 // 10)
        # By person: the number of the answers given, see `waving.answer`; it follows from nothing else.
        numbers = chance.sample(range(5_000), len(self.turns))
        self.told = {person.pk: number for person, number in zip(self.turns, numbers, strict=True)}
        for turn, person in enumerate(self.turns):
            if turn == len(self.turns) // 2:
                draw_round(campaign=self.campaign, on=self.campaign.closes_on)
                settle()
            self.take_part(person, self.told[person.pk], by_hand=turn < IN_THE_BROWSER)
        self.boxes = [bytes(box)[:64] for box in SealedResponse.objects.values_list("box", flat=True)]
        self.log.append(disk.log_place())

    def take_part(self, person: Person, number: int, *, by_hand: bool) -> None:
        """As the pages do it: sign in, save a draft, send, forget the draft."""
        if by_hand:
            self.fill_pages(person, number)
            return
        build.sign_in(Client(), person)
        secret = a_secret()
        drafts.save(self.campaign, person, secret, form(number, comment=self.comment(number)))
        send(self.campaign, person, number, comment=self.comment(number))
        drafts.forget(self.campaign, person, secret)

    def fill_pages(self, person: Person, number: int) -> None:
        browser = Respondent.of(person, self.campaign)
        given = answer(number)
        for part in range(1, 9):
            fields = {f"jawab-{code}": str(value) for code, value in given.items() if code.startswith(f"D{part}-")}
            browser.client.post(f"{browser.base}{part}/", {**fields, "ke": "lanjut"})
        assert browser.send(komentar=self.comment(number)).status_code == 302

    def comment(self, number: int) -> str:
        return f"{self.mark} cerita {number}"

    def end(self) -> Wave:
        services.close_campaign(campaign=self.campaign)
        settle()
        self.campaign.refresh_from_db()
        self.log.append(disk.log_place())
        return self

    def attacked(self, **invented: Values) -> dict[str, Verdict]:
        """By the answers, within each pool; by the comments, over all. `invented`: columns of answers added to them."""
        tables = dump()
        people = {key: values for key, values in about_people(tables).items() if values.keys() & self.told.keys()}
        buckets = dict(self.campaign.released_units.values_list("unit", "bucket"))
        at = dict(self.campaign.participations.values_list("person", "unit_at"))
        pools = {person: buckets[at[person]] for person in self.told}
        by_answers = {tuple(answer(number).values()): person for person, number in self.told.items()}
        by_comment = {self.comment(number): person for person, number in self.told.items()}
        responses = columns_of({by_answers[tuple(row["answers"])]: row for row in tables["surveys_response"]})
        comments = columns_of({by_comment[row["text"]]: row for row in tables["surveys_comment"]})
        responses |= {("answers", column): values for column, values in invented.items()}
        return {
            "answers": attack(people, responses, pools),
            "comments": attack(people, comments, dict.fromkeys(self.told, 0)),
        }


def columns_of(rows: Mapping[int, Mapping[str, Any]]) -> dict[tuple[str, str], Values]:
    names = next(iter(rows.values())).keys()
    return {("answers", name): {person: row[name] for person, row in rows.items()} for name in names}


def occurrences(needles: Iterable[bytes], content: bytes) -> int:
    return sum(needle in content for needle in needles)


def test_f_attack_5_no_column_of_people_leads_to_an_answer(size, figure):
    wave = Wave(size(PEOPLE, full=1_000)).end()
    assert wave.campaign.traces_wiped
    assert Response.objects.count() == SignIn.objects.count() == len(wave.told)
    for what, verdict in wave.attacked().items():
        figure(what, {"tries": verdict.tries, "best": verdict.best, "of": verdict.answers, "p": verdict.p})
        assert verdict.tries > 1_000
        assert not verdict.joins, verdict
        assert verdict.mean <= verdict.chance + 0.02 * verdict.answers, verdict
    # The control of its fineness: a time as rough as eight answers in turn, and it joins.
    rough = {person.pk: turn // 8 for turn, person in enumerate(wave.turns)}
    assert wave.attacked(rough=rough)["answers"].joins


def test_the_same_attack_joins_all_where_answers_keep_their_order(monkeypatch):
    """The control: without the shuffling of release, the order of signing in tells who answered what."""
    wave = Wave(60)
    lazy = SimpleNamespace(SystemRandom=lambda: SimpleNamespace(shuffle=lambda rows: None))
    monkeypatch.setattr(anonymity, "secrets", lazy)
    for what, verdict in wave.end().attacked().items():
        assert verdict.joins, verdict
        assert verdict.best == verdict.answers, (what, verdict)


def test_luck_is_reckoned_exactly():
    for sizes in ((1,), (4,), (10, 64, 48)):
        chances = distribution(sizes)
        assert chances.sum() == pytest.approx(1)
        assert chances @ np.arange(len(chances)) == pytest.approx(len(sizes))
    assert distribution((3,)) == pytest.approx([2 / 6, 3 / 6, 0, 1 / 6])


def test_f_attack_5_the_disk_keeps_no_answer_that_can_be_read_while_the_wave_is_open(data_folder: Path):
    """Neither the log of the database nor its files nor any other file hold an answer in clear, or the key."""
    wave = Wave(60)
    before, words = disk.log_between(wave.log[0], wave.log[1]), [wave.mark.encode()]
    assert occurrences(wave.boxes, before) > 0.9 * len(wave.boxes)  # so a search does find what is there
    assert not occurrences([*words, wave.key], before)
    tables = disk.files_of(anonymity.WIPED)
    assert occurrences(wave.boxes, tables) == len(wave.boxes)
    assert not occurrences([*words, wave.key], tables)
    assert holders(wave.key, data_folder) == [keys.file_of(wave.campaign.uuid)]
    assert not holders(words[0], data_folder)
    wave.end()
    after = disk.log_between(wave.log[1], wave.log[2])
    assert occurrences(words, after)  # released, with nobody's name
    assert not occurrences([wave.key], after)
    assert not occurrences(wave.boxes, disk.files_of(anonymity.WIPED))
    assert not holders(wave.key, Path(settings.KEY_ROOT).parent)


def holders(content: bytes, folder: Path) -> list[Path]:
    return [file for file in folder.rglob("*") if file.is_file() and content in file.read_bytes()]
