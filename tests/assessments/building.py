"""Exams and people for the tests of this room."""

from __future__ import annotations

from itertools import count
from typing import Any

from assessments.models import Bank, Exam, ExamSection, Question, QuestionVersion
from people.models import Agency, Person, Unit, User

numbers = count(1)
OPTIONS = {"options": [{"code": code, "text": f"Pilihan {code}"} for code in "ABCD"]}
PASSWORD = "jembatan-kayu-7"


def make_person(name: str = "Ani", zone: str = "Asia/Makassar") -> Person:
    agency, _ = Agency.objects.get_or_create(
        code=f"TIRTANAGARA-{zone}", defaults={"name": "Kabupaten Tirtanagara", "kind": "kabupaten", "zone": zone}
    )
    unit, _ = Unit.objects.get_or_create(agency=agency, code="BKPSDM", defaults={"path": "/1/"})
    person = Person.objects.create(full_name=name, kind=Person.Kind.NON_ASN, unit=unit)
    user = User(username=f"{name.lower()}{next(numbers)}", person=person)
    user.set_password(PASSWORD)
    user.save()
    return person


def make_question(bank: Bank, *, kind: str = "pilihan_ganda", outcome: str = "O1", **content: Any) -> QuestionVersion:
    question = Question.objects.create(bank=bank, code=f"Q{next(numbers)}")
    defaults = {"stem": f"Soal {question.code}", "body": OPTIONS, "key": "A", "feedback": "Karena A."}
    return QuestionVersion.objects.create(question=question, kind=kind, outcome=outcome, **defaults | content)


def make_bank() -> Bank:
    number = next(numbers)
    return Bank.objects.create(code=f"BANK-{number}", title=f"Bank {number}")


def make_exam(questions: int = 4, *, draw: int | None = None, pool: list[QuestionVersion] | None = None, **rules: Any):
    """An exam whose right answer is always A unless a pool is given."""
    bank = make_bank()
    exam = Exam.objects.create(title="Tes akhir", **{"pass_percent": 70} | rules)
    versions = pool or [make_question(bank) for _ in range(questions)]
    section = ExamSection.objects.create(exam=exam, draw=draw or len(versions))
    section.pool.set(versions)
    return exam
