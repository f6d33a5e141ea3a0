"""What every agency needs before its first certificate: a template and a signatory. For the demo and new agencies."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from certificates.models import CertificateTemplate, Signatory
from people.models import Agency, Person, Position, Unit

# How agencies call the office that keeps careers and training.
ISSUING_UNITS = ("BKPSDM", "BKD", "BKDPROV", "BKPP", "BPSDM")
HEADS = (Position.Family.JPT_UTAMA, Position.Family.JPT_MADYA, Position.Family.JPT_PRATAMA)
SINCE = date(2024, 1, 1)
OFFICIAL_PREFIXES = ("Pemerintah Kabupaten ", "Pemerintah Kota ", "Pemerintah Provinsi ", "Pemerintah ")


@transaction.atomic
def ensure_templates() -> int:
    """A template and a signatory for each agency with units and people that lacks one; how many rows were made."""
    made = 0
    for agency in Agency.objects.exclude(kind=Agency.Kind.MITRA):
        unit = _issuing_unit(agency)
        signer = _head_of(unit) if unit else None
        if unit is None or signer is None:
            continue
        _row, template_made = CertificateTemplate.objects.get_or_create(
            agency=agency,
            code="baku",
            version=1,
            defaults={"issuing_unit": unit, "city": _city(agency), "valid": (SINCE, None)},
        )
        signatory_made = not Signatory.objects.filter(agency=agency).exists()
        if signatory_made:
            Signatory.objects.create(agency=agency, person=signer, title=f"Kepala {_name(unit)}", valid=(SINCE, None))
        made += template_made + signatory_made
    return made


def _issuing_unit(agency: Agency) -> Unit | None:
    units = agency.units.order_by("path")
    return units.filter(code__in=ISSUING_UNITS).first() or units.first()


def _head_of(unit: Unit) -> Person | None:
    """Who leads the unit today; failing that, whoever works there."""
    staff = Person.objects.filter(unit__path__startswith=unit.path, kind__in=[Person.Kind.PNS]).order_by("pk")
    return staff.filter(unit=unit, position__family__in=HEADS).first() or staff.first()


def _name(unit: Unit) -> str:
    span = unit.spans.order_by("-valid").first()
    return span.name if span else unit.code


def _city(agency: Agency) -> str:
    for prefix in OFFICIAL_PREFIXES:
        if agency.name.startswith(prefix):
            return agency.name.removeprefix(prefix)
    return agency.name
