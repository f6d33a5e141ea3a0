"""What every test may ask for: a database, a clock, Redis, a browser.

Where things lie is decided here, before Django reads its settings, so that no test touches the data of `make run`.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import django
import hypothesis
import pytest
from django.conf import settings

_data = tempfile.TemporaryDirectory(prefix="titian-uji-", ignore_cleanup_errors=True)
os.environ["TITIAN_DATA"] = _data.name
os.environ["DJANGO_SETTINGS_MODULE"] = "lms.settings.test"
django.setup()

from tests.support.clock import Clock  # noqa: E402
from tests.support.redis_server import running_redis  # noqa: E402

DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "django_db_setup"}

pytest_plugins = [
    "tests.support.browsing",
    "tests.support.cast",
    "tests.support.district",
    "tests.support.proof",
    "tests.support.stage",
    "tests.support.worker",
]


# Properties are tried with the same examples at every run, and never fail by the clock of a busy machine; `make proof`
# draws new ones.
_calm = hypothesis.settings(deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.register_profile("same", _calm, derandomize=True)
hypothesis.settings.register_profile("explore", _calm)
hypothesis.settings.load_profile("same")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs PostgreSQL, so that `make test-fast` is the rules alone; long files first, so that none is left
    to one process at the end."""
    for item in items:
        if DATABASE_FIXTURES & set(getattr(item, "fixturenames", ())) or item.get_closest_marker("django_db"):
            item.add_marker(pytest.mark.database)
    long = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in long)


def pytest_xdist_setupnodes() -> None:
    """Processes beside this one inherit its environment; each is to have settings, and a folder, of its own."""
    del os.environ["DJANGO_SETTINGS_MODULE"]


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker) -> Iterator[None]:
    """A clone of the migrated template for this process; live-server tests are undone by cloning again."""
    from django.db import connections
    from django.test import TransactionTestCase

    from tests.support.database import Copy, running_server

    with django_db_blocker.unblock(), running_server() as server:
        connections["default"].settings_dict.update(server)
        copy = Copy()
        copy.build_template()
        copy.renew()
        TransactionTestCase._fixture_teardown = lambda self: copy.renew()  # type: ignore[attr-defined]
        yield
        copy.drop()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Time stands still until the test moves it."""
    return Clock(monkeypatch)


@pytest.fixture
def settle(db: None) -> Callable[[], None]:
    """Deliver events and run jobs until nothing is left."""
    from tests.support.settle import settle

    return settle


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real Redis, empty at first, shared by the session."""
    with running_redis(tmp_path_factory.mktemp("redis")) as url:
        yield url


@pytest.fixture
def data_folder() -> Path:
    """TITIAN_DATA of this session, as its settings have read it."""
    return Path(settings.DATA_DIR)
