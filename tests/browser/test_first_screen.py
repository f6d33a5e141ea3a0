"""At 360 × 640 the first screen shows what to do next, and no page needs a script to be read."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.support.knowledge import Knowledge
from tests.support.learner import Learner
from tests.support.stage import CONTENT

NEXT_STEPS = {
    "new": [("/belajar/", "Buka pelatihan"), ("/pelatihan/pola-pikir-digital/", "Ikuti pelatihan")],
    "running": [
        ("/belajar/", re.compile("Lanjutkan materi")),
        ("/pelatihan/pola-pikir-digital/", re.compile("Lanjutkan materi")),
    ],
    "finished": [("/belajar/", "Buka pelatihan"), ("/sertifikat/", re.compile("Unduh PDF"))],
}


@pytest.mark.parametrize("who", NEXT_STEPS)
def test_the_first_screen_of_a_telephone_shows_the_next_step(stage, page, who):
    account = getattr(stage, who)
    Learner(page, Knowledge.of(CONTENT / "U1.yaml")).sign_in(account.name, account.password)
    for address, words in NEXT_STEPS[who]:
        page.goto(address)
        main = page.get_by_role("main")
        step = main.get_by_role("link", name=words).or_(main.get_by_role("button", name=words)).locator("visible=true")
        expect(step.first, f"{words} on {address}").to_be_in_viewport(ratio=1)


def test_the_sign_in_form_fits_the_first_screen(stage, page):
    page.goto("/masuk/")
    button = page.get_by_role("main").get_by_role("button", name="Masuk", exact=True)
    expect(button).to_be_in_viewport(ratio=1)


def test_a_question_and_its_first_answer_fit_the_first_screen(stage, page):
    learner = Learner(page, Knowledge.of(CONTENT / "U1.yaml"))
    learner.sign_in(stage.running.name, stage.running.password)
    page.goto("/belajar/lima-jenis-pertanyaan/tes-akhir/")
    learner.turn("Mulai tes")
    expect(page.locator("form.quiz").locator(".opt, .pair").first).to_be_in_viewport(ratio=1)
