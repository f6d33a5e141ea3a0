"""A product started by its own starter, in a folder and on a port of its own."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from deploy.local.children import command_lines
from deploy.local.folders import ROOT
from deploy.local.run import alive

PATIENCE = 400.0  # the first start loads the demo, and the machine may be busy


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def until(true: Callable[[], object], patience: float = PATIENCE) -> None:
    deadline = time.monotonic() + patience
    while not true():
        assert time.monotonic() < deadline, f"waited {patience} s in vain"
        time.sleep(0.1)


class Product:
    """`make run` without the installing."""

    def __init__(self, data: Path) -> None:
        self.data, self.port = data, free_port()
        self.child: subprocess.Popen[str] | None = None

    def start(self, **env: str) -> None:
        """As a shell would; what this session's fixtures have set stays here."""
        clean = {k: v for k, v in os.environ.items() if not k.startswith(("TITIAN_", "DJANGO_", "MAKE", "PYTEST"))}
        self.child = subprocess.Popen(
            [sys.executable, "-m", "deploy.local.run"],
            cwd=ROOT,
            env=clean | {"DATA": str(self.data), "PORT": str(self.port), "PEOPLE": "100"} | env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def wait_until_it_serves(self) -> None:
        child = self.child
        assert child
        until(lambda: child.poll() is not None or alive(self.port))
        assert child.poll() is None, child.communicate()[0]

    def processes(self, *words: str) -> list[int]:
        """Living processes of this product whose command holds every word."""
        return [pid for pid, cmd in command_lines().items() if all(word in cmd for word in (str(self.data), *words))]

    def kill(self, *words: str) -> None:
        for pid in self.processes(*words):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:  # it followed one that we killed before
                continue

    def kill_everything(self) -> None:
        assert self.child
        self.child.kill()
        self.kill()
        self.child.communicate()

    def end(self) -> None:
        if self.child and self.child.poll() is None:
            self.kill_everything()

    def stop(self, signum: int = signal.SIGINT) -> tuple[int, str]:
        assert self.child
        self.child.send_signal(signum)
        said = self.child.communicate(timeout=60)[0]
        return self.child.returncode, said

    def refusal(self, **env: str) -> str:
        """What a start says that ends by itself, with a failure."""
        self.start(**env)
        assert self.child
        said = self.child.communicate(timeout=60)[0]
        assert self.child.returncode == 1, said
        return said


@pytest.fixture(scope="session")
def short_folder() -> Iterator[Path]:
    """Where also `nobody` may walk (pytest's own folders are closed)."""
    folder = Path(tempfile.mkdtemp(prefix="titian-mulai-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def product(short_folder: Path) -> Iterator[Product]:
    """Not started yet, with an empty folder."""
    product = Product(new_folder(short_folder))
    yield product
    product.end()


@pytest.fixture(scope="module")
def loaded(short_folder: Path) -> Iterator[Product]:
    """One whose database was made once; loading the demo for each test would take too long."""
    product = Product(new_folder(short_folder))
    yield product
    product.end()


@pytest.fixture
def served(loaded: Product) -> Product:
    """Serving, whatever the test before did to it."""
    if not loaded.child or loaded.child.poll() is not None:
        loaded.start()
    loaded.wait_until_it_serves()
    return loaded


def new_folder(inside: Path) -> Path:
    folder = Path(tempfile.mkdtemp(dir=inside))
    folder.chmod(0o755)
    return folder
