"""What a watcher of the servers is told."""

from __future__ import annotations

from datetime import timedelta
from unittest.mock import Mock

import pytest
from django.db import OperationalError, connection

from core.models import Job
from lms.celery import app
from lms.health import broker_answers, database_answers


def test_alive_asks_nothing_of_the_database(client, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        answer = client.get("/sehat")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"].startswith("max-age=0")


def test_ready_names_each_part(client, db):
    answer = client.get("/siap")
    assert answer.status_code == 200
    assert answer.json() == {"basis_data": True, "antrean": True, "pekerjaan": True, "gagal": True, "ruang": True}


def test_a_job_that_waits_too_long_is_told(client, db, clock):
    Job.objects.create(kind="test.late", key="1", due_at=clock.now() - timedelta(minutes=6))
    answer = client.get("/siap")
    assert answer.status_code == 503
    assert answer.json()["pekerjaan"] is False


@pytest.fixture
def broker(settings, monkeypatch):
    """Point Celery at another broker."""

    def use(url: str) -> None:
        settings.CELERY_BROKER_URL = url
        monkeypatch.setattr(app.conf, "broker_url", url)

    return use


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
