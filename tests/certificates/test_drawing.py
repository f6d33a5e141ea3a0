"""The paper itself: what it says, what it never says, and that nobody can tell two prints of it apart."""

import io
import json
import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import segno
from pypdf import PdfReader

from certificates.drawing import draw_certificate
from certificates.facts import CertificateFacts, CompetencyLine, HoursUnit, ModuleLine

CODE = "7K2M-9QXA-4RTD-6HWV-E"
ADDRESS = f"https://titian.contoh.go.id/verifikasi/{CODE}"
AGUS = CertificateFacts(
    agency_name="Pemerintah Kabupaten Tirtanagara",
    issuing_unit_name="Badan Kepegawaian dan Pengembangan Sumber Daya Manusia",
    number="800.1.4/00123/BKPSDM/XI/2026",
    person_name="Agus Prasetyo, S.T.",
    identity="NIP 19780412 200604 1 903",
    rank="Penata Tk. I, III/d",
    position="Kepala Subbagian Umum",
    unit="Dinas Kependudukan dan Pencatatan Sipil",
    course_title="Pelindungan Data Pribadi dalam Layanan Publik",
    held_from=date(2026, 11, 2),
    held_to=date(2026, 11, 20),
    hours=Decimal(6),
    city="Tirtanagara",
    issued_on=date(2026, 11, 20),
    signatory_name="Dra. Endang Sulastri, M.Si.",
    signatory_title="Kepala BKPSDM",
    signatory_rank="Pembina Utama Muda",
    signature_note="TTE tidak tersertifikasi (uji coba)",
    modules=(
        ModuleLine("Mengapa data warga perlu dijaga", Decimal("0.5")),
        ModuleLine("Hak warga dan tenggat 3×24 jam", Decimal("1.5")),
        ModuleLine("Tugas: memetakan data satu layanan", Decimal(4)),
    ),
    competencies=(CompetencyLine("Keamanan dan pelindungan data", 3, "Menengah"), CompetencyLine("Adaptif")),
    assessment="Tes akhir, nilai 86,7 dari 100",
    legal_basis="Peraturan Bupati Nomor 12 Tahun 2026",
    valid_until=date(2029, 11, 20),
    code=CODE,
    verify_url=ADDRESS,
)
CASES = {
    "plain": AGUS,
    "60-character name": replace(AGUS, person_name="Dr. Raden Ayu Siti Nurhaliza Kusumawardhani, S.T., M.Kom., PhD"),
    "one-word name": replace(AGUS, person_name="Suharto"),
    "PPPK": replace(AGUS, identity="NI PPPK 19900115 2023 21 2 901", rank="Golongan IX"),
    "partner without NIP": replace(AGUS, identity="", rank="", hours_unit=HoursUnit.JAM_BELAJAR),
    "14 modules": replace(
        AGUS,
        hours=Decimal(14),
        modules=tuple(ModuleLine(f"Pokok bahasan ke-{number} dari kurikulum", Decimal(1)) for number in range(1, 15)),
    ),
    "unsigned": replace(AGUS, signature_note=""),
    "replacement": replace(AGUS, replaces_number="800.1.4/00101/BKPSDM/X/2026"),
    "everything long": replace(
        AGUS,
        agency_name="Pemerintah Kabupaten Kepulauan Tanimbar Selatan dan Sekitarnya",
        person_name="Prof. Dr. dr. Hj. Andi Tenri Abeng Kusumaningrum Wiryodiningrat-Sastroamidjojo, Sp.PD., Ph.D.",
        position="Kepala Bidang Pengelolaan Informasi Administrasi Kependudukan dan Pemanfaatan Data",
        course_title="Mengenal Teknologi Baru: Internet untuk Segala, Kecerdasan Artifisial, Geospasial, dan Realitas "
        "Virtual bagi Pelayanan Publik yang Ramah",
        signatory_title="Kepala Badan Kepegawaian dan Pengembangan Sumber Daya Manusia",
        replaces_number="800.1.4/00101/BKPSDM/X/2026",
    ),
}


@pytest.fixture(params=list(CASES.values()), ids=list(CASES))
def facts(request: pytest.FixtureRequest) -> CertificateFacts:
    return request.param


def opened(facts: CertificateFacts) -> Any:
    return PdfReader(io.BytesIO(draw_certificate(facts)))


