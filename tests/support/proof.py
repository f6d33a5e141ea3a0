"""`make proof`: the long simulations and attacks at full size, with their figures in docs/proof.json."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
FIGURES: pytest.StashKey[dict[str, Any]] = pytest.StashKey()
PROOFS = pytest.StashKey[dict[str, dict[str, Any]]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--proof", metavar="FILE", help="run marked proofs at full size and write their figures to FILE")


def pytest_configure(config: pytest.Config) -> None:
    config.stash[PROOFS] = {}


@pytest.fixture
def size(request: pytest.FixtureRequest) -> Callable[..., int]:
    """`size(20, full=200)`: the first number in `make test`, the second in `make proof`."""
    full_size = bool(request.config.getoption("--proof"))
    return lambda small, *, full: full if full_size else small


@pytest.fixture
def figure(request: pytest.FixtureRequest) -> Callable[[str, Any], None]:
    """`figure("certificates", 200)`: a number that docs/proof.json shall show for this test."""
    figures: dict[str, Any] = request.node.stash.setdefault(FIGURES, {})
    return figures.__setitem__


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):
    report = yield
    if item.get_closest_marker("proof") and (report.when == "call" or report.failed):
        figures: dict[str, Any] = item.stash.get(FIGURES, {})
        item.config.stash[PROOFS][item.nodeid] = {
            "outcome": report.outcome,
            "seconds": round(report.duration, 1),
            **figures,
        }
    return report


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    if not (file := session.config.getoption("--proof")):
        return
    proof = {
        "commit": git("rev-parse", "HEAD"),
        "changed_since": bool(git("status", "--porcelain", "--untracked-files=no")),
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "passed": exitstatus == 0,
        "tests": dict(sorted(session.config.stash[PROOFS].items())),
    }
    Path(file).write_text(json.dumps(proof, indent=2, ensure_ascii=False) + "\n")


def git(*words: str) -> str:
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True)
    return done.stdout.strip()
