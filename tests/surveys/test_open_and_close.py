"""A wave from plan to close: who is asked, the key, and what forbids each step."""

from __future__ import annotations

import os
import stat
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
import yaml
from django.core.management import CommandError, call_command

from core.clock import today
from core.models import AuditEntry, Job
from people.models import Person
from surveys import drafts, keys, services
from surveys.models import Campaign, Draft, InstrumentVersion, SealedResponse
from tests.support import build
from tests.surveys.waving import KTDI, a_secret, instrument, offices, plan, send, send_all, wave

pytestmark = pytest.mark.django_db


def test_asked_is_who_worked_there_on_the_frame_day_except_partners(clock):
    clock.set("2026-03-02")
    people = offices(DINKES=6)["DINKES"]
    joined = build.person("Baru Datang", at=build.unit("DINKES"), kind=Person.Kind.NON_ASN)
    build.person(kind=Person.Kind.MITRA)
    build.people(3, at=build.unit("DINAS-LAIN", of=build.agency("KAB-LAIN")))
    gone = people[0]
    Person.objects.filter(pk=gone.pk).update(left_on=today() - timedelta(days=1))
    campaign = wave()
    asked = set(campaign.participations.values_list("person", flat=True))
    assert asked == {person.pk for person in [*people[1:], joined]}


def test_people_stay_in_the_unit_of_the_frame_day(clock):
    clock.set("2026-03-02")
    people = offices(DINKES=6, BKPSDM=1)["DINKES"]
    campaign = plan(opens_on=today(), closes_on=today() + timedelta(days=20))
    clock.set("2026-03-03")
    build.place(people[0], build.unit("BKPSDM"), build.position(), from_day=today())
    services.open_campaign(campaign=campaign)
    assert campaign.participations.get(person=people[0]).unit_at.code == "DINKES"


def test_the_key_is_a_file_of_the_process_alone_and_not_in_the_database():
    offices(DINKES=6)
    campaign = wave()
    place = keys.file_of(campaign.uuid)
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert stat.S_IMODE(place.parent.stat().st_mode) == 0o700
    assert place.read_bytes() != bytes(campaign.public_key)


def test_the_key_is_on_the_disk_before_the_wave_is_open(monkeypatch):
    offices(DINKES=6)
    flushed: list[str] = []
    fsync = os.fsync

    def seen(handle: int) -> None:
        assert Campaign.objects.get().state == Campaign.State.DISUSUN
        flushed.append(Path(os.readlink(f"/proc/self/fd/{handle}")).name)
        fsync(handle)

    monkeypatch.setattr(os, "fsync", seen)
    campaign = wave()
    assert flushed[:2] == [f"{campaign.uuid}.part", "waves"]


def test_an_opening_that_failed_is_tried_again_with_the_same_key(monkeypatch):
    offices(DINKES=6)
    campaign = plan()
    first = keys.make_key(campaign.uuid)
    services.open_campaign(campaign=campaign)
    assert bytes(campaign.public_key) == first


@pytest.mark.parametrize("loss", ["gone", "cut", "another"])
def test_a_wave_without_its_key_does_not_close_and_nothing_changes(loss):
    people = offices(DINKES=6)["DINKES"]
    campaign = wave()
    send_all(campaign, people)
    place = keys.file_of(campaign.uuid)
    kept = place.read_bytes()
    {"gone": place.unlink, "cut": lambda: place.write_bytes(kept[:9]), "another": lambda: place.write_bytes(b"k" * 32)}[
        loss
    ]()
    with pytest.raises(keys.KeyMissing, match="Tidak ada yang berubah"):
        services.close_campaign(campaign=campaign)
    assert Campaign.objects.get().is_open
    assert not Job.objects.exists()
    place.write_bytes(kept)
    services.close_campaign(campaign=campaign)
    assert Campaign.objects.get().state == Campaign.State.DITUTUP


def test_closing_deletes_what_was_not_sent():
    people = offices(DINKES=6)["DINKES"]
    campaign = wave()
    drafts.save(campaign, people[0], a_secret(), {"answers": {}})
    services.close_campaign(campaign=campaign)
    assert not Draft.objects.exists()


def test_each_step_is_taken_once():
    offices(DINKES=6)
    campaign = plan()
    with pytest.raises(services.WrongState):
        services.close_campaign(campaign=campaign)
    services.open_campaign(campaign=campaign)
    with pytest.raises(services.WrongState):
        services.open_campaign(campaign=campaign)
    services.close_campaign(campaign=campaign)
    with pytest.raises(services.WrongState):
        services.close_campaign(campaign=campaign)