def words_of(page) -> str:
    return " ".join(page.extract_text().replace("\N{NO-BREAK SPACE}", " ").split())


def test_the_front_says_who_learned_what_when_and_how_long():
    front = words_of(opened(AGUS).pages[0])
    for said in [
        "Pemerintah Kabupaten Tirtanagara",
        "Nomor 800.1.4/00123/BKPSDM/XI/2026",
        "Agus Prasetyo, S.T.",
        "NIP 19780412 200604 1 903 · Penata Tk. I, III/d",
        "Kepala Subbagian Umum, Dinas Kependudukan dan Pencatatan Sipil",
        "Pelindungan Data Pribadi dalam Layanan Publik",
        "yang diselenggarakan secara daring pada 2–20 November 2026, selama 6 jam pelajaran (JP), dengan kualifikasi",
        "kualifikasi lulus.",
        "titian.contoh.go.id/verifikasi",
        CODE,
        "Tirtanagara, 20 November 2026",
        "TTE tidak tersertifikasi (uji coba)",
        "Dra. Endang Sulastri, M.Si.",
    ]:
        assert said in front


def test_the_back_says_what_was_learned_and_how_to_check():
    back = words_of(opened(AGUS).pages[1])
    for said in [
        "2 Hak warga dan tenggat 3×24 jam 1,5",
        "Jumlah 6",
        "Keamanan dan pelindungan data, tingkat 3 (Menengah)",
        "Tes akhir, nilai 86,7 dari 100",
        "Sampai 20 November 2029",
        "Peraturan Bupati Nomor 12 Tahun 2026",
        "halaman 2/2",
    ]:
        assert said in back
    assert AGUS.content_sha256 in back.replace(" ", "")


def test_every_page_behind_the_front_names_the_front_it_belongs_to(facts):
    for page in opened(facts).pages[1:]:
        assert f"Sertifikat {facts.number} · {facts.person_name}" in words_of(page)


def test_a_partner_reads_jam_belajar_and_never_jp():
    document = opened(CASES["partner without NIP"])
    everything = " ".join(words_of(page) for page in document.pages)
    assert "6 jam belajar" in everything
    assert "JP" not in everything
    assert "NIP" not in everything


def test_a_replacement_names_the_certificate_it_replaces():
    front = words_of(opened(CASES["replacement"]).pages[0])
    assert "Pengganti sertifikat nomor 800.1.4/00101/BKPSDM/X/2026" in front


def test_an_unsigned_certificate_does_not_claim_a_signature():
    everything = " ".join(words_of(page) for page in opened(CASES["unsigned"]).pages)
    assert "elektronik" not in everything
    assert "TTE" not in everything


def test_a_certificate_without_end_says_so():
    assert "Tanpa batas waktu" in words_of(opened(replace(AGUS, valid_until=None)).pages[1])


def test_fourteen_modules_flow_to_a_third_page():
    document = opened(CASES["14 modules"])
    assert len(document.pages) == 3
    assert "Pokok bahasan ke-14" in words_of(document.pages[1])
    assert "Cara memeriksa" in words_of(document.pages[2])


def test_no_word_is_lost_however_long(facts):
    everything = " ".join(words_of(page) for page in opened(facts).pages)
    for said in [facts.person_name, facts.course_title, facts.agency_name, facts.signatory_title, facts.position]:
        assert said in everything


def test_the_sentence_ends_above_code_and_signature(facts):
    baselines = {}

    def remember(text, matrix, text_matrix, _font, _size):
        baselines[" ".join(text.split())] = text_matrix[5] * matrix[3] + matrix[5]

    opened(facts).pages[0].extract_text(visitor_text=remember)
    sentence = min(at for text, at in baselines.items() if "kualifikasi" in text or text == facts.qualification)
    signature = max(at for text, at in baselines.items() if text.startswith("Tirtanagara, 20"))
    code = min(at for text, at in baselines.items() if text == facts.code)
    assert max(baselines.values()) < 800
    assert sentence - 20 > signature
    # 26 mm of code, 5 mm of air and three lines of words stand above the lowest one.
    assert sentence - 20 > code + 31 * 2.83 + 26
    assert code > 20 * 2.83


def test_equal_facts_give_equal_bytes(facts):
    frozen = json.loads(json.dumps(facts.to_json()))
    assert draw_certificate(CertificateFacts.from_json(frozen)) == draw_certificate(facts)


