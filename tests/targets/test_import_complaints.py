"""A complaint log comes in: seen before it is written, refused as a whole, applied as a whole."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from core.clock import now
from core.models import AuditEntry, Job
from people.models import Role
from targets.importing import complaints
from targets.importing.reading import MAX_ROWS
from targets.importing.resource import COLUMNS
from targets.models import ComplaintCase, ComplaintUpload, Measurement
from tests.support import build

pytestmark = pytest.mark.django_db
PAGE = "/pimpinan/aduan/impor/"
HEADER = ",".join(COLUMNS)
GOOD = "ADU-1,aplikasi,DISKOMINFO,jembatan timbang,2026-05-04T08:00:00+07:00,2026-05-04T14:00:00+07:00,,diproses"
STATE = ComplaintUpload.State


@pytest.fixture(autouse=True)
def offices(agency, kominfo):
    return agency, kominfo


def log(*rows: str, header: str = HEADER) -> bytes:
    return "\n".join([header, *rows]).encode()


def rows(amount: int, *, month: int = 5) -> list[str]:
    return [
        f"ADU-{n},aplikasi,DISKOMINFO,perizinan,2026-{month:02}-04T08:00:00+07:00,2026-{month:02}-05T08:00:00+07:00,,diproses"
        for n in range(amount)
    ]


def send(client: Client, content: bytes, name: str = "log.csv") -> ComplaintUpload:
    answer = client.post(PAGE, {"berkas": SimpleUploadedFile(name, content, "text/csv")})
    assert answer.status_code == 302, said(answer, answer.status_code)
    return ComplaintUpload.objects.get(uuid=answer["Location"].strip("/").split("/")[-1])


def said(answer, status: int = 200) -> str:
    assert answer.status_code == status
    page = answer.content.decode()
    text = re.sub(r"<[^>]+>", " ", page[page.index("<main") : page.index("</main>")])
    return unescape(re.sub(r"\s+", " ", text))


def page_of(client: Client, upload: ComplaintUpload) -> str:
    return said(client.get(f"{PAGE}{upload.uuid}/"))


def apply(client: Client, upload: ComplaintUpload, digest: str | None = None):
    return client.post(f"{PAGE}{upload.uuid}/terapkan/", {"digest": upload.digest if digest is None else digest})


# The way


def test_a_log_is_seen_first_and_written_when_confirmed(leader, dewi):
    upload = send(leader, log(GOOD))
    assert "Baru 1" in page_of(leader, upload)
    assert not ComplaintCase.objects.exists()
    apply(leader, upload)
    assert "Log aduan diterapkan" in page_of(leader, upload)
    case = ComplaintCase.objects.get()
    assert (case.number, case.office.code, case.status) == ("ADU-1", "DISKOMINFO", "diproses")
    figures = dict(Measurement.objects.values_list("target__code", "value"))
    assert figures == {"TP-06": 6, "TP-07": 100}  # six hours
    upload.refresh_from_db()
    assert (upload.state, upload.content) == (STATE.DITERAPKAN, None)
    assert set(AuditEntry.objects.filter(actor=dewi.user.uuid).values_list("verb", flat=True)) >= {
        "targets:complaints:upload",
        "targets:complaints:confirm",
    }


def test_a_second_log_shows_what_changes_and_changes_only_that(leader):
    apply(leader, send(leader, log(*rows(3))))
    changed = [rows(3)[0], rows(3)[1].replace("diproses", "selesai"), *rows(4)[2:]]
    upload = send(leader, log(*changed))
    text = page_of(leader, upload)
    assert "Baru 1 Berubah 1 Sama 2 Baris salah 0" in text
    assert "ADU-1 status: sebelum: diproses sesudah: selesai" in text
    apply(leader, upload)
    assert dict(ComplaintCase.objects.values_list("number", "status"))["ADU-1"] == "selesai"
    assert ComplaintCase.objects.count() == 4
    again = send(leader, log(*changed))
    assert "Semua baris sudah ada" in page_of(leader, again)


def test_a_log_of_december_brought_in_in_january_counts_for_december(leader, dewi, november):
    november.set("2027-01-11")
    build.sign_in(leader, dewi)
    apply(leader, send(leader, log(GOOD.replace("2026-05", "2026-12"))))
    figures = Measurement.objects.values_list("target__code", "period", "value")
    assert set(figures) == {("TP-06", "2026-12", 6), ("TP-07", "2026-12", 100)}


def test_a_log_of_years_ago_moves_the_figures_of_those_years(leader, dewi, november):
    november.set("2027-11-11")
    build.sign_in(leader, dewi)
    apply(leader, send(leader, log(GOOD, GOOD.replace("ADU-1", "ADU-2").replace("2026-05", "2025-05"))))
    assert set(Measurement.objects.values_list("target__code", "period")) == {
        ("TP-06", "2025-12"), ("TP-07", "2025-12"), ("TP-06", "2026-12"), ("TP-07", "2026-12"),
    }  # fmt: skip


def test_columns_in_another_order_semicolons_and_a_mark_of_order_are_read(leader):
    cells = dict(zip(COLUMNS, GOOD.split(","), strict=True))
    turned = list(reversed(COLUMNS))
    content = "\ufeff" + ";".join(turned) + "\r\n" + ";".join(cells[name] for name in turned) + "\r\n\r\n"
    apply(leader, send(leader, content.encode()))
    assert ComplaintCase.objects.get().sector == "jembatan timbang"


def test_a_long_log_is_work_for_a_job_with_progress_and_can_be_given_up(leader, settle):
    upload = send(leader, log(*rows(600)))
    assert "Menunggu giliran" in page_of(leader, upload)
    assert Job.objects.filter(kind=complaints.READ).count() == 1
    ComplaintUpload.objects.filter(pk=upload.pk).update(rows_total=600, rows_done=150)
    assert "150 dari 600 baris 25 %" in page_of(leader, upload)
    settle()
    upload.refresh_from_db()
    assert "Terapkan 600 baris" in page_of(leader, upload)
    apply(leader, upload)
    assert "Log aduan sedang diterapkan" in page_of(leader, upload)
    assert not ComplaintCase.objects.exists()
    settle()
    assert ComplaintCase.objects.count() == 600


@pytest.mark.django_db(transaction=True)
def test_progress_is_seen_while_the_work_is_not_finished(leader, monkeypatch):
    upload = send(leader, log(*rows(600)))
    monkeypatch.setattr(complaints, "BATCH", 200)
    real, seen = complaints._run_batch, []

    def watch(*args, **kwargs):
        upload.refresh_from_db(fields=["rows_done", "rows_total"])
        seen.append((upload.rows_done, upload.rows_total))
        return real(*args, **kwargs)

    monkeypatch.setattr(complaints, "_run_batch", watch)
    complaints.read_upload(upload=upload.uuid)
    assert seen == [(0, 600), (200, 600), (400, 600)]
    upload.refresh_from_db()
    assert (upload.state, upload.rows_done) == (STATE.SIAP, 600)


def test_giving_up_forgets_the_file(leader):
    upload = send(leader, log(GOOD))
    assert leader.post(f"{PAGE}{upload.uuid}/batal/")["Location"] == PAGE
    upload.refresh_from_db()
    assert (upload.state, upload.content) == (STATE.DIBATALKAN, None)
    assert apply(leader, upload).status_code == 409
    assert not ComplaintCase.objects.exists()


def test_a_new_file_takes_the_place_of_the_one_that_waits(leader):
    first, second = send(leader, log(GOOD)), send(leader, log(GOOD))
    first.refresh_from_db()
    assert (first.state, second.state) == (STATE.DIBATALKAN, STATE.SIAP)


# What was seen is what is written


def test_a_tampered_or_stale_confirmation_writes_nothing(leader, dewi):
    upload = send(leader, log(GOOD))
    assert "Pratinjau ini bukan yang terakhir dibaca" in unescape(apply(leader, upload, "0" * 64).content.decode())
    other = send(build.sign_in(Client(), colleague(dewi)), log(GOOD.replace("T14", "T20")))
    apply(leader, other)
    assert apply(leader, upload).status_code == 302
    upload.refresh_from_db()
    assert upload.state == STATE.DITOLAK
    assert "Data aduan berubah sejak pratinjau dibuat." in page_of(leader, upload)
    assert ComplaintCase.objects.get().first_response_at.hour == 13  # 20.00 WIB, of the one that was applied


def colleague(dewi):
    who = build.learner(at=dewi.unit)
    build.role(who, Role.EVALUATOR, dewi.unit)
    return who


def test_confirming_twice_applies_once(leader):
    upload = send(leader, log(GOOD))
    assert apply(leader, upload).status_code == 302
    assert apply(leader, upload).status_code == 409
    assert ComplaintCase.objects.count() == 1


def test_a_failure_halfway_leaves_nothing(leader, monkeypatch):
    upload = send(leader, log(*rows(5)))
    monkeypatch.setattr(complaints, "BATCH", 2)
    real, calls = complaints._run_batch, []

    def stumble(*args, **kwargs):
        calls.append(1)
        if len(calls) == 3:
            raise RuntimeError
        return real(*args, **kwargs)

    monkeypatch.setattr(complaints, "_run_batch", stumble)
    leader.raise_request_exception = False
    assert apply(leader, upload).status_code == 500
    assert not ComplaintCase.objects.exists()
    monkeypatch.setattr(complaints, "_run_batch", real)
    upload.refresh_from_db()
    assert upload.state == STATE.SIAP
    apply(leader, upload)
    assert ComplaintCase.objects.count() == 5


# What is refused


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"PK\x03\x04xlsx", "Berkas ini bukan CSV."),
        (log(GOOD).decode().encode("utf-16"), "Berkas ini tidak memakai UTF-8."),
        (log(GOOD).decode().encode("utf-16-le"), "Berkas ini memuat karakter kosong (NUL)."),
        (log(GOOD, GOOD.replace("timbang", "tim\xe9ang")).decode().encode("cp1252"), "Baris 3 memuat huruf yang bukan"),
        (b"   \n \n", "Berkas ini tidak berisi baris data."),
        (b"\xef\xbb\xbf", "Berkas ini tidak berisi baris data."),
        (b"\xef\xbb\xbf\r\n", "Berkas ini tidak berisi baris data."),
        (log(), "Berkas ini tidak berisi baris data."),
        (log(GOOD, header=HEADER.replace("status", "keadaan")), "Kolom status tidak ada."),
        (log(GOOD + ",Ani", header=HEADER + ",nama"), "Hapus kolom lain, terutama nama, nomor telepon, dan isi aduan."),
        (log(GOOD.replace("aplikasi", '"aplikasi')), "tanda kutip tidak berpasangan"),
        (b"x" * 200_000, "isian terlalu panjang"),
    ],
    ids=lambda value: value[:24] if isinstance(value, str) else "",
)
def test_a_file_that_cannot_be_read_is_refused_with_its_reason(leader, settle, content, sentence):
    upload = send(leader, content)
    settle()
    text = page_of(leader, upload)
    assert "Tidak ada yang disimpan" in text
    assert sentence in text


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("ADU-1", "=1+1", "Ada isian yang diawali =, +, -, atau @ seperti rumus. Tulis nilainya saja."),
        ("aplikasi", "@SUM(A1)", "seperti rumus"),
        ("ADU-1", "3301234567890123", "memuat 16 angka seperti NIK"),
        ("aplikasi", "0812-3456-7890", "kanal hanya huruf dan spasi"),
        ("jembatan timbang", "Ibu " + "x" * 300, "Ada isian yang lebih dari 200 huruf."),
        ("DISKOMINFO", "KOTA", "kode_opd tidak dikenal di instansi ini."),
        ("2026-05-04T08:00:00+07:00", "2026-05-04T08:00:00", "diterima_pada tanpa zona waktu."),
        ("2026-05-04T08:00:00+07:00", "04/05/2026", "diterima_pada bukan waktu."),
        ("2026-05-04T08:00:00+07:00", "2026-02-30T08:00:00+07:00", "diterima_pada bukan waktu."),
        ("2026-05-04T08:00:00+07:00", "46146.3333", "diterima_pada bukan waktu."),
        ("2026-05-04T08:00:00+07:00", "", "diterima_pada bukan waktu."),
        ("2026-05-04T14:00:00+07:00", "2026-05-03T14:00:00+07:00", "lebih awal daripada diterima_pada."),
        ("2026-05-04T14:00:00+07:00", "2027-05-04T14:00:00+07:00", "tanggapan_pertama_pada belum terjadi."),
        ("diproses", "beres", "status harus salah satu dari: diterima, diproses, selesai, ditolak."),
        (",diproses", "", "Ada 7 isian; seharusnya 8."),
    ],
)
def test_a_faulty_line_is_named_and_the_whole_file_refused(leader, old, new, sentence):
    upload = send(leader, log(GOOD.replace("ADU-1", "ADU-0"), GOOD.replace(old, new, 1)))
    text = page_of(leader, upload)
    assert "1 baris salah" in text
    assert "Baris 3" in text
    assert sentence in text
    assert apply(leader, upload).status_code == 409
    assert not ComplaintCase.objects.exists()


def test_a_number_that_stands_twice_is_named_with_its_first_line(leader):
    assert "nomor_aduan sama dengan baris 2." in page_of(leader, send(leader, log(GOOD, GOOD)))


def test_more_rows_than_one_file_may_have_are_refused_before_anything_else(leader, settle):
    line = "A-{},a,X,b,,,,\n"
    content = (HEADER + "\n" + "".join(line.format(n) for n in range(MAX_ROWS + 1))).encode()
    upload = send(leader, content)
    settle()
    assert "lebih dari 100.000 baris. Bagi menjadi beberapa berkas." in page_of(leader, upload)


def test_a_file_too_large_is_not_even_kept(leader):
    large = SimpleUploadedFile("log.csv", b"x" * (16 * 1024 * 1024 + 1), "text/csv")
    assert "Berkas lebih dari 16 MB." in said(leader.post(PAGE, {"berkas": large}), status=400)
    assert not ComplaintUpload.objects.exists()


@pytest.mark.parametrize("fields", [{}, {"berkas": "bukan berkas"}, {"berkas": SimpleUploadedFile("kosong.csv", b"")}])
def test_no_file_or_an_empty_one_is_told_at_the_field(leader, fields):
    text = said(leader.post(PAGE, fields), status=400)
    assert "Berkas belum dipilih." in text or "Berkas ini kosong." in text


# Who


def test_only_who_answers_for_the_whole_agency_brings_a_log(leader, ani, kominfo):
    upload = send(leader, log(GOOD))
    head = build.learner(at=kominfo)
    build.role(head, Role.PIMPINAN, kominfo)
    other = build.unit("KOTA", of=build.agency("KOTA-LAIN", name="Kota Lain"))
    foreign = build.learner(at=other)
    build.role(foreign, Role.PIMPINAN, other)
    for who in (ani, head, foreign):
        client = build.sign_in(Client(), who)
        assert client.get(f"{PAGE}{upload.uuid}/").status_code == 404
        assert apply(client, upload).status_code == 404
        assert client.post(f"{PAGE}{upload.uuid}/batal/").status_code == 404
    assert build.sign_in(Client(), head).get(PAGE).status_code == 404
    upload.refresh_from_db()
    assert upload.state == STATE.SIAP


def test_files_nobody_decided_on_are_forgotten_after_a_day(leader, november):
    upload = send(leader, log(GOOD))
    november.set("2026-11-23")
    assert complaints.forget_stale(before=now() - complaints.KEPT) == 1
    upload.refresh_from_db()
    assert upload.content is None


def test_a_file_confirmed_on_the_next_day_is_not_forgotten_before_it_is_applied(leader, dewi, november, settle):
    upload = send(leader, log(*rows(400)))
    november.set("2026-11-22 09:05")
    build.sign_in(leader, dewi)
    apply(leader, upload)
    assert complaints.forget_stale(before=now() - complaints.KEPT) == 0
    settle()
    assert "Log aduan diterapkan" in page_of(leader, upload)
    assert ComplaintCase.objects.count() == 400


def test_rows_of_a_file_given_up_while_they_were_written_do_not_stay(leader, monkeypatch):
    upload = send(leader, log(*rows(400)))
    apply(leader, upload)
    real = complaints._run

    def give_up_meanwhile(*args, **kwargs):
        found = real(*args, **kwargs)
        ComplaintUpload.objects.filter(pk=upload.pk).update(state=STATE.DIBATALKAN, content=None)
        return found

    monkeypatch.setattr(complaints, "_run", give_up_meanwhile)
    complaints.apply_upload(upload=upload.uuid)
    assert not ComplaintCase.objects.exists()


def test_pages_take_the_same_statements_whatever_came_in(leader, agency, django_assert_max_num_queries):
    counts = []
    for amount in (10, 990):
        ComplaintUpload.objects.bulk_create(
            ComplaintUpload(unit=agency, file_name="log.csv", sha256="0", state=STATE.DITERAPKAN) for _ in range(amount)
        )
        with django_assert_max_num_queries(8) as taken:
            leader.get(PAGE)
        counts.append(len(taken))
    assert counts[0] == counts[1]