def test_a_wave_that_could_never_show_anything_does_not_open():
    offices(DINKES=4)
    campaign = plan()
    with pytest.raises(services.NobodyToAsk, match="kurang dari lima"):
        services.open_campaign(campaign=campaign)
    assert not keys.file_of(campaign.uuid).exists()
    assert not campaign.participations.exists()


def test_a_plan_whose_last_day_has_passed_does_not_open_and_on_that_day_it_does(clock):
    clock.set("2026-03-02")
    offices(DINKES=6)
    campaign = plan(opens_on=today(), closes_on=today() + timedelta(days=3))
    clock.set("2026-03-05T18:00+07:00")  # in Jakarta still the last day
    services.open_campaign(campaign=campaign)
    late = plan(number=2, opens_on=today(), closes_on=today())
    clock.set("2026-03-06")
    with pytest.raises(services.AlreadyOver, match="hari terakhir pengisiannya sudah lewat"):
        services.open_campaign(campaign=late)
    assert not keys.file_of(late.uuid).exists()
    assert not late.participations.exists()


def test_a_plan_needs_a_purpose_a_retention_and_days_in_order():
    build.unit("PEMDA")
    with pytest.raises(services.UnusablePlan, match="tujuan pemrosesan"):
        plan(purpose=" ")
    with pytest.raises(services.UnusablePlan, match="masa simpan"):
        plan(retention="")
    with pytest.raises(services.UnusablePlan, match="Tanggal tutup"):
        plan(closes_on=today() - timedelta(days=1))
    plan(code="kesiapan-1")
    with pytest.raises(services.UnusablePlan, match="sudah dipakai"):
        plan(number=2, code="kesiapan-1")
    with pytest.raises(services.UnusablePlan, match="sudah dipakai"):
        plan(number=1, code="kesiapan-2")
    assert Campaign.objects.count() == 1


def test_acts_on_a_wave_leave_their_trace():
    offices(DINKES=6)
    services.close_campaign(campaign=wave())
    verbs = AuditEntry.objects.order_by("pk").values_list("verb", flat=True)
    assert [verb for verb in verbs if verb.startswith("surveys")] == [
        "surveys:wave:plan",
        "surveys:wave:open",
        "surveys:wave:close",
    ]


def test_a_wave_closes_by_itself_after_its_last_day_in_its_own_zone(clock, settle):
    agency = build.agency("KAB-TIMUR", zone="Asia/Jayapura")
    top = build.unit("PEMDA-T", of=agency)
    build.people(6, at=top)
    clock.set("2026-03-02")
    campaign = wave(top, closes_on=today())
    from surveys.tasks import close_due_campaigns

    clock.set("2026-03-02 23:30", zone="Asia/Jayapura")
    close_due_campaigns()
    settle()
    assert Campaign.objects.get().is_open
    clock.set("2026-03-03 00:10", zone="Asia/Jayapura")
    close_due_campaigns()
    settle()
    assert Campaign.objects.get().state == Campaign.State.KOSONG
    assert not SealedResponse.objects.filter(campaign=campaign).exists()


def test_the_shipped_instrument_loads_and_loads_again():
    for _ in range(2):
        out = StringIO()
        call_command("load_instrument", stdout=out)
        assert "36 butir" in out.getvalue()
    assert InstrumentVersion.objects.filter(instrument__code="KTDI").count() == 1


def test_a_version_that_a_wave_used_keeps_its_words():
    document = yaml.safe_load(KTDI.read_text())
    version = instrument()
    document["dimensions"][0]["items"][0]["teks"] = "Diperbaiki sebelum dipakai."
    assert services.load_instrument(content=document).pk == version.pk
    offices(DINKES=6)
    plan(version=version)
    document["dimensions"][0]["items"][0]["teks"] = "Diubah sesudah dipakai."
    with pytest.raises(services.VersionInUse, match="Naikkan nomor versinya"):
        services.load_instrument(content=document)
    assert "sebelum" in InstrumentVersion.objects.get().spec.items[0].text


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xff\xfe i", "UTF-8"),
        (b"a: [", "YAML"),
        (b"- 1", "dokumen"),
        (b"instrument: {code: X, version: '1', tanggal: 2026-01-01}", "tidak dapat disimpan"),
    ],
)
def test_a_file_that_is_no_instrument_is_told(tmp_path, content, words):
    (tmp_path / "rusak.yaml").write_bytes(content)
    with pytest.raises(CommandError, match=words):
        call_command("load_instrument", str(tmp_path / "rusak.yaml"))
    assert not InstrumentVersion.objects.exists()


def test_the_last_answer_before_close_counts():
    people = offices(DINKES=6)["DINKES"]
    campaign = wave()
    send(campaign, people[0])
    services.close_campaign(campaign=campaign)
    with pytest.raises(services.NotNow):
        send(campaign, people[1])
    assert campaign.sealed.count() == 1
