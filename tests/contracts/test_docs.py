"""What the documents say is true."""

import re

import pytest

from deploy.local.folders import ROOT
from lms import env

ROOMS = [path.parent.name for path in ROOT.glob("*/apps.py")] + ["documents", "measures"]


def test_every_environment_variable_stands_in_the_readme():
    readme = (ROOT / "README.md").read_text()
    assert [v.name for v in env.VARIABLES if f"`{v.name}`" not in readme] == []


@pytest.mark.parametrize("room", sorted(ROOMS))
def test_every_room_says_what_it_owns(room):
    lines = (ROOT / room / "README.md").read_text().strip().splitlines()
    assert lines[0].startswith(f"# {room}")
    assert 5 <= len(lines) <= 25


def test_every_run_time_dependency_has_its_line():
    adr = (ROOT / "docs/adr/0016-dependencies.md").read_text().lower()
    names = [
        re.split(r"[=\[<>; ]", line)[0].lower()
        for file in ("requirements.in", "requirements-dev.in")
        for line in (ROOT / file).read_text().splitlines()
        if line.strip() and not line.startswith(("#", "-r"))
    ]
    assert [name for name in names if name not in adr] == []


def test_links_between_documents_lead_somewhere():
    broken = []
    for document in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("*/README.md")]:
        for target in re.findall(r"\]\((?!https?://|#)([^)#]+)", document.read_text()):
            if not (document.parent / target).exists():
                broken.append(f"{document.relative_to(ROOT)} → {target}")
    assert broken == []


def test_nothing_but_core_speaks_to_celery():
    users = [
        str(path.relative_to(ROOT))
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
        if re.search(r"\.delay\(|\.apply_async\(|shared_task|from celery import", path.read_text())
    ]
    assert set(users) <= {"core/tasks.py", "core/jobs.py", "lms/celery.py", "lms/__init__.py"}
