"""The five people of our stories. Each has an account (`ani.user`) with the password `build.PASSWORD`."""

from __future__ import annotations

import pytest

from people.models import Agency, Person, Position, Role, Unit, UnitSpan
from tests.support import build


@pytest.fixture
def kabupaten(db: None) -> Agency:
    return build.agency()


@pytest.fixture
def pemda(kabupaten: Agency) -> Unit:
    """The top of the agency's tree."""
    return build.unit("PEMDA", name="Pemerintah Kabupaten Uji", of=kabupaten, kind=UnitSpan.Kind.INSTANSI)


@pytest.fixture
def kominfo(pemda: Unit) -> Unit:
    return build.unit("DISKOMINFO", name="Dinas Komunikasi dan Informatika", parent=pemda)


@pytest.fixture
def aptika(kominfo: Unit) -> Unit:
    return build.unit("DISKOMINFO-1", name="Bidang Aplikasi Informatika", parent=kominfo, kind=UnitSpan.Kind.BIDANG)


@pytest.fixture
def dinkes(pemda: Unit) -> Unit:
    return build.unit("DINKES", name="Dinas Kesehatan", parent=pemda)


@pytest.fixture
def bkpsdm(pemda: Unit) -> Unit:
    return build.unit("BKPSDM", name="Badan Kepegawaian dan Pengembangan SDM", parent=pemda, kind=UnitSpan.Kind.BADAN)


@pytest.fixture
def budi(aptika: Unit) -> Person:
    """Kepala bidang, superior of Ani."""
    kepala = build.position("Kepala Bidang", Position.Family.ADMINISTRATOR)
    budi = build.learner("Budi Santoso", at=aptika, position=kepala, rank="IV/a")
    build.role(budi, Role.ATASAN)
    return budi


@pytest.fixture
def ani(aptika: Unit, budi: Person) -> Person:
    """Pelaksana in Dinas Kominfo; has never taken a course."""
    return build.learner("Ani Lestari", at=aptika, superior=budi, nip="198803172014032902", email="ani@uji.contoh")


@pytest.fixture
def citra(bkpsdm: Unit, pemda: Unit) -> Person:
    """HR of the whole agency."""
    analis = build.position("Analis SDM Aparatur Ahli Muda", Position.Family.JF_AHLI_MUDA)
    citra = build.learner("Citra Wulandari", at=bkpsdm, position=analis)
    build.role(citra, Role.ADMIN_SDM, pemda)
    return citra


@pytest.fixture
def dewi(pemda: Unit) -> Person:
    """Sekretaris daerah."""
    sekda = build.position("Sekretaris Daerah", Position.Family.JPT_PRATAMA)
    dewi = build.learner("Dewi Kartika", at=pemda, position=sekda, title_before="Dr.", title_after="M.Si.")
    build.role(dewi, Role.PIMPINAN, pemda)
    return dewi


@pytest.fixture
def eko(db: None) -> Person:
    """A partner from outside: one word, no NIP, no unit; he learns and gets certificates but no JP."""
    return build.learner("Eko", kind=Person.Kind.MITRA, email="eko@mitra.contoh")
