"""What a watcher of the servers is told."""

from __future__ import annotations

from datetime import timedelta
from unittest.mock import Mock

import pytest
from django.db import OperationalError, connection

from core.models import Job
from lms.celery import app
from lms.health import broker_answers, database_answers
from surveys.keys import file_of as key_file
from tests.surveys.waving import offices, released, send_all, wave


def test_alive_asks_nothing_of_the_database(client, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        answer = client.get("/sehat")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"].startswith("max-age=0")


def test_ready_names_each_part(client, db):
    answer = client.get("/siap")
    assert answer.status_code == 200
    parts = ("basis_data", "antrean", "pekerjaan", "gagal", "ruang", "kunci_survei")
    assert answer.json() == dict.fromkeys(parts, True)


def test_a_job_that_waits_too_long_is_told(client, db, clock):
    Job.objects.create(kind="test.late", key="1", due_at=clock.now() - timedelta(minutes=6))
    answer = client.get("/siap")
    assert answer.status_code == 503
    assert answer.json()["pekerjaan"] is False


@pytest.mark.parametrize("content", [None, b"", b"k" * 32])
def test_a_wave_whose_key_is_lost_is_told_until_it_is_back(client, db, content):
    offices(DINKES=6)
    place = key_file(wave().uuid)
    kept = place.read_bytes()
    place.unlink()
    if content is not None:
        place.write_bytes(content)
    answer = client.get("/siap")
    assert answer.status_code == 503
    assert answer.json()["kunci_survei"] is False
    place.write_bytes(kept)
    assert client.get("/siap").status_code == 200


def test_a_released_wave_needs_no_key(client, db):
    people = offices(DINKES=6)["DINKES"]
    campaign = wave()
    send_all(campaign, people)
    released(campaign)
    key_file(campaign.uuid).unlink()
    assert client.get("/siap").json()["kunci_survei"] is True


@pytest.fixture
def broker(settings):
    """Point Celery at another broker: it reads Django's settings whenever it asks."""

    def use(url: str) -> None:
        settings.CELERY_BROKER_URL = url
        assert app.conf.broker_url == url

    yield use
    settings.CELERY_BROKER_URL = "memory://"
    assert app.conf.broker_url == "memory://"  # later tests of this process would wait for a broker that is away


@pytest.mark.parametrize("url", ["redis://127.0.0.1:1/0", "amqp://127.0.0.1:1//"])
def test_a_broker_that_is_away_is_told(url, broker):
    broker(url)
    assert not broker_answers()


def test_a_redis_that_is_there_answers(redis_url, broker):
    broker(redis_url)
    assert broker_answers()


def test_a_database_that_is_away_is_told(db, monkeypatch):
    with monkeypatch.context() as away:
        away.setattr(connection, "cursor", Mock(side_effect=OperationalError))
        assert not database_answers()
