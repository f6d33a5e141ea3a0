"""A district without answers: three offices of four, ten and twenty people, a catalogue, an instrument and a target.

Only the starting state is made here. What happens afterwards happens on pages.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.core.management import call_command

from tests.support import build
from tests.support.database import Copy
from tests.support.stage import Account

INSTRUMENT = Path(settings.BASE_DIR) / "surveys" / "instruments" / "ktdi.yaml"
SIZES = {"KECIL": 4, "SEDANG": 10, "BESAR": 20}
ANALYST, LEADER, HR, LEARNER = (Account(f"besar{number}@uji.contoh") for number in range(1, 5))


@dataclass(frozen=True)
class District:
    """`asked`: everybody, by office. The four with a task of their own are people of the large office."""

    asked: dict[str, list[Account]]
    analyst: Account = ANALYST
    leader: Account = LEADER
    hr: Account = HR
    learner: Account = LEARNER
    learner_name: str = "Besar Orang 4"


@pytest.fixture(scope="session")
def district_template(django_db_setup: None, django_db_blocker) -> Iterator[str]:
    copy = Copy()
    with django_db_blocker.unblock():
        copy.renew()
        set_up()
        kept = copy.keep("daerah")
    yield kept
    copy.drop(kept)


@pytest.fixture
def district(district_template: str, live_server, transactional_db: None, settings) -> District:
    Copy().renew(district_template)
    settings.BASE_URL = settings.WAGTAILADMIN_BASE_URL = live_server.url
    return District({code: [account(code, n) for n in range(1, size + 1)] for code, size in SIZES.items()})


def account(office: str, number: int) -> Account:
    return Account(f"{office.lower()}{number}@uji.contoh")


def set_up() -> None:
    from certificates.starter import ensure_templates
    from courses.course_file import COURSES
    from people.models import Role, UnitSpan
    from surveys.services import load_instrument
    from targets.loading import load_targets, read_content

    agency = build.agency(zone="Asia/Makassar")
    top = build.unit("PEMDA", name="Pemerintah Kabupaten Uji", of=agency, kind=UnitSpan.Kind.INSTANSI)
    for code, size in SIZES.items():
        office = build.unit(code, name=f"Dinas {code.title()}", parent=top)
        for number in range(1, size + 1):
            build.learner(f"{code.title()} Orang {number}", at=office, email=account(code, number).name)
    for who, role in ((ANALYST, Role.ANALIS), (LEADER, Role.PIMPINAN), (HR, Role.ADMIN_SDM)):
        build.role(person_of(who), role, top)
    call_command("load_competencies", verbosity=0)
    call_command("import_course", COURSES / "K1.yaml", provider=agency.code, publish=True)
    ensure_templates()
    load_instrument(content=yaml.safe_load(INSTRUMENT.read_text(encoding="utf-8")))
    load_targets(unit=top, content=read_content())


def person_of(account: Account):
    from people.models import Person

    return Person.objects.get(email=account.name)
