"""`make run`: keeps a database, the web and a worker alive until Ctrl-C.

What is killed is started again. When this process is killed itself, its children follow it, and whatever is left all
the same is ended or adopted by the next start.
"""

from __future__ import annotations

import fcntl
import http.client
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from deploy.local import folders
from deploy.local.children import Program, command_lines, die_with_make, follow_parent
from deploy.local.postgres import Cluster, last_line
from deploy.local.trouble import Trouble, told_in_one_sentence

BIN = Path(sys.executable).parent
DATABASE = "titian"
HALF_MADE = "titian_baru"
GRACE = 10.0
PATIENCE = 180.0
END = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@told_in_one_sentence
def main() -> None:
    for signum in END:
        signal.signal(signum, leave)
    die_with_make()
    port = wanted_port()
    data = folders.data_folder()
    with sole_run(data):
        end_orphans(data)
        refuse_busy(port)
        for folder in ("log", "queue/messages", "queue/control"):
            folders.make(data / folder)
        with database(data) as cluster:
            env = environment(data, port, cluster)
            logins = prepare(cluster, env)
            serve(cluster, programs(data, env, port), port, logins)


def leave(_signum: int, _frame: object) -> None:
    """End wherever we are; what was begun is undone by the blocks that began it, which nothing may disturb."""
    for other in END:
        signal.signal(other, signal.SIG_IGN)
    raise SystemExit(0)


def wanted_port() -> int:
    text = os.environ.get("PORT") or "8000"
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise Trouble(f"PORT={text} bukan nomor port. Isi 1 sampai 65535, misalnya: make run PORT=8001")
    return int(text)


@contextmanager
def sole_run(data: Path) -> Iterator[None]:
    """Hold the data folder; a second `make run` on it would start a second set of everything."""
    with (data / "run.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Trouble(
                f"Titian sudah berjalan dengan data {data}. "
                "Hentikan yang itu dengan Ctrl-C, atau pilih data lain: make run DATA=~/titian2 PORT=8001"
            ) from None
        yield


def end_orphans(data: Path) -> None:
    """Kill what an earlier run with this data left behind; we hold its lock, so nobody owns these."""
    for pid, command in command_lines().items():
        if str(BIN) in command and str(data) in command and ("gunicorn" in command or "celery" in command):
            os.kill(pid, signal.SIGKILL)


def refuse_busy(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            raise Trouble(f"Port {port} hanya untuk root. Pilih yang lain: make run PORT=8001") from None
        except OSError:
            raise Trouble(
                f"Port {port} sudah dipakai program lain. Pilih yang lain: make run PORT={port + 1}"
            ) from None


@contextmanager
def database(data: Path) -> Iterator[Cluster | None]:
    """Our own server for as long as this block lasts; None when TITIAN_DATABASE_URL names another."""
    if os.environ.get("TITIAN_DATABASE_URL"):
        yield None
        return
    cluster = Cluster(data)
    if cluster.home != cluster.folder:
        tell(f"Basis data di {cluster.home}, karena {data} tertutup bagi pengguna `nobody`.")
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.stop()


def environment(data: Path, port: int, cluster: Cluster | None) -> dict[str, str]:
    """What the children read; what is set outside wins."""
    ours = {
        "DJANGO_SETTINGS_MODULE": "lms.settings.dev",
        "TITIAN_SECRET_KEY": secret_key(data / "secret"),
        "TITIAN_BASE_URL": f"http://localhost:{port}",
        "PYTHONUNBUFFERED": "1",
    }
    env = ours | os.environ | {"TITIAN_DATA": str(data)}
    if cluster:
        env["TITIAN_DATABASE_URL"] = cluster.url(DATABASE)
    return env


def secret_key(file: Path) -> str:
    """Made once and kept, so that sessions outlive a restart; never the same on two machines."""
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(60))
    return file.read_text()


def prepare(cluster: Cluster | None, env: dict[str, str]) -> str:
    """Migrate, and load the demo into an empty database; returns the logins to show.

    A new database gets its name only when it is complete, so that a start that was killed leaves nothing half loaded.
    """
    if cluster is None or cluster.has(DATABASE):
        return migrate_and_load(env)
    tell("Menyiapkan basis data baru …")
    cluster.renew(HALF_MADE)
    logins = migrate_and_load(env | {"TITIAN_DATABASE_URL": cluster.url(HALF_MADE)})
    cluster.rename(HALF_MADE, DATABASE)
    return logins


def migrate_and_load(env: dict[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "deploy.local.prepare"],
        cwd=folders.ROOT,
        env=env,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=follow_parent(signal.SIGTERM),
    )
    if done.returncode:
        raise Trouble("Basis data tidak dapat disiapkan; sebabnya tertulis di atas. Perbaiki, lalu ulangi: make run")
    return done.stdout


def programs(data: Path, env: dict[str, str], port: int) -> list[Program]:
    web: list[str | Path] = [
        *(BIN / "gunicorn", "lms.wsgi", "--name", f"titian:{data}", "--bind", f"127.0.0.1:{port}"),
        *("--worker-class", "gthread", "--workers", "2", "--threads", "4", "--graceful-timeout", "8"),
        # Imported once for both workers: half the start, and a killed worker is back at once.
        *("--preload", "--log-level", "warning", "--no-control-socket"),
    ]
    # Threads: an embedded beat under prefork does not stop when asked to.
    worker: list[str | Path] = [
        *(BIN / "celery", "-A", "lms", "worker", "-B", "-s", data / "beat", "-P", "threads", "-c", "2"),
        *("--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "WARNING"),
    ]
    return [
        Program("web", web, env, data / "log" / "web.log"),
        Program("worker", worker, env, data / "log" / "worker.log"),
    ]


def serve(cluster: Cluster | None, programs: list[Program], port: int, logins: str) -> None:
    """Keep everything alive; only a signal, or a web that never comes up, leads out."""
    web, greeted, deadline = programs[0], False, time.monotonic() + PATIENCE
    try:
        while True:
            if cluster and not cluster.postmaster():
                cluster.start()
            for program in programs:
                program.keep()
            if not greeted and alive(port):
                greeted = True
                tell(f"{logins.rstrip()}\n\nTitian siap di http://localhost:{port} (berhenti: Ctrl-C)".lstrip())
            if not greeted and (web.deaths > 2 or time.monotonic() > deadline):
                raise Trouble(f"Web tidak dapat dimulai: {last_line(web.log.read_text())} (lihat {web.log})")
            time.sleep(0.5 if greeted else 0.1)
    finally:
        for program in programs:
            program.ask_to_stop()
        deadline = time.monotonic() + GRACE
        for program in programs:
            program.wait_or_kill(deadline)


def alive(port: int) -> bool:
    """Whether the web answers, without asking the database."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
        try:
            connection.request("GET", "/sehat", headers={"Host": "localhost"})
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False


def tell(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    main()