def test_another_process_draws_the_same_bytes(tmp_path):
    stored = tmp_path / "facts.json"
    stored.write_text(json.dumps(AGUS.to_json()))
    program = (
        "import json, sys; from certificates.drawing import draw_certificate as draw;"
        "from certificates.facts import CertificateFacts as Facts;"
        "sys.stdout.buffer.write(draw(Facts.from_json(json.load(open(sys.argv[1])))))"
    )
    drawn = subprocess.run([sys.executable, "-c", program, str(stored)], capture_output=True, check=True).stdout
    assert drawn == draw_certificate(AGUS)


def test_a_certificate_is_small(facts):
    assert len(draw_certificate(facts)) < 40_000


def test_every_font_is_embedded_and_ours(facts):
    seen = set()
    for page in opened(facts).pages:
        for font in page["/Resources"]["/Font"].values():
            seen.add(re.sub(r"^/[A-Z]+\+", "", font["/BaseFont"]))
            assert "/FontFile2" in font["/FontDescriptor"]
    assert seen <= {"Inter-Regular", "Inter-Bold", "TitianSerif-Regular", "TitianSerif-SemiBold"}


def test_there_is_no_picture_script_form_or_file_inside(facts):
    document = opened(facts)
    raw = draw_certificate(facts)
    for forbidden in [b"/JavaScript", b"/JS", b"/AcroForm", b"/EmbeddedFile", b"/OpenAction", b"/AA ", b"/Launch"]:
        assert forbidden not in raw
    assert not any(page.images for page in document.pages)


def test_the_only_link_is_the_verification(facts):
    links = [
        annotation.get_object()["/A"]["/URI"] for page in opened(facts).pages for annotation in page.get("/Annots", [])
    ]
    assert links == [facts.verify_url]


def test_the_qr_leads_to_the_verification(facts):
    stream = opened(facts).pages[0].get_contents().get_data().decode("latin-1")
    (path,) = re.findall(r"^0 g (.* 1 re) f$", stream, flags=re.MULTILINE)
    expected = segno.make_qr(facts.verify_url, error="q", boost_error=False).matrix
    side = len(expected)
    drawn = [[0] * side for _ in range(side)]
    for column, row, length in re.findall(r"(\d+) (\d+) (\d+) 1 re", path):
        for step in range(int(length)):
            drawn[side - int(row) - 1][int(column) + step] = 1
    assert drawn == [list(row) for row in expected]


def test_bidi_and_control_characters_never_reach_the_paper():
    document = opened(replace(AGUS, person_name="Agus\u202e\x00\u200b Prasetyo"))
    assert "Agus Prasetyo" in words_of(document.pages[0])
    assert document.metadata.title == "Sertifikat 800.1.4/00123/BKPSDM/XI/2026 – Agus Prasetyo"


def test_the_fingerprint_is_that_of_the_canonical_json():
    small = replace(AGUS, modules=AGUS.modules[:1], competencies=AGUS.competencies[1:])
    # sha256sum of {"agency_name":"Pemerintah Kabupaten Tirtanagara",…,"competencies":[{"name":"Adaptif"}]…,
    # "hours":"6",…,"modules":[{"hours":"0.5","title":"Mengapa data warga perlu dijaga"}],…}, keys in order, no spaces.
    assert small.content_sha256 == "aa215fb55d613113faeda827a95c7437df288ff1c89494e11689643453efdc7a"


@pytest.mark.parametrize(
    "change",
    [
        {"person_name": "Agus Prasetya, S.T."},
        {"hours": Decimal("6.5")},
        {"valid_until": None},
        {"code": "0000-0000-0000-0000-0"},
        {"modules": AGUS.modules[::-1]},
    ],
)
def test_any_change_of_the_facts_changes_the_fingerprint(change):
    assert replace(AGUS, **change).content_sha256 != AGUS.content_sha256


def test_the_same_hours_written_otherwise_keep_the_fingerprint():
    assert replace(AGUS, hours=Decimal("6.00")).content_sha256 == AGUS.content_sha256


def test_facts_survive_being_frozen(facts):
    assert CertificateFacts.from_json(json.loads(json.dumps(facts.to_json()))) == facts


def test_no_field_could_hold_a_birth_day():
    assert not any("birth" in name or "lahir" in name for name in CertificateFacts.__dataclass_fields__)
