"""A small agency with a catalogue, set up once a session; each test that asks for `stage` starts from a clone of it.

Only the starting state is made here. What happens afterwards happens in a browser.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.support import build
from tests.support.database import Copy

CONTENT = Path(__file__).parent / "content"


@dataclass(frozen=True)
class Account:
    name: str
    password: str = build.PASSWORD


@dataclass(frozen=True)
class Stage:
    """Who stands on it: `new` has done nothing, `running` is amid K1 and the test of U1, `finished` has K1."""

    new: Account = Account("ani@uji.contoh")
    running: Account = Account("budi@uji.contoh")
    finished: Account = Account("citra@uji.contoh")
    partner: Account = Account("eko@mitra.contoh")
    author: Account = Account("galih@uji.contoh")


@pytest.fixture(scope="session")
def stage_template(django_db_setup: None, django_db_blocker) -> Iterator[str]:
    copy = Copy()
    with django_db_blocker.unblock():
        copy.renew()
        set_up()
        kept = copy.keep("panggung")
    yield kept
    copy.drop(kept)


@pytest.fixture
def stage(stage_template: str, live_server, transactional_db: None, settings) -> Stage:
    Copy().renew(stage_template)
    settings.BASE_URL = settings.WAGTAILADMIN_BASE_URL = live_server.url
    return Stage()


def set_up() -> None:
    from certificates.starter import ensure_templates
    from courses.course_file import COURSES
    from people.models import Person, Position, Role, UnitSpan

    agency = build.agency(zone="Asia/Makassar")
    top = build.unit("PEMDA", name="Pemerintah Kabupaten Uji", of=agency, kind=UnitSpan.Kind.INSTANSI)
    office = build.unit("BKPSDM", name="Badan Kepegawaian dan Pengembangan SDM", parent=top, kind=UnitSpan.Kind.BADAN)
    kominfo = build.unit("DISKOMINFO", name="Dinas Komunikasi dan Informatika", parent=top)
    head = build.position("Kepala Badan", Position.Family.JPT_PRATAMA)
    expert = build.position("Pranata Komputer Ahli Muda", Position.Family.JF_AHLI_MUDA)
    build.learner("Citra Wulandari", at=office, position=head, email="citra@uji.contoh", title_after="M.Si.")
    build.learner("Ani Lestari Kusumaningrum", at=kominfo, position=expert, email="ani@uji.contoh")
    build.learner("Budi Santoso", at=kominfo, position=expert, email="budi@uji.contoh")
    author = build.learner("Galih Wicaksana", at=office, email="galih@uji.contoh")
    build.role(author, Role.PENYUSUN, top)
    build.learner("Eko", kind=Person.Kind.MITRA, email="eko@mitra.contoh")
    call_command("load_competencies", verbosity=0)
    call_command("load_glossary", verbosity=0)
    files = [COURSES / "K1.yaml", COURSES / "K10.yaml", CONTENT / "U1.yaml"]
    call_command("import_course", *files, provider=agency.code, publish=True)
    ensure_templates()
    learn()


def learn() -> None:
    """What some have done before the test begins."""
    from certificates.models import Revocation
    from certificates.services import reissue_certificate, revoke_certificate
    from people.models import Person
    from tests.support import study
    from tests.support.settle import settle

    citra, budi = (Person.objects.get(full_name=name) for name in ("Citra Wulandari", "Budi Santoso"))
    galih = Person.objects.get(full_name="Galih Wicaksana")
    study.certificate(citra, "K1")
    reissue_certificate(certificate=study.certificate(citra, "U1"), by=None)
    broken = study.certificate(galih, "U1")
    revoke_certificate(certificate=broken, reason=Revocation.Reason.PELANGGARAN, note="", by=None)
    study.study(study.enrol(budi, "K1"), until=4)
    study.study(study.enrol(budi, "U1"), until=3)
    settle()
