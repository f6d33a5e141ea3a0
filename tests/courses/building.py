"""A small course on offer: two readings with checks, a practice quiz, a task, a final test; and larger crowds."""

from __future__ import annotations

import json
from itertools import count
from typing import Any

from competencies.models import Competency, Framework
from courses.models import Activity, CourseEdition, Run
from people.models import Agency, Unit
from tests.assessments.building import make_exam
from tests.certificates.building import issuer
from tests.support import build

numbers = count(1)
RULE = {"all_required": True, "pass_percent": 70, "final_attempts": 3}


def competency(
    code: str = "DG-01", name: str = "Pola pikir digital", *, graded: bool = True, **fields: Any
) -> Competency:
    framework, _ = Framework.objects.get_or_create(
        code="SKJ-DIGITAL" if graded else "BERAKHLAK",
        defaults={"name": "Kompetensi digital", "is_graded": graded, "valid": (build.LONG_AGO, None)},
    )
    return Competency.objects.get_or_create(code=code, defaults={"framework": framework, "name": name, **fields})[0]


def check(code: str, *, key: str = "A") -> dict[str, Any]:
    options = [{"code": letter, "text": f"Pilihan {letter}", "match": ""} for letter in "ABC"]
    value = {"code": code, "kind": "pilihan_ganda", "stem": f"Pertanyaan {code}?", "options": options, "key": key}
    return {"type": "check", "value": value | {"feedback": f"Karena {key}."}}


def text(words: str) -> dict[str, Any]:
    return {"type": "text", "value": f"<p>{words}</p>"}


def edition(code: str = "", **fields: Any) -> CourseEdition:
    """An edition on offer, without activities."""
    number = next(numbers)
    made = {
        "provider": issuer(),
        "slug": f"pelatihan-{number}",
        "number": 1,
        "title": f"Pelatihan {number}",
        "summary": "Ringkasan pelatihan.",
        "level": "dasar",
        "jp": 3,
        "minutes": 135,
        "completion_rule": RULE,
        "sha256": "0" * 64,
    }
    return CourseEdition.objects.create(code=code or f"P{number}", **made | fields)


def run_of(edition: CourseEdition, *, unit_scope: Unit | None = None, **fields: Any) -> Run:
    return Run.objects.create(
        **{"edition": edition, "title": "Mandiri", "opens_on": build.LONG_AGO, "unit_scope": unit_scope} | fields
    )


def activity(edition: CourseEdition, position: int, kind: str = "bacaan", **fields: Any) -> Activity:
    made = {
        "module_title": "Modul 1",
        "module_number": 1,
        "slug": f"materi-{position}",
        "code": f"M{position}",
        "title": f"Materi ke-{position}",
        "minutes": 10,
    }
    body = json.dumps(fields.pop("body", []))
    return Activity.objects.create(edition=edition, position=position, kind=kind, body=body, **made | fields)


def small_course(code: str = "", **fields: Any) -> Run:
    """materi-1 (two checks), materi-2 (plain), materi-3 (quiz, nothing to pass), materi-4 (task), materi-5 (final).

    In both tests A is the right answer to every question.
    """
    competency(), competency("AKH-ADAPTIF", "Adaptif", graded=False)
    frozen = edition(
        code,
        **{
            "outcomes": [{"code": "O1", "text": "Menjelaskan pola pikir digital."}],
            "competencies": [
                {"code": "DG-01", "name": "Pola pikir digital", "level": 2},
                {"code": "AKH-ADAPTIF", "name": "Adaptif", "level": None},
            ],
            "regulations": [{"label": "UU 27/2022", "title": "Pelindungan Data Pribadi", "status": "berlaku"}],
        }
        | fields,
    )
    activity(frozen, 1, body=[text("Bacaan pertama."), check("C1"), check("C2", key="B")], check_codes=["C1", "C2"])
    activity(frozen, 2, body=[text("Bacaan kedua.")])
    activity(frozen, 3, "ujian", title="Kuis latihan", exam=make_exam(pass_percent=None))
    rubric = [{"criterion": "Kejelasan", "weight": 100, "levels": {"1": "Belum jelas.", "2": "Jelas."}}]
    task = {"deliverable": "<p>Satu halaman.</p>", "rubric": rubric, "pass_level": 2}
    activity(frozen, 4, "tugas", title="Rencana aksi", body=[text("Tulis rencana.")], task=task)
    activity(frozen, 5, "ujian", title="Tes akhir", exam=make_exam(attempts_allowed=3), is_final=True)
    return run_of(frozen)


def address(activity: Activity, *after: str) -> str:
    """Where a learner reads the activity, or what its forms post to."""
    return "/".join(["/belajar", activity.edition.slug, activity.slug, *after, ""])


def step(run: Run, number: int) -> Activity:
    return run.edition.activities.select_related("exam", "edition").get(position=number)


def many_editions(amount: int, *, provider: Agency | None = None) -> list[CourseEdition]:
    """Editions on offer with a run each; two inserts."""
    owner = provider or build.agency()
    made = CourseEdition.objects.bulk_create(
        CourseEdition(
            provider=owner,
            code=f"X{(number := next(numbers))}",
            slug=f"massal-{number}",
            number=1,
            title=f"Pelatihan massal {number}",
            summary="Ringkasan.",
            level="dasar",
            jp=2,
            minutes=90,
            competencies=[{"code": "DG-01", "name": "Pola pikir digital", "level": 3}],
            completion_rule=RULE,
            sha256="0" * 64,
        )
        for _ in range(amount)
    )
    Run.objects.bulk_create(Run(edition=each, title="Mandiri", opens_on=build.LONG_AGO) for each in made)
    return made
