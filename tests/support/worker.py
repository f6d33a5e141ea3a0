"""A real worker on the database of the test: what a commit set going is done by another process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from deploy.local.children import follow_parent, kill_group

BIN = Path(sys.executable).parent


@pytest.fixture
def worker(live_server, data_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[subprocess.Popen[bytes]]:
    """`celery worker` with beat on a broker of files. Its sweep finds the rows of the live server."""
    queue = data_folder / "queue"
    for folder in ("messages", "control"):
        (queue / folder).mkdir(parents=True, exist_ok=True)
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "lms.settings.dev",
        "TITIAN_SECRET_KEY": settings.SECRET_KEY,
        "TITIAN_DATA": str(data_folder),  # of the live server: under xdist the environment names another one
        "TITIAN_BROKER_URL": "filesystem://",
        "TITIAN_BASE_URL": live_server.url,
    }
    # `settings` of the live server print no addresses; those of the worker stand on the certificate.
    words: list[str | Path] = ["-A", "lms", "worker", "-B", "-s", data_folder / "beat", "-P", "threads", "-c", "2"]
    quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "WARNING"]
    log = data_folder / "worker.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [BIN / "celery", *words, *quiet],
            env=env,
            stdout=out,
            stderr=out,
            preexec_fn=follow_parent(signal.SIGKILL),
            start_new_session=True,
        )
    yield process
    kill_group(process.pid)
    process.wait()
    errors = [line for line in log.read_text().splitlines() if '"ERROR"' in line or "Traceback" in line]
    assert not errors, errors
