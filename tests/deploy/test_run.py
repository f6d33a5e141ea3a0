"""`make run`: what it refuses in a sentence, and what it survives."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from deploy.local import folders
from deploy.local.postgres import Cluster
from deploy.local.prepare import people_wanted
from deploy.local.run import alive, secret_key
from deploy.local.trouble import Trouble
from tests.deploy.conftest import until

pytestmark = pytest.mark.slow


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


def test_people_that_are_no_number_are_told(monkeypatch):
    monkeypatch.setenv("PEOPLE", "banyak")
    with pytest.raises(Trouble, match="PEOPLE=300"):
        people_wanted()


def test_a_folder_that_takes_no_file_is_told(product):
    (product.data / "file").write_text("")
    said = product.refusal(DATA=str(product.data / "file" / "var"))
    assert one_sentence(said)
    assert "tidak dapat ditulisi" in said


def test_a_read_only_folder_is_told(product):
    product.data.chmod(0o555)
    closed = product.data if os.geteuid() else Path("/proc/sys")  # root writes everywhere but there
    assert one_sentence(product.refusal(DATA=str(closed)))


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
def test_ctrl_c_ends_every_child_and_the_database_cleanly(served):
    time.sleep(3)  # the supervisor looks every half second whether the web answers, and only then says where
    code, said = served.stop(signal.SIGINT)
    assert code == 0
    assert f"http://localhost:{served.port}" in said
    assert served.processes() == []
    assert Cluster(served.data).last_words().endswith("database system is shut down")


@pytest.mark.slow
def test_a_second_run_with_the_same_data_is_told(served):
    said = type(served)(served.data).refusal()
    assert one_sentence(said)
    assert "sudah berjalan" in said


@pytest.mark.slow
@pytest.mark.parametrize("piece", ["gunicorn", "celery", "postgres"])
def test_a_piece_that_is_killed_comes_back(served, piece):
    before = set(served.processes(piece))
    served.kill(piece)
    until(lambda: set(served.processes(piece)) - before)
    until(lambda: alive(served.port))


@pytest.mark.slow
def test_after_a_kill_of_everything_it_starts_with_one_beat(served):
    served.kill_everything()
    until(lambda: not served.processes(), patience=15)

    served.start()
    served.wait_until_it_serves()

    worker_and_beat = 2
    until(lambda: len(served.processes("celery")) == worker_and_beat)


@pytest.mark.slow
def test_children_follow_a_killed_supervisor(served):
    served.child.kill()
    until(lambda: not served.processes(), patience=30)
    assert Cluster(served.data).last_words().endswith("database system is shut down")
