"""Course files into pages that authors edit and banks that tests draw from. Writes everything or nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from assessments.models import Bank
from competencies.models import Competency
from core.jobs import enqueue
from courses.authors import equip_authors
from courses.banks import import_bank
from courses.course_file import BadCourseFile, Row, lessons_of, read_course_file, starter_files
from courses.markdown import Block, make_id, number_blocks, read_blocks, read_html
from courses.models import CatalogueIndexPage, CourseCompetency, CourseOutcome, CoursePage, LessonPage, ModulePage
from courses.reference import find_regulations
from courses.tree import index_pages, insert_pages
from people.models import Agency

KINDS = {
    "text": LessonPage.Kind.BACAAN,
    "case": LessonPage.Kind.KASUS,
    "task": LessonPage.Kind.TUGAS,
    "quiz": LessonPage.Kind.UJIAN,
}
TRUE_WORDS = {True: "benar", False: "salah"}
NEW, CHANGED, SAME = "baru", "diperbarui", "sama"


@dataclass(frozen=True)
class Imported:
    course: CoursePage
    outcome: str


@transaction.atomic
def import_courses(*, files: Iterable[Path] | None = None, provider: Agency | None = None) -> list[Imported]:
    """Bring course files (default: the starter catalogue) into the page tree and their questions into banks.

    The same file changes nothing. A changed file overwrites its course, what authors edited there included; modules
    and lessons that it no longer has go, questions stay in the bank. Editions never change. Raises BadCourseFile.
    """
    courses = [(file, read_course_file(file)) for file in (starter_files() if files is None else files)]
    shelf = find_shelf()
    return [_import_course(file, data, shelf, provider) for file, data in courses]


def find_shelf() -> CatalogueIndexPage:
    """The page under which all courses stand, made when it is missing."""
    shelf = CatalogueIndexPage.objects.first()
    if shelf is None:
        home = Site.objects.get(is_default_site=True).root_page
        Page.objects.filter(pk=home.pk).update(title="Titian", draft_title="Titian")
        shelf = CatalogueIndexPage(title=_("Katalog pelatihan"), slug="katalog")
        insert_pages(home, [shelf])
        index_pages([shelf])
        equip_authors(shelf)
    return shelf


def _import_course(file: Path, data: Row, shelf: CatalogueIndexPage, provider: Agency | None) -> Imported:
    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    old = CoursePage.objects.filter(code=data["code"]).first()
    if old and old.source_sha256 == sha256:
        return Imported(old, SAME)
    fields = _course_fields(data) | {"source_sha256": sha256} | ({"provider": provider} if provider else {})
    bank = import_bank(data)
    course = _change_course(old, data, fields, bank) if old else _add_course(shelf, data, fields, bank)
    _link(course, data, file)
    enqueue("courses.index_pages", key=f"{course.code}:{sha256}", payload={"course": course.code})
    return Imported(course, CHANGED if old else NEW)


def _add_course(shelf: CatalogueIndexPage, data: Row, fields: Row, bank: Bank) -> CoursePage:
    course = CoursePage(**fields, slug=_free_slug(data["title"]))
    modules = [ModulePage(**_module_fields(row)) for row in data["modules"]]
    insert_pages(shelf, [course])
    insert_pages(course, modules)
    for module, row in zip(modules, data["modules"], strict=True):
        insert_pages(module, [LessonPage(**_lesson_fields(lesson, data, bank)) for lesson in row["lessons"]])
    return course


def _change_course(course: CoursePage, data: Row, fields: Row, bank: Bank) -> CoursePage:
    _save(course, fields)
    modules = _match(course, ModulePage, [_module_fields(row) for row in data["modules"]])
    for module, row in zip(modules, data["modules"], strict=True):
        _match(module, LessonPage, [_lesson_fields(lesson, data, bank) for lesson in row["lessons"]])
    return course


def _match(parent: Page, model: type[Page], wanted: list[Row]) -> list[Page]:
    """Children of `parent` as `wanted`, known by their code: changed, added, removed, put in order."""
    known = {child.code: child for child in model.objects.child_of(parent)}
    for code in known.keys() - {fields["code"] for fields in wanted}:
        known.pop(code).delete()
    parent.refresh_from_db()
    children = []
    for fields in wanted:
        child = known.get(fields["code"])
        if child is None:
            child = parent.add_child(instance=model(**fields))
        else:
            _save(child, fields)
            model.objects.get(pk=child.pk).move(parent, pos="last-child")
        children.append(model.objects.get(pk=child.pk))
    return children


def _save(page: Page, fields: Row) -> None:
    """A page's address stays: learners may have written it down."""
    for name, value in fields.items():
        if name != "slug":
            setattr(page, name, value)
    page.draft_title = page.title
    page.has_unpublished_changes = False
    page.latest_revision = None
    page.save()


