"""A learner who has done nothing finishes K1 on a telephone; a stranger verifies the certificate.

Only the starting state is set up. What follows is pressed, typed and read on pages; a real worker does the jobs.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from courses.course_file import COURSES
from documents.qr import qr_matrix
from tests.documents.test_pdf_qr import modules_of
from tests.support.knowledge import Knowledge
from tests.support.learner import Learner

TITLE = "Pola Pikir Digital: dari Birokrasi 2.0 menuju 4.0"
CODE = re.compile(r"\b(?:[0-9A-Z]{4}-){4}[0-9A-Z]\b")


@pytest.mark.slow
@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "no-javascript"])
def test_learner_finishes_k1_and_a_stranger_verifies_the_certificate(stage, worker, open_page, tmp_path, javascript):
    ani = Learner(open_page(javascript=javascript), Knowledge.of(COURSES / "K1.yaml"))
    ani.sign_in(stage.new.name, stage.new.password)
    expect(ani.page.get_by_role("heading", level=2).first).to_have_text(TITLE)  # the next step of a new learner

    ani.search("ego sektoral")
    ani.follow(TITLE, exact=True)
    ani.press("Ikuti pelatihan")
    ani.study()
    expect(ani.page.get_by_role("heading", level=2).first).to_have_text("Lulus, nilai 100")

    ani.open_menu("Sertifikat")
    ani.wait_for(re.compile("^Unduh PDF"))
    file = ani.download(re.compile("^Unduh PDF"), tmp_path / "sertifikat.pdf")
    paper = PdfReader(file)
    words = " ".join(page.extract_text() for page in paper.pages)
    assert "Ani Lestari Kusumaningrum" in words
    code = CODE.search(words).group()
    address = next(link.get_object()["/A"]["/URI"] for link in paper.pages[0]["/Annots"])

    ani.open_menu("Rekam JP")
    expect(ani.page.get_by_role("main")).to_contain_text(re.compile(r"3\s*dari 20 JP"))

    stranger = Learner(open_page(javascript=javascript), ani.knowledge)
    stranger.page.goto("/verifikasi/")
    stranger.page.get_by_label("Kode verifikasi").fill(code.lower())
    stranger.press("Periksa kode")
    expect(stranger.page.get_by_role("heading", level=2).first).to_have_text("Sertifikat sah")
    expect(stranger.page.get_by_role("main")).to_contain_text("Ani Lestari Kusumaningrum")
    assert stranger.page.url == address
    assert modules_of(paper.pages[0].get_contents().get_data().decode("latin-1")) == qr_matrix(address)
    stranger.page.get_by_label("Berkas sertifikat").set_input_files(file)
    stranger.press("Cocokkan berkas")
    expect(stranger.page.get_by_role("status").first).to_contain_text("Berkas sama dengan yang diterbitkan")
