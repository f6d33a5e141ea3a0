"""Setting up: an old Python gets a sentence, and a lock that is installed is not installed again."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from collections import namedtuple
from pathlib import Path

import pytest

from deploy.local import bootstrap

Version = namedtuple("Version", "major minor micro")


@pytest.fixture
def clone(tmp_path, monkeypatch):
    """An empty clone with two locks and an environment that is only a stamp."""
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "python").symlink_to(sys.executable)
    for lock in (bootstrap.RUN, bootstrap.DEV):
        (tmp_path / lock).write_text(lock)
    monkeypatch.setattr(bootstrap, "ROOT", str(tmp_path))
    monkeypatch.setattr(bootstrap, "VENV", str(tmp_path / ".venv"))
    monkeypatch.setattr(bootstrap, "PYTHON", str(tmp_path / ".venv" / "bin" / "python"))
    monkeypatch.setattr(bootstrap, "STAMP", str(tmp_path / ".venv" / "stamp"))
    return tmp_path


@pytest.mark.parametrize("version", [Version(3, 10, 0), Version(3, 14, 0)])
def test_a_python_that_does_not_fit_is_told(version, monkeypatch):
    monkeypatch.setattr(sys, "version_info", version)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(SystemExit, match=r"Pasang Python 3\.11, 3\.12, atau 3\.13"):
        bootstrap.main()


def test_an_old_python_can_read_it():
    ast.parse(Path(bootstrap.__file__).read_text(), feature_version=(3, 7))


def test_an_installed_lock_is_in_step_until_it_changes(clone):
    assert not bootstrap.in_step(bootstrap.RUN)
    (clone / ".venv" / "stamp").write_text(bootstrap.mark(bootstrap.RUN))
    assert bootstrap.in_step(bootstrap.RUN)
    (clone / bootstrap.RUN).write_text("newer")
    assert not bootstrap.in_step(bootstrap.RUN)


def test_the_lock_for_development_is_enough_for_running(clone):
    (clone / ".venv" / "stamp").write_text(bootstrap.mark(bootstrap.DEV))
    assert bootstrap.in_step(bootstrap.RUN)


def test_a_moved_clone_is_set_up_again(clone, monkeypatch):
    (clone / ".venv" / "stamp").write_text(bootstrap.mark(bootstrap.DEV))
    monkeypatch.setattr(bootstrap, "VENV", "/elsewhere/.venv")
    assert not bootstrap.in_step(bootstrap.RUN)


def test_a_full_disk_is_told(clone, monkeypatch):
    monkeypatch.setattr("shutil.disk_usage", lambda folder: namedtuple("Usage", "free")(1_000))
    with pytest.raises(SystemExit, match="kurang dari 1 GB"):
        bootstrap.install(bootstrap.RUN)


def test_a_folder_that_takes_no_file_is_told(tmp_path):
    """The whole file as a program, in a clone where `.venv.lock` cannot be made."""
    place = tmp_path / "deploy" / "local"
    place.mkdir(parents=True)
    shutil.copy(bootstrap.__file__, place)
    (tmp_path / bootstrap.RUN).write_text("")
    (tmp_path / bootstrap.DEV).write_text("")
    (tmp_path / ".venv.lock").mkdir()
    done = subprocess.run(
        [sys.executable, place / "bootstrap.py", bootstrap.RUN], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.startswith("Titian: Folder ")
    assert len(done.stderr.splitlines()) == 1
