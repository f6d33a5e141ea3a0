"""Learners finish while the worker is killed with -9 again and again: nothing is lost, nothing happens twice.

A PostgreSQL of our own with all safety on, a real worker with its beat, a broker of files or Redis. The worker dies at
four named points of the code and then at fixed intervals; afterwards every completion has one certificate and one
entry in the ledger, the numbers have neither hole nor double, and every file is the one whose fingerprint is kept.
"""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest

from deploy.local.children import follow_parent, kill_group
from deploy.local.folders import ROOT
from deploy.local.postgres import Cluster
from tests.proof.points import FILE_WRITTEN, POINTS, VARIABLE

BIN = Path(sys.executable).parent
TEMPLATE = "pola"
PATIENCE = 240.0
LONG = 1_200.0
UNTIL_DONE = 10_000

pytestmark = [pytest.mark.slow, pytest.mark.proof]


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """A durable server with a migrated database to copy."""
    with tempfile.TemporaryDirectory(prefix="titian-bukti-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        cluster = Cluster(Path(folder))
        cluster.start()
        try:
            cluster.renew(TEMPLATE)
            here = Scene(cluster, Path(folder) / TEMPLATE, TEMPLATE, "filesystem://")
            here.manage("migrate", "--verbosity", "0")
            yield cluster
        finally:
            cluster.stop()
            cluster.remove()


@dataclass
class Scene:
    """One database, one data folder, one broker, and the workers that come and go on them."""

    cluster: Cluster
    folder: Path
    database: str
    broker: str
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def __post_init__(self) -> None:
        for each in ("queue/messages", "queue/control"):
            (self.folder / each).mkdir(parents=True, exist_ok=True)

    @property
    def env(self) -> dict[str, str]:
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("TITIAN_", "DJANGO_"))}
        return clean | {
            "DJANGO_SETTINGS_MODULE": "lms.settings.dev",
            "TITIAN_DATABASE_URL": self.cluster.url(self.database),
            "TITIAN_DATA": str(self.folder),
            "TITIAN_BROKER_URL": self.broker,
        }

    @property
    def log(self) -> Path:
        return self.folder / "worker.log"

    def manage(self, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *words], cwd=ROOT, env=self.env, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def complete(self, amount: int, pause: float) -> subprocess.Popen[bytes]:
        with (self.folder / "completing.log").open("wb") as out:
            return subprocess.Popen(
                [sys.executable, "-m", "tests.proof.completing", str(amount), str(pause)],
                cwd=ROOT,
                env=self.env,
                stdout=out,
                stderr=out,
                preexec_fn=follow_parent(signal.SIGKILL),
            )

    def start_worker(self, dying_at: str = "") -> subprocess.Popen[bytes]:
        app = "tests.proof.mortal" if dying_at else "lms"
        self.log.write_bytes(b"")
        with self.log.open("ab") as out:
            worker = subprocess.Popen(
                [
                    *(
                        BIN / "celery",
                        "-A",
                        app,
                        "worker",
                        "-B",
                        "-s",
                        self.folder / "beat",
                        "-P",
                        "threads",
                        "-c",
                        "2",
                    ),
                    *("--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "INFO"),
                ],
                cwd=ROOT,
                env=self.env | {VARIABLE: dying_at},
                stdout=out,
                stderr=out,
                start_new_session=True,
                preexec_fn=follow_parent(signal.SIGKILL),
            )
        self.workers.append(worker)
        return worker

    def is_ready(self) -> bool:
        return " ready." in self.log.read_text(errors="replace")

    def ask(self, question: str) -> list[tuple]:
        with self.cluster.connect(self.database) as connection:
            return connection.execute(question).fetchall()

    def is_done(self, amount: int) -> bool:
        """All completions are in, and no event or job is left to do."""
        try:
            ((finished, events, jobs),) = self.ask(
                "SELECT (SELECT count(*) FROM courses_enrolment WHERE state = 'selesai'),"
                " (SELECT count(*) FROM core_event WHERE handled_at IS NULL),"
                " (SELECT count(*) FROM core_job WHERE state IN ('menunggu', 'jalan'))"
            )
        except psycopg.OperationalError:
            return False
        return (finished, events, jobs) == (amount, 0, 0)

    def end(self) -> None:
        for worker in self.workers:
            kill_group(worker.pid)
            worker.wait()


@pytest.fixture
def scene(cluster: Cluster, tmp_path: Path) -> Iterator[Callable[[str, str], Scene]]:
    made: list[Scene] = []

    def scene(database: str, broker: str) -> Scene:
        with cluster.connect() as server:
            server.execute(f'CREATE DATABASE "{database}" TEMPLATE "{TEMPLATE}"')
        made.append(Scene(cluster, tmp_path, database, broker))
        return made[-1]

    yield scene
    for each in made:
        each.end()


def until(true: Callable[[], object], what: str, patience: float = PATIENCE) -> None:
    deadline = time.monotonic() + patience
    while not true():
        assert time.monotonic() < deadline, f"{what}: waited {patience:.0f} s in vain"
        time.sleep(0.2)


def die_at_each(points: Collection[str], scene: Scene) -> None:
    for point in points:
        worker = scene.start_worker(dying_at=point)
        until(worker.poll, f"no death at: {point}")
        assert worker.returncode == -signal.SIGKILL, scene.log.read_text()
        kill_group(worker.pid)  # its beat


def kill_again_and_again(scene: Scene, amount: int, *, every: float, kills: int) -> int:
    """Kill each worker after `every` seconds of its life, `kills` times unless all is done before; the last lives."""
    killed, deadline = 0, time.monotonic() + LONG
    while killed < kills and not scene.is_done(amount):
        assert time.monotonic() < deadline, scene.log.read_text()[-4000:]
        worker = scene.start_worker()
        until(scene.is_ready, "the worker never was ready")
        time.sleep(every)
        kill_group(worker.pid)
        worker.wait()
        killed += 1
    scene.start_worker()
    until(lambda: scene.is_done(amount), "something is left undone", LONG)
    return killed


def survive(scene: Scene, amount: int, *, points: Collection[str], every: float, kills: int) -> int:
    """Kill while people finish; then check with the product's own command and with nothing of the product."""
    completing = scene.complete(amount, pause=0.25)
    die_at_each(points, scene)
    killed = kill_again_and_again(scene, amount, every=every, kills=kills)
    assert completing.wait(timeout=60) == 0, (scene.folder / "completing.log").read_text()
    assert "pelanggaran" not in scene.manage("check_invariants")
    check_certificates(scene, amount)
    check_ledger(scene, amount)
    return killed + len(points)


def check_certificates(scene: Scene, amount: int) -> None:
    rows = scene.ask("SELECT sequence, enrolment_id, number, file, sha256 FROM certificates_certificate")
    assert sorted(sequence for sequence, *_ in rows) == list(range(1, amount + 1))
    assert len({enrolment for _, enrolment, *_ in rows}) == amount
    assert len({number for _, _, number, *_ in rows}) == amount
    private = scene.folder / "private"
    for *_, file, expected in rows:
        assert hashlib.sha256((private / file).read_bytes()).hexdigest() == expected
    assert len([path for path in private.rglob("*") if path.is_file()]) == amount


def check_ledger(scene: Scene, amount: int) -> None:
    ((entries, people, causes, hours),) = scene.ask(
        "SELECT count(*), count(DISTINCT person_id), count(DISTINCT source_id), sum(jp) FROM records_ledgerentry"
    )
    assert (entries, people, causes, hours) == (amount, amount, amount, amount * 3)


def test_f04_completions_survive_a_worker_that_is_killed_again_and_again(scene, size, figure):
    amount = size(20, full=200)
    here = scene("berkas", "filesystem://")
    killed = survive(here, amount, points=POINTS, every=size(2, full=5), kills=size(2, full=UNTIL_DONE))
    ((again,),) = here.ask("SELECT count(*) FROM core_job WHERE tries > 1")
    figure("completions", amount)
    figure("kills", killed)
    figure("jobs_tried_again", again)
    assert again, "no kill hit a job at work"


def test_f08_the_same_with_redis_as_the_broker(scene, redis_url):
    here = scene("redis", redis_url.rsplit("/", 1)[0] + "/5")
    survive(here, 12, points=[FILE_WRITTEN], every=2, kills=1)