def _link(course: CoursePage, data: Row, file: Path) -> None:
    competencies = {row.code: row for row in Competency.objects.all()}
    unknown = [row["code"] for row in data["competencies"] if row["code"] not in competencies]
    if unknown:
        raise BadCourseFile(file, _("kompetensi %(codes)s belum dimuat") % {"codes": ", ".join(unknown)})
    CourseCompetency.objects.filter(course=course).delete()
    CourseCompetency.objects.bulk_create(
        CourseCompetency(course=course, sort_order=place, competency=competencies[row["code"]], level=row.get("level"))
        for place, row in enumerate(data["competencies"])
    )
    CourseOutcome.objects.filter(course=course).delete()
    CourseOutcome.objects.bulk_create(
        CourseOutcome(course=course, sort_order=place, code=row["code"], text=row["text"])
        for place, row in enumerate(data["outcomes"])
    )
    through = CoursePage.regulations.through
    through.objects.filter(coursepage=course).delete()
    through.objects.bulk_create(
        through(coursepage=course, regulation=regulation) for regulation in find_regulations(data["regulations"])
    )


def _course_fields(data: Row) -> Row:
    completion = data["completion"]
    return {
        "title": data["title"],
        "code": data["code"],
        "summary": data["summary"],
        "audience": data["audience"],
        "level": data["level"],
        "jp": data["jp"],
        "minutes": data["minutes"],
        "opens_path": not data["prerequisites"],
        "pass_percent": completion["pass_mark"],
        "final_attempts": completion["percobaan_tes_akhir"],
        "tags": data["tags"],
        "synonyms": data["search_synonyms"],
        "dimensions": data.get("dimensions") or [],
        "target_codes": data.get("targets") or [],
        "prerequisites": data["prerequisites"],
    }


def _module_fields(row: Row) -> Row:
    return {"title": row["title"], "slug": slugify(row["title"]), "code": row["code"]}


def _lesson_fields(row: Row, course: Row, bank: Bank) -> Row:
    fields = {
        "title": row["title"],
        "slug": slugify(row["title"]),
        "code": row["code"],
        "kind": KINDS[row["kind"]],
        "minutes": row["minutes"],
        "required": course["completion"]["semua_materi_wajib"],
        "body": _body(row),
        "sources": row.get("sources") or [],
    }
    if row["kind"] == "task":
        fields |= _task_fields(row)
    if row["kind"] == "quiz":
        fields |= _quiz_fields(row, bank, is_final=row is _final_of(course))
    return fields


def _task_fields(row: Row) -> Row:
    rubric = [
        {
            "criterion": criterion["criterion"],
            "weight": criterion["weight"],
            "levels": {str(level): text for level, text in criterion["levels"].items()},
        }
        for criterion in row["rubric"]
    ]
    return {"deliverable": read_html(row["deliverable"]), "rubric": rubric, "rubric_pass_level": row["pass_level"]}


def _quiz_fields(row: Row, bank: Bank, *, is_final: bool) -> Row:
    return {
        "bank": bank,
        "draw": row["draw"],
        "draw_outcomes": row["draw_from"].get("outcomes") or [],
        "min_per_outcome": row.get("draw_min_per_outcome") or 0,
        "is_final": is_final,
    }


def _final_of(course: Row) -> Row | None:
    """The last quiz that has something to pass."""
    tests = [lesson for lesson in lessons_of(course) if lesson["kind"] == "quiz" and lesson.get("pass_mark")]
    return tests[-1] if tests else None


def _body(row: Row) -> list[Block]:
    words = "\n\n".join(row[key].strip() for key in ("text", "brief") if row.get(key))
    checks = [{"type": "check", "value": _check(check)} for check in row.get("checks", [])]
    return number_blocks(read_blocks(words, row["code"]) + checks, row["code"])


def _check(row: Row) -> dict[str, Any]:
    return {
        "code": row["id"],
        "kind": row["type"],
        "stem": row["soal"],
        "options": [
            {"type": "item", "value": option, "id": make_id(row["id"], place)}
            for place, option in enumerate(_options(row))
        ],
        "key": _key(row.get("kunci")),
        "feedback": row.get("umpan_balik") or "",
    }


def _options(row: Row) -> list[dict[str, str]]:
    if row["type"] == "menjodohkan":
        return [
            {"code": str(number), "text": str(pair["kiri"]), "match": str(pair["kanan"])}
            for number, pair in enumerate(row["pasangan"], start=1)
        ]
    return [{"code": code, "text": str(text), "match": ""} for code, text in row.get("opsi", {}).items()]


def _key(key: Any) -> str:
    if isinstance(key, bool):
        return TRUE_WORDS[key]
    return ", ".join(key) if isinstance(key, list) else key or ""


def _free_slug(title: str) -> str:
    """From the title's main part: addresses are read aloud."""
    base = slugify(title.split(":")[0])[:80].strip("-")
    taken = set(CoursePage.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for slug in [base, *(f"{base}-{n}" for n in range(2, 1000))] if slug not in taken)
