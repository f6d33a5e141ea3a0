"""The own JP record on the screen."""

import re
from decimal import Decimal

import pytest

from people.models import Person, Role
from records.ledger.models import LedgerEntry
from records.ledger.services import revoke_entry
from tests.certificates.building import certify, many_certificates
from tests.support import build

pytestmark = pytest.mark.django_db


def said(answer) -> str:
    page = answer.content.decode()
    text = re.sub(r"<[^>]+>", " ", page[page.index("<main") : page.index("</main>")])
    return re.sub(r"\s+", " ", text)


def test_ani_sees_five_of_twenty(client, ani, clock):
    clock.set("2026-11-20")
    certify(ani, jp=3)
    certify(ani, jp=2)
    page = said(build.sign_in(client, ani).get("/jp/"))
    assert "5 dari 20 JP" in page
    assert "25 %" in page
    assert "Kurang 15 JP" in page


def test_twenty_is_met(client, ani, clock):
    for day in ("2026-03-02", "2026-04-02", "2026-05-04"):
        clock.set(day)
        certify(ani, jp="7")
    page = said(build.sign_in(client, ani).get("/jp/"))
    assert "Terpenuhi" in page
    assert "100 %" in page


def test_each_year_has_its_tab(client, ani, clock):
    clock.set("2025-05-05")
    certify(ani, jp=6)
    clock.set("2026-11-20")
    build.sign_in(client, ani)
    assert "Saldo 2026 0" in said(client.get("/jp/"))
    assert "Saldo 2025 6 dari 20 JP" in said(client.get("/jp/?tahun=2025"))


@pytest.mark.parametrize("year", ["1999", "", "x", "²", "-1", "9" * 400])
def test_a_year_that_is_none_shows_this_year(client, ani, clock, year):
    clock.set("2026-11-20")
    assert "Saldo 2026" in said(build.sign_in(client, ani).get("/jp/", {"tahun": year}))


def test_hours_above_the_cap_are_shown_as_waiting(client, ani, clock):
    clock.set("2026-11-20")
    certify(ani, jp=8)
    certify(ani, jp=2)
    page = said(build.sign_in(client, ani).get("/jp/"))
    assert "8 dari 20 JP" in page
    assert "2 JP menunggu peninjauan" in page


def test_a_revoked_entry_stays_in_sight(client, ani, citra, clock):
    clock.set("2026-11-20")
    certify(ani, jp=6)
    revoke_entry(entry=LedgerEntry.objects.get(), note="Syarat tidak dipenuhi", by=citra.user)
    page = said(build.sign_in(client, ani).get("/jp/"))
    assert "0 dari 20 JP" in page
    assert "Dicabut" in page
    assert "Syarat tidak dipenuhi" in page


def test_yohanis_the_pppk_reads_which_rule_is_his(client, clock):
    clock.set("2026-11-20")
    yohanis = build.learner("Yohanis Tumbel", kind=Person.Kind.PPPK)
    page = said(build.sign_in(client, yohanis).get("/jp/"))
    assert "0 dari 24 JP" in page
    assert "Target dapat diubah instansi" in page


@pytest.mark.parametrize("kind", [Person.Kind.NON_ASN, Person.Kind.MITRA])
def test_who_earns_no_jp_sees_hours_of_learning(client, kind, clock):
    clock.set("2026-11-20")
    pandu = build.learner("Pandu", kind=kind)
    certify(pandu, jp=3)
    page = said(build.sign_in(client, pandu).get("/jp/"))
    assert "3 jam belajar" in page
    assert "dari 20 JP" not in page


def test_nobody_sees_the_record_of_somebody_else(client, ani, citra, clock):
    clock.set("2026-11-20")
    certify(ani, title="Kursus milik Ani")
    assert "Kursus milik Ani" not in said(build.sign_in(client, citra).get("/jp/"))


def test_citra_of_hr_may_read_it_and_hr_of_another_agency_may_not(ani, citra):
    certify(ani)
    other = build.unit("BKPSDM", of=build.agency("KOTA-LAIN", name="Pemerintah Kota Lain"))
    taufan = build.learner("Taufan Yulianto", at=other)
    build.role(taufan, Role.ADMIN_SDM, other)
    assert LedgerEntry.objects.visible_to(citra.user).get().jp == Decimal(3)
    assert not LedgerEntry.objects.visible_to(taufan.user).exists()


def test_an_account_without_a_person_is_told_why_there_is_nothing(client, admin_user):
    client.force_login(admin_user)
    assert "tidak terhubung dengan data pegawai" in said(client.get("/jp/"))


@pytest.mark.parametrize("rows", [10, 1000])
def test_the_page_asks_as_much_for_ten_as_for_a_thousand(client, ani, rows, django_assert_max_num_queries):
    many_certificates(ani, rows)
    build.sign_in(client, ani)
    with django_assert_max_num_queries(7):
        assert client.get("/jp/").status_code == 200
