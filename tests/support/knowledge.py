"""What a learner who studied knows: the right answer to every question of a course file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator

from courses.course_file import lessons_of, read_course_file

Row = dict[str, Any]


def same(text: str) -> str:
    """A browser writes runs of spaces as one."""
    return " ".join(text.split())


@dataclass(frozen=True)
class Knowledge:
    lessons: list[Row]
    questions: dict[str, Row]

    @classmethod
    def of(cls, file: Path) -> Knowledge:
        course = read_course_file(file)
        lessons = lessons_of(course)
        checks = [check for lesson in lessons for check in lesson.get("checks", [])]
        return cls(lessons, {same(row["soal"]): row for row in [*course["questions"], *checks]})

    def answer(self, form: Locator, *, right: bool = True) -> Row:
        """Answer the question in `form` by what stands there; returns its row."""
        row = self.row_of(form.locator("legend"))
        ANSWERS[row["type"]](form, row, right)
        return row

    def row_of(self, legend: Locator) -> Row:
        asked = same(legend.inner_text())
        return next(row for stem, row in self.questions.items() if asked.endswith(stem))


def one(form: Locator, row: Row, right: bool) -> None:
    code = row["kunci"] if right else next(code for code in row["opsi"] if code != row["kunci"])
    form.get_by_label(row["opsi"][code], exact=True).check()


def several(form: Locator, row: Row, right: bool) -> None:
    for code in row["kunci"] if right else set(row["opsi"]) - set(row["kunci"]):
        form.get_by_label(row["opsi"][code], exact=True).check()


def true_or_false(form: Locator, row: Row, right: bool) -> None:
    form.get_by_label("Benar" if row["kunci"] is right else "Salah", exact=True).check()


def pairs(form: Locator, row: Row, right: bool) -> None:
    answers = [pair["kanan"] for pair in row["pasangan"]]
    for pair, answer in zip(row["pasangan"], answers if right else answers[1:] + answers[:1], strict=True):
        form.get_by_label(pair["kiri"], exact=True).select_option(label=answer)


def order(form: Locator, row: Row, right: bool) -> None:
    for place, code in enumerate(row["kunci"] if right else reversed(row["kunci"]), start=1):
        form.get_by_label(row["opsi"][code], exact=True).select_option(label=str(place))


ANSWERS = {
    "pilihan_ganda": one,
    "pilihan_jamak": several,
    "benar_salah": true_or_false,
    "menjodohkan": pairs,
    "urutan": order,
}
