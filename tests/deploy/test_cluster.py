"""The database server that comes along: it starts for everybody and survives what happens to it."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from deploy.local import folders, postgres
from deploy.local.children import command_line
from deploy.local.postgres import Cluster
from deploy.local.trouble import Trouble

pytestmark = pytest.mark.slow

only_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root lends its server to nobody")


@pytest.fixture
def cluster(short_folder: Path) -> Iterator[Cluster]:
    folder = Path(tempfile.mkdtemp(dir=short_folder))
    folder.chmod(0o755)
    cluster = Cluster(folder)
    yield cluster
    cluster.stop()
    cluster.remove()


def test_it_listens_on_no_network_port_and_forgets_nothing(cluster):
    cluster.start()
    with cluster.connect() as server:
        for setting, value in {"listen_addresses": "", "fsync": "on", "full_page_writes": "on"}.items():
            assert server.execute(f"SHOW {setting}").fetchone() == (value,)


def test_its_log_does_not_repeat_what_somebody_typed(cluster):
    cluster.start()
    with cluster.connect() as server:
        server.execute("CREATE TABLE told (words text UNIQUE)")
        server.execute("INSERT INTO told VALUES ('rahasia saya')")
        with pytest.raises(psycopg.errors.UniqueViolation):
            server.execute("INSERT INTO told VALUES ('rahasia saya')")
    assert "duplicate key" in cluster.log.read_text()
    assert "rahasia" not in cluster.log.read_text()


def test_it_lowers_accented_letters(cluster):
    cluster.start()
    with cluster.connect() as server:
        assert server.execute("SELECT lower('ÉÀÇ')").fetchone() == ("éàç",)


def test_it_is_never_run_by_root(cluster):
    cluster.start()
    assert Path(f"/proc/{cluster.postmaster()}").stat().st_uid != 0


def test_rows_survive_a_kill_of_the_server(cluster):
    cluster.start()
    with cluster.connect() as server:
        server.execute("CREATE TABLE kept AS SELECT 7 AS number")
    os.kill(cluster.postmaster(), signal.SIGKILL)
    cluster.child.wait()

    cluster.start()

    with cluster.connect() as server:
        assert server.execute("SELECT number FROM kept").fetchone() == (7,)


def test_a_server_left_behind_is_adopted(cluster):
    cluster.start(follow=False)
    left_behind = cluster.postmaster()

    later = Cluster(cluster.folder)
    later.start()

    assert later.postmaster() == left_behind


def test_a_number_that_now_belongs_to_another_program_does_not_hinder(cluster):
    cluster.start()
    cluster.stop()
    somebody = subprocess.Popen(["sleep", "60"], **cluster.as_owner)
    for mark in (cluster.data / "postmaster.pid", cluster.socket / f"{postgres.SOCKET}.lock"):
        mark.write_text(f"{somebody.pid}\n{cluster.data}\n0\n5432\n{cluster.socket}\n")

    cluster.start()

    assert cluster.answers()
    assert "sleep" in command_line(somebody.pid)
    somebody.kill()
    somebody.wait()


def test_a_killed_initdb_leaves_no_half_cluster(cluster):
    (cluster.home / "pg.new").mkdir()
    (cluster.home / "pg.new" / "PG_VERSION").write_text("18")

    cluster.start()

    assert cluster.answers()


def test_data_of_another_postgresql_is_refused_in_one_sentence(cluster):
    cluster.make()
    (cluster.data / "PG_VERSION").write_text("16\n")

    with pytest.raises(Trouble, match="dibuat oleh PostgreSQL 16"):
        cluster.start()

    (cluster.data / "PG_VERSION").write_text("18\n")


def test_a_machine_without_a_wheel_is_told_to_bring_a_server(cluster, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)

    with pytest.raises(Trouble, match="TITIAN_DATABASE_URL"):
        cluster.start()


def test_a_long_path_has_its_socket_elsewhere(short_folder):
    deep = short_folder / ("a" * 60) / ("b" * 60)
    assert str(folders.socket_folder(deep)).startswith("/tmp/titian-")


def test_a_folder_of_somebody_else_is_no_place_for_a_socket(tmp_path, monkeypatch):
    (tmp_path / "run").mkdir()
    monkeypatch.setattr(os, "geteuid", lambda: 4321)

    with pytest.raises(Trouble, match="milik pengguna lain"):
        folders.make_private(tmp_path / "run", 4321, 4321)


@only_root
def test_root_with_a_closed_folder_keeps_the_cluster_where_nobody_may_walk(short_folder):
    closed = short_folder / "closed"
    closed.mkdir(mode=0o700)
    cluster = Cluster(closed / "var")
    try:
        cluster.start()
        assert cluster.home.parent == Path("/var/lib/titian")
        assert closed.stat().st_mode & 0o777 == 0o700
    finally:
        cluster.stop()
        cluster.remove()
        cluster.home.rmdir()
