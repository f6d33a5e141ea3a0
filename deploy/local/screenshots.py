"""`make screenshots`: the pictures of README, from a demo of its own in which one learner finishes K1.

Leaders, HR and somebody who is asked show their pages after that.

`python -m deploy.local.screenshots FOLDER` puts every page at both widths, light and dark, into FOLDER.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from PIL import Image
from playwright.sync_api import Page, expect, sync_playwright

from courses.course_file import COURSES
from deploy.local.browser import find_browser
from deploy.local.folders import ROOT
from deploy.local.run import alive
from deploy.local.trouble import Trouble, told_in_one_sentence
from people.demo.personas import PERSONAS
from tests.support.knowledge import Knowledge
from tests.support.learner import Learner

LEARNER = "ratna.purnama.lembayung@arunika.contoh"
PASSWORD = PERSONAS["Ratna Purnama Lembayung"].password
README = ROOT / "docs" / "screenshots"
LEARNING = {"home-360", "lesson-360", "quiz-360", "verify-360", "course-1280"}
DESKS = {"survey-360", "unit-360", "compliance-360", "targets-360", "region-1280"}
IN_README = LEARNING | DESKS
SIZES = {360: 640, 1280: 800}
START_SECONDS = 300
LESSON, TEST = 5, 8  # numbers in K1: amid the course there is most to see


@told_in_one_sentence
def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else README
    folder.mkdir(parents=True, exist_ok=True)
    settings.configure(USE_I18N=False)  # the course file is read here; pages come from the server
    with running_demo() as address, sync_playwright() as playwright:
        found = find_browser()
        environment: dict[str, str | float | bool] = {**os.environ, **found.environment}
        browser = playwright.chromium.launch(executable_path=found.program, args=found.arguments, env=environment)

        def new_camera() -> Camera:
            context = browser.new_context(base_url=address, locale="id-ID", timezone_id="Asia/Makassar")
            return Camera(context.new_page(), folder, everything=folder != README)

        walk(new_camera())
        visit_desks(new_camera)
        browser.close()


@contextmanager
def running_demo() -> Iterator[str]:
    with socket.socket() as free, TemporaryDirectory(prefix="titian-gambar-") as data:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        env = os.environ | {"PORT": str(port), "DATA": data}
        server = subprocess.Popen([sys.executable, "-m", "deploy.local.run"], cwd=ROOT, env=env)
        try:
            wait_until_alive(server, port)
            yield f"http://localhost:{port}"
        finally:
            server.send_signal(signal.SIGINT)
            server.wait()


def wait_until_alive(server: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not alive(port):
        if server.poll() is not None or time.monotonic() > deadline:
            raise Trouble("Titian untuk gambar tidak dapat dimulai; sebabnya tertulis di atas.")
        time.sleep(0.5)


class Camera:
    def __init__(self, page: Page, folder: Path, *, everything: bool) -> None:
        self.page, self.folder, self.everything = page, folder, everything

    def take(self, name: str) -> None:
        for width, height in SIZES.items():
            self.page.set_viewport_size({"width": width, "height": height})
            for scheme in ("light", "dark") if self.everything else ("light",):
                self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
                if self.everything:
                    self.page.screenshot(path=self.folder / f"{name}-{width}-{scheme}.png", full_page=True)
                elif f"{name}-{width}" in IN_README:
                    file = self.folder / f"{name}-{width}.png"
                    self.page.screenshot(path=file)
                    pack(file)


def pack(file: Path) -> None:
    """Our pages have few colours; a third of the bytes holds them."""
    with Image.open(file) as picture:
        picture.convert("RGB").quantize(128).save(file, optimize=True)


def walk(camera: Camera) -> None:
    """Through K1 as a learner does, with a picture at each place."""
    page = camera.page
    ratna = Learner(page, Knowledge.of(COURSES / "K1.yaml"))
    page.goto("/masuk/")
    camera.take("sign-in")
    ratna.sign_in(LEARNER, PASSWORD)
    ratna.follow("Buka pelatihan")
    ratna.press("Ikuti pelatihan")
    for number in ratna.steps():
        if number == LESSON:
            stop_at_lesson(camera)
        elif number == TEST:
            stop_at_test(camera, ratna)
    camera.take("result")
    ratna.open_menu("Sertifikat")
    ratna.wait_for(re.compile("^Unduh PDF"))
    camera.take("wallet")
    if camera.everything:
        ratna.download(re.compile("^Unduh PDF"), camera.folder / "certificate.pdf")
    ratna.follow(re.compile("^Buka tautan verifikasi"))
    camera.take("verify")
    ratna.open_menu("Katalog")
    camera.take("catalogue")


def visit_desks(new_camera: Callable[[], Camera]) -> None:
    leader = enter(new_camera(), "Siti Kencana Samudra", "arunika")
    leader.take("region")
    for name, address in {"unit": "/daerah/opd/DISDIK/", "targets": "/pimpinan/target/"}.items():
        leader.page.goto(address)
        leader.take(name)
    enter(new_camera(), "Wulan Arum Nugraha", "arunika").take("compliance")
    asked = enter(new_camera(), "Taufan Yulianto", "lintasari")
    asked.page.goto("/belajar/")
    asked.page.get_by_role("link", name="Isi survei").click()
    asked.page.get_by_role("link", name="Mulai").click()
    asked.page.locator("fieldset.q label").nth(3).click()
    asked.take("survey")


def enter(camera: Camera, name: str, place: str) -> Camera:
    page = camera.page
    page.goto("/masuk/")
    page.get_by_label("NIP atau e-mail dinas").fill(f"{name.lower().replace(' ', '.')}@{place}.contoh")
    page.get_by_label("Kata sandi", exact=True).fill(PERSONAS[name].password)
    page.get_by_role("main").get_by_role("button", name="Masuk", exact=True).click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Masuk")
    return camera


def stop_at_lesson(camera: Camera) -> None:
    here = camera.page.url
    camera.take("lesson")
    camera.page.goto("/belajar/")
    camera.take("home")
    camera.page.goto("/pelatihan/pola-pikir-digital/")
    camera.take("course")
    camera.page.goto(here)


def stop_at_test(camera: Camera, learner: Learner) -> None:
    """At its second question, with an answer that is saved."""
    here, form = camera.page.url, camera.page.locator("form.quiz")
    learner.turn("Mulai tes")
    for last in (False, True):
        learner.knowledge.answer(form)
        expect(camera.page.locator("[data-status]")).to_contain_text("Tersimpan")
        if not last:
            learner.turn("Simpan dan lanjut")
    camera.take("quiz")
    camera.page.goto(here)


if __name__ == "__main__":
    main()
