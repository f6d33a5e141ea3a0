"""`make run`: what it refuses in a sentence, and what it survives."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import time
from types import SimpleNamespace

import pytest

from deploy.local import folders
from deploy.local.postgres import Cluster
from deploy.local.run import alive, secret_key
from deploy.local.trouble import Trouble
from tests.deploy.conftest import until


def one_sentence(text: str) -> bool:
    return text.startswith("Titian: ") and len(text.strip().splitlines()) == 1


def test_a_busy_port_is_told_with_the_next_one(product):
    with socket.create_server(("127.0.0.1", product.port)):
        said = product.refusal()
    assert one_sentence(said)
    assert f"PORT={product.port + 1}" in said


def test_a_port_that_is_no_number_is_told(product):
    said = product.refusal(PORT="delapan")
    assert one_sentence(said)
    assert "delapan" in said


def test_a_folder_that_takes_no_file_is_told(product):
    (product.data / "file").write_text("")
    said = product.refusal(DATA=str(product.data / "file" / "var"))
    assert one_sentence(said)
    assert "tidak dapat ditulisi" in said


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_is_told(product):
    product.data.chmod(0o555)
    assert one_sentence(product.refusal())


def test_a_full_disk_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(free=1_000_000))
    with pytest.raises(Trouble, match="Sisa ruang"):
        folders.writable(tmp_path)


def test_another_database_that_does_not_answer_is_told(product):
    said = product.refusal(TITIAN_DATABASE_URL="postgresql://titian@127.0.0.1:1/titian")
    assert "tidak menjawab" in said
    assert "Traceback" not in said


def test_the_secret_is_made_once_and_only_for_its_owner(tmp_path):
    first = secret_key(tmp_path / "secret")
    assert len(first) >= 50
    assert secret_key(tmp_path / "secret") == first
    assert (tmp_path / "secret").stat().st_mode & 0o077 == 0


@pytest.mark.slow
def test_it_serves_and_comes_back_after_every_kill(product):
    """One long day: each start costs seconds, so the day is one test."""
    product.start()
    product.wait_until_it_serves()
    assert not os.access(product.data / "run", os.R_OK) or os.geteuid() == 0

    second = type(product)(product.data)
    said = second.refusal()
    assert one_sentence(said)
    assert "sudah berjalan" in said

    for piece in ("gunicorn", "celery", "postgres"):
        before = set(product.processes(piece))
        assert before, f"no {piece}"
        product.kill(piece)
        until(lambda old=before, name=piece: set(product.processes(name)) - old)
        until(lambda: alive(product.port))

    product.kill_everything()
    until(lambda: not product.processes(), patience=15)

    product.start()
    began = time.monotonic()
    product.wait_until_it_serves()
    until(lambda: len(product.processes("celery")) >= 2)  # the worker and its beat
    assert len(product.processes("celery")) == 2
    assert time.monotonic() - began < 60

    code, said = product.stop(signal.SIGINT)
    assert code == 0
    assert f"http://localhost:{product.port}" in said
    assert product.processes() == []
    assert Cluster(product.data).last_words().endswith("database system is shut down")


@pytest.mark.slow
def test_children_follow_a_killed_supervisor(product):
    product.start()
    product.wait_until_it_serves()

    product.child.kill()

    until(lambda: not product.processes(), patience=30)
    assert Cluster(product.data).last_words().endswith("database system is shut down")
