"""What follows from a figure: the six posts from gap to target, and the courses that a unit might be given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from competencies.models import UnitNeed
from courses.recommend import UnitRecommendation
from documents.words import write_jp, write_number
from measures.progress import BELUM_ADA, SESUAI, TERCAPAI
from people.models import Unit
from reports.snapshots.learning import Learning
from reports.snapshots.released import TIDAK_IKUT
from reports.wording import language

Data = dict[str, Any]
ADA, BELUM, TERSEMBUNYI = "ada", "belum", "tersembunyi"


def posts(*, gap: Data, learning: Learning, measured: Data, targets: Sequence[Data]) -> list[Data]:
    """Kesenjangan, Belajar, Bukti, Sertifikat, Ukur ulang, Target."""
    followed = _("%(some)s dari %(all)s") % {"some": _count(learning.learning), "all": _count(learning.people)}
    hours = _("%(jp)s tahun ini") % {"jp": write_jp(learning.jp.normalize(), language())}
    return [
        gap,
        _post(_("Belajar"), followed, _("pegawai mengikuti pelatihan"), known=learning.learning > 0),
        _post(_("Bukti"), _count(learning.finished), _("pegawai lulus pelatihan"), known=learning.finished > 0),
        _post(_("Sertifikat"), _count(learning.certificates), hours, known=learning.certificates > 0),
        measured,
        target_post(targets),
    ]


def gap_post(unit: Unit, needs: Sequence[UnitNeed], *, is_measured: bool) -> Data:
    """How many dimensions ask for learning; those of a unit that hides are its nearest shown ancestor's."""
    if not is_measured:
        return _post(_("Kesenjangan"), "", _("belum diukur"), known=False)
    dimensions = {need.construct for need in needs}
    others = sorted({str(need.source_unit) for need in needs if need.source_unit_id != unit.pk})
    said = ngettext("%(n)s dimensi", "%(n)s dimensi", len(dimensions)) % {"n": len(dimensions)}
    note = _("menurut %(unit)s") % {"unit": ", ".join(others)} if others else _("perlu dipelajari")
    return _post(_("Kesenjangan"), said, note, known=True)


def measured_post(response: Data, headcount: int, why_hidden: str, *, is_measured: bool) -> Data:
    """Who answered; not of a unit that hides."""
    name = _("Ukur ulang")
    if not is_measured:
        return _post(name, "", _("belum ada gelombang"), known=False)
    if response["n"] is None:
        note = _("tidak ikut gelombang ini") if why_hidden == TIDAK_IKUT else _("disembunyikan")
        return {"name": name, "value": "", "note": note, "state": TERSEMBUNYI}
    said = {"n": _count(response["n"]), "all": _count(headcount)}
    return _post(name, f"{response['response_rate']} %", _("%(n)s dari %(all)s menjawab") % said, known=True)


def target_post(targets: Sequence[Data]) -> Data:
    """How many targets run as they should, of those that have a figure."""
    known = [target for target in targets if target["status"] != BELUM_ADA]
    if not known:
        return _post(_("Target"), "", _("belum ada data"), known=False)
    well = sum(1 for target in known if target["status"] in (TERCAPAI, SESUAI))
    return _post(
        _("Target"), _("%(some)s dari %(all)s") % {"some": well, "all": len(known)}, _("sesuai jalur"), known=True
    )


def actions(suggested: Sequence[UnitRecommendation], runs: Mapping[int, UUID]) -> list[Data]:
    """Courses to assign, each with its reason, and how many people that would reach; `runs` are the keys of runs."""
    return [
        {
            "title": one.edition.title,
            "course": one.edition.code,
            "slug": one.edition.slug,
            "run": str(runs[one.edition.open_run]),
            "jp": float(one.edition.jp),
            "leads_to": one.leads_to,
            "why": one.reason,
            "for": _("%(people)s pegawai, %(comply)s sudah lulus")
            % {"people": _count(one.people), "comply": _count(one.comply)},
            "people": one.people,
            "comply": one.comply,
        }
        for one in suggested
        if one.edition.open_run
    ]


def _count(amount: int) -> str:
    return write_number(amount, language())


def _post(name: str, value: str, note: str, *, known: bool) -> Data:
    return {"name": name, "value": value, "note": note, "state": ADA if known else BELUM}
