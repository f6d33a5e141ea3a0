"""Questions of a course file into a bank."""

from __future__ import annotations

from django.db.models import Max

from assessments.formats.starter import StarterQuestion, read_question
from assessments.models import Bank, Question, QuestionVersion
from courses.course_file import Row

FIELDS = ("kind", "stem", "body", "key", "feedback", "outcome", "cognitive_level", "difficulty")


def import_bank(data: Row) -> Bank:
    """The bank of a course. A changed question gets its next version when the last one was shown to somebody."""
    bank, _made = Bank.objects.update_or_create(code=data["code"], defaults={"title": data["title"]})
    wanted = {question.code: question for question in map(read_question, data["questions"])}
    known = set(bank.questions.values_list("code", flat=True))
    Question.objects.bulk_create([Question(bank=bank, code=code) for code in wanted if code not in known])
    latest = {version.question.code: version for version in latest_versions(bank)}
    new, changed = [], []
    for question in bank.questions.filter(code__in=wanted):
        row, version = wanted[question.code], latest.get(question.code)
        if version is None or (version.locked_at and _differs(version, row)):
            new.append(QuestionVersion(question=question, number=version.number + 1 if version else 1, **_values(row)))
        elif _differs(version, row):
            changed.append(version)
            for field, value in _values(row).items():
                setattr(version, field, value)
    QuestionVersion.objects.bulk_create(new)
    QuestionVersion.objects.bulk_update(changed, FIELDS)
    return bank


def latest_versions(bank: Bank) -> list[QuestionVersion]:
    """The newest version of each question, ordered by code."""
    newest = bank.questions.annotate(newest=Max("versions__number")).values_list("pk", "newest")
    numbers = dict(newest)
    versions = QuestionVersion.objects.filter(question__bank=bank).select_related("question").order_by("question__code")
    return [version for version in versions if version.number == numbers[version.question_id]]


def _values(row: StarterQuestion) -> dict[str, object]:
    return {field: getattr(row, field) for field in FIELDS}


def _differs(version: QuestionVersion, row: StarterQuestion) -> bool:
    return any(getattr(version, field) != value for field, value in _values(row).items())
