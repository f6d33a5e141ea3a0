"""A course file (YAML, docs in courses/README.md), read and checked before anything is written."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _

from assessments.formats.starter import read_question
from assessments.kinds import InvalidQuestion
from core.errors import Refused

Row = dict[str, Any]
CONTENT = Path(__file__).parent / "content"
COURSES = CONTENT / "courses"
MINUTES_PER_JP = 45
NUMBER = (int, float)
TEXT = (str,)
NEEDED: dict[str, dict[str, tuple[type, ...]]] = {
    "course": {
        **dict.fromkeys(["code", "title", "summary", "level", "audience"], TEXT),
        **dict.fromkeys(["jp", "minutes"], NUMBER),
        **dict.fromkeys(
            ["competencies", "outcomes", "regulations", "prerequisites", "tags", "search_synonyms", "modules"], (list,)
        ),
        "questions": (list,),
        "completion": (dict,),
    },
    "outcome": {"code": TEXT, "text": TEXT},
    "competency": {"code": TEXT},
    "regulation": {"type": TEXT, "number": (str, int), "year": (int,), "title": TEXT},
    "module": {"code": TEXT, "title": TEXT, "lessons": (list,)},
    "lesson": {"code": TEXT, "title": TEXT, "kind": TEXT, "minutes": NUMBER},
    "text": {"text": TEXT},
    "case": {"text": TEXT},
    "task": {"brief": TEXT, "deliverable": TEXT, "rubric": (list,), "pass_level": (int,)},
    "quiz": {"draw": (int,), "draw_from": (dict,)},
    "criterion": {"criterion": TEXT, "weight": NUMBER, "levels": (dict,)},
}
KINDS = ("text", "case", "task", "quiz")
LEVELS = ("dasar", "menengah", "lanjut")


class BadCourseFile(Refused):
    """The file cannot be loaded; the sentence names the file, the place and the next step."""

    def __init__(self, file: Path, problem: str) -> None:
        super().__init__(
            _("Berkas %(file)s tidak dapat dimuat: %(problem)s. Perbaiki berkas itu, lalu jalankan lagi.")
            % {"file": file.name, "problem": problem}
        )


def starter_files() -> list[Path]:
    """The starter catalogue, K1 first."""
    return sorted(COURSES.glob("*.yaml"), key=lambda file: (len(file.stem), file.stem))


def read_yaml(file: Path) -> Row:
    try:
        content = yaml.load(file.read_bytes(), Loader=yaml.CSafeLoader)
    except OSError as error:
        raise BadCourseFile(file, _("berkas tidak ada atau tidak boleh dibaca")) from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise BadCourseFile(file, _("baris %(line)s bukan YAML yang sah") % {"line": line}) from error
    if not isinstance(content, dict):
        raise BadCourseFile(file, _("isinya bukan daftar kunci dan nilai"))
    return content


def read_course_file(file: Path) -> Row:
    """The course, complete and consistent. Raises BadCourseFile."""
    course = read_yaml(file)
    try:
        _check_course(course)
    except Problem as problem:
        raise BadCourseFile(file, str(problem)) from problem
    except InvalidQuestion as problem:
        raise BadCourseFile(file, _("soal %(problem)s") % {"problem": problem}) from problem
    return course


class Problem(Exception):
    """What is wrong, in the words of the user."""


def lessons_of(course: Row) -> list[Row]:
    return [lesson for module in course["modules"] for lesson in module["lessons"]]


def _check_course(course: Row) -> None:
    _need(course, "course", _("pelatihan"))
    place = course["code"]
    for kind, rows in (("outcome", "outcomes"), ("competency", "competencies"), ("regulation", "regulations")):
        for row in course[rows]:
            _need(row, kind, f"{place}, {rows}")
    if course["level"] not in LEVELS:
        raise Problem(_("'level' pada %(place)s bukan salah satu dari %(known)s") % _known(place, LEVELS))
    for module in course["modules"]:
        _need(module, "module", place)
        for lesson in module["lessons"]:
            _check_lesson(lesson, module["code"])
    for row in course["questions"]:
        read_question(row)
    _check_codes(course)
    _check_minutes(course)


def _check_lesson(lesson: Row, module: str) -> None:
    _need(lesson, "lesson", module)
    place = lesson["code"]
    if lesson["kind"] not in KINDS:
        raise Problem(_("'kind' pada %(place)s bukan salah satu dari %(known)s") % _known(place, KINDS))
    _need(lesson, lesson["kind"], place)
    for criterion in lesson.get("rubric", []):
        _need(criterion, "criterion", place)
    for check in lesson.get("checks", []):
        read_question(check)


def _check_codes(course: Row) -> None:
    codes = [lesson["code"] for lesson in lessons_of(course)] + [row["id"] for row in course["questions"]]
    twice = sorted({code for code in codes if codes.count(code) > 1})
    if twice:
        raise Problem(_("kode %(codes)s dipakai dua kali") % {"codes": ", ".join(twice)})
    known = {outcome["code"] for outcome in course["outcomes"]}
    asked = {row["outcome"] for row in course["questions"] if row.get("outcome")}
    asked |= {code for lesson in lessons_of(course) for code in lesson.get("draw_from", {}).get("outcomes", [])}
    if asked - known:
        raise Problem(_("hasil belajar %(codes)s tidak ada dalam daftar") % {"codes": ", ".join(sorted(asked - known))})


def _check_minutes(course: Row) -> None:
    total = sum(lesson["minutes"] for lesson in lessons_of(course))
    if total != Decimal(str(course["jp"])) * MINUTES_PER_JP:
        raise Problem(
            _("jumlah menit materi %(total)s tidak sama dengan %(jp)s JP × 45") % {"total": total, "jp": course["jp"]}
        )


def _need(row: Any, kind: str, place: str) -> None:
    if not isinstance(row, dict):
        raise Problem(_("baris pada %(place)s bukan daftar kunci dan nilai") % {"place": place})
    for key, types in NEEDED[kind].items():
        if not isinstance(row.get(key), types):
            where = row.get("code") or place
            raise Problem(_("'%(key)s' pada %(place)s tidak ada atau salah bentuk") % {"key": key, "place": where})


def _known(place: str, words: tuple[str, ...]) -> dict[str, str]:
    return {"place": place, "known": ", ".join(words)}
