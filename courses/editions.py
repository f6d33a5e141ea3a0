"""The explicit verb "Terbitkan edisi": what authors wrote becomes what learners get, and never changes again.

Publishing a Wagtail page only makes words ready; learners see them with the next edition.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from assessments.kinds import InvalidQuestion
from assessments.models import Exam, ExamSection, QuestionVersion
from core.audit import record_audit
from core.clock import now, today
from core.errors import Refused
from courses.banks import latest_versions
from courses.checks import checks_in, read_check
from courses.models import Activity, CourseEdition, CoursePage, EditionFile, LessonPage, ModulePage, Run
from courses.search import refresh_catalogue
from people.models import Agency, User

Facts = dict[str, Any]
PLACE_FACTS = ("module_title", "module_number", "position", "slug")
COURSE_FACTS = (
    *("code", "slug", "title", "summary", "audience", "level", "minutes", "opens_path", "outcomes", "competencies"),
    *("regulations", "prerequisites", "tags", "dimensions", "completion_rule"),
)
STEP_FACTS = (
    *PLACE_FACTS,
    *("code", "kind", "title", "minutes", "required", "check_codes", "sources", "is_final", "task"),
)
# What the editor adds to rich text without changing a word.
EDITOR_MARKS = re.compile(r' data-block-key="[^"]*"')
# What addresses of learners' pages and the columns of an edition can hold; a page of an author may hold more.
SLUG = re.compile(r"[-a-zA-Z0-9_]{1,120}")
CHECK_CODE = re.compile(r"[\w.-]{1,40}", re.ASCII)
LONGEST_TITLE, LONGEST_EXAM_TITLE = 255, 200


class CourseIncomplete(Refused):
    """`reasons` are sentences, each with its place."""

    def __init__(self, reasons: list[str]) -> None:
        self.reasons = reasons
        super().__init__(_("Edisi belum dapat diterbitkan. %(reasons)s") % {"reasons": " ".join(reasons)})


class NothingChanged(Refused):
    sentence = gettext_lazy(
        "Tidak ada yang berubah sejak edisi terakhir, jadi tidak ada edisi baru yang diterbitkan. "
        "Ubah dan publikasikan materi lebih dahulu."
    )


@dataclass(frozen=True)
class Step:
    """One activity to be: its facts (JSON values) and, for a test, the pinned questions."""

    lesson: LessonPage
    facts: Facts
    pool: list[QuestionVersion]


@dataclass(frozen=True)
class Plan:
    """The edition that publishing would make now."""

    course: CoursePage
    facts: Facts
    steps: list[Step]

    @property
    def sha256(self) -> str:
        return digest([self.facts, *(step.facts for step in self.steps)])


@transaction.atomic
def publish_edition(*, course: CoursePage, by: User | None = None) -> CourseEdition:
    """Freeze the published pages of a course as its next edition and offer it; the previous one is retired.

    Learners of the previous edition finish it. Raises CourseIncomplete with every reason, NothingChanged.
    """
    course = CoursePage.objects.select_for_update(of=("self",)).get(pk=course.pk)
    plan = plan_edition(course)
    reasons = find_reasons(plan)
    if reasons:
        raise CourseIncomplete(reasons)
    previous = live_edition(course)
    if previous and previous.sha256 == plan.sha256:
        raise NothingChanged
    if previous:
        previous.retired_at = now()
        previous.save(update_fields=["retired_at"])
    edition = _freeze(plan, by)
    # Dated where a day begins last (western Indonesia), so that it is open to everybody at once.
    Run.objects.create(edition=edition, title=_("Mandiri"), opens_on=today(Agency.Zone.WIB))
    refresh_catalogue(edition=edition)
    return edition


def live_edition(course: CoursePage) -> CourseEdition | None:
    return CourseEdition.objects.filter(code=course.code, retired_at=None).first()


def plan_edition(course: CoursePage) -> Plan:
    """What an edition would hold: published pages only, and the newest version of each question."""
    modules = list(ModulePage.objects.child_of(course).live().order_by("path"))
    lessons = list(LessonPage.objects.descendant_of(course).live().select_related("bank").order_by("path"))
    banks = {lesson.bank: latest_versions(lesson.bank) for lesson in lessons if lesson.bank}
    steps: list[Step] = []
    slugs: set[str] = set()
    for number, module in enumerate(modules, start=1):
        for lesson in (row for row in lessons if row.is_child_of(module)):
            slug = lesson.slug if lesson.slug not in slugs else f"{lesson.slug}-{lesson.code.lower()}"
            slugs.add(slug)
            pool = _pool(lesson, banks.get(lesson.bank, []))
            place = {"module_title": module.title, "module_number": number, "position": len(steps) + 1, "slug": slug}
            steps.append(Step(lesson, place | _step_facts(lesson, course, pool), pool))
    return Plan(course, _course_facts(course, steps), steps)


def find_reasons(plan: Plan) -> list[str]:
    """Why this cannot be published yet, in sentences for the author; empty when it can."""
    reasons = []
    if plan.course.provider is None:
        reasons.append(_("Penyelenggara belum dipilih."))
    if not plan.steps:
        reasons.append(_("Pelatihan belum mempunyai materi yang dipublikasikan."))
    twice = [code for code, count in Counter(step.lesson.code for step in plan.steps).items() if count > 1]
    if twice:
        reasons.append(_("Kode materi %(codes)s dipakai dua kali.") % {"codes": ", ".join(twice)})
    if sum(step.lesson.is_final for step in plan.steps) > 1:
        reasons.append(_("Tes akhir hanya boleh satu."))
    reasons += _name_reasons(plan.facts, LONGEST_TITLE)
    return reasons + [f"{step.lesson.title}: {reason}" for step in plan.steps for reason in _reasons_of(step) if reason]


def changes_since(edition: CourseEdition, plan: Plan) -> list[str]:
    """What the next edition would change, in sentences."""
    was = {activity.lesson_uuid: activity for activity in edition.activities.select_related("exam")}
    before = {str(uuid): facts_of_activity(activity) for uuid, activity in was.items()}
    after = {step.facts["lesson_uuid"]: step.facts for step in plan.steps}
    changes = []
    if digest(facts_of_edition(edition)) != digest(plan.facts):
        changes.append(_("Keterangan pelatihan berubah."))
    changes += [_("Materi baru: %(title)s") % after[key] for key in after.keys() - before.keys()]
    changes += [_("Materi tidak ada lagi: %(title)s") % before[key] for key in before.keys() - after.keys()]
    both = [key for key in after if key in before]
    changed = [key for key in both if digest(_words_of(before[key])) != digest(_words_of(after[key]))]
    changes += [_("Materi berubah: %(title)s") % after[key] for key in changed]
    if [key for key in before if key in after] != both:
        changes.append(_("Urutan materi berubah."))
    return changes


def content_of(edition: CourseEdition) -> list[Facts]:
    """What was frozen, in the shape that was hashed: `digest(content_of(edition)) == edition.sha256` for ever."""
    activities = edition.activities.select_related("exam").order_by("position")
    return [facts_of_edition(edition), *map(facts_of_activity, activities)]


def facts_of_edition(edition: CourseEdition) -> Facts:
    facts = {name: getattr(edition, name) for name in COURSE_FACTS}
    return facts | {"provider": edition.provider.code, "jp": str(edition.jp)}


def facts_of_activity(activity: Activity) -> Facts:
    facts = {name: getattr(activity, name) for name in STEP_FACTS}
    exam = activity.exam
    return facts | {
        "lesson_uuid": str(activity.lesson_uuid),
        "body": activity.body.get_prep_value(),
        "exam": _facts_of_exam(exam) if exam else None,
    }


def _facts_of_exam(exam: Exam) -> Facts:
    section = exam.sections.get()
    pool = section.pool.select_related("question").order_by("question__code")
    return {
        "attempts_allowed": exam.attempts_allowed,
        "pass_percent": exam.pass_percent,
        "draw": section.draw,
        "min_per_outcome": section.min_per_outcome,
        "pool": [_name_of(version) for version in pool],
    }


def _words_of(facts: Facts) -> Facts:
    """Without the place, which moves when another lesson comes or goes."""
    return {name: value for name, value in facts.items() if name not in PLACE_FACTS}


def digest(content: Any) -> str:
    """sha256 over canonical JSON."""
    text = json.dumps(_canonical(content), sort_keys=True, ensure_ascii=False, cls=DjangoJSONEncoder)
    return hashlib.sha256(text.encode()).hexdigest()


def _canonical(value: Any) -> Any:
    """Without what the editor adds by itself: ids of blocks, keys of paragraphs."""
    if isinstance(value, dict):
        return {key: _canonical(item) for key, item in value.items() if key != "id"}
    if isinstance(value, list):
        return [_canonical(item) for item in value]
    return EDITOR_MARKS.sub("", value) if isinstance(value, str) else value


def _course_facts(course: CoursePage, steps: list[Step]) -> Facts:
    final = next((step for step in steps if step.lesson.is_final), None)
    regulations = course.regulations.all()
    return {
        "code": course.code,
        "slug": course.slug,
        "provider": course.provider.code if course.provider else None,
        "title": course.title,
        "summary": course.summary,
        "audience": course.audience,
        "level": course.level,
        # As the column stores it, so that 3 and 3.0 are one value.
        "jp": str(Decimal(course.jp).quantize(Decimal("0.1"))),
        "minutes": course.minutes,
        "opens_path": course.opens_path,
        "outcomes": [{"code": row.code, "text": row.text} for row in course.outcomes.all()],
        "competencies": [
            {"code": row.competency.code, "name": row.competency.name, "level": row.level}
            for row in course.competencies.select_related("competency")
        ],
        "regulations": [{"label": str(row), "title": row.title, "status": row.status_words} for row in regulations],
        "prerequisites": course.prerequisites,
        "tags": course.tags,
        "dimensions": course.dimensions,
        "completion_rule": {
            "all_required": any(step.lesson.required for step in steps),
            "pass_percent": course.pass_percent if final else None,
            "final_attempts": course.final_attempts if final else None,
        },
    }


def _step_facts(lesson: LessonPage, course: CoursePage, pool: list[QuestionVersion]) -> Facts:
    return {
        "code": lesson.code,
        "kind": lesson.kind,
        "title": lesson.title,
        "minutes": lesson.minutes,
        "required": lesson.required,
        "lesson_uuid": str(lesson.uuid),
        "body": lesson.body.get_prep_value(),
        "check_codes": [check["code"] for check in checks_in(lesson.body)],
        "sources": lesson.sources,
        "is_final": lesson.is_final,
        "task": _task_facts(lesson) if lesson.kind == LessonPage.Kind.TUGAS else None,
        "exam": _exam_facts(lesson, course, pool) if lesson.kind == LessonPage.Kind.UJIAN else None,
    }


def _task_facts(lesson: LessonPage) -> Facts:
    return {"deliverable": lesson.deliverable, "rubric": lesson.rubric, "pass_level": lesson.rubric_pass_level}


def _exam_facts(lesson: LessonPage, course: CoursePage, pool: list[QuestionVersion]) -> Facts:
    """Only the final test is passed or failed; the others are for practice and may be repeated."""
    return {
        "attempts_allowed": course.final_attempts if lesson.is_final else None,
        "pass_percent": course.pass_percent if lesson.is_final else None,
        "draw": lesson.draw,
        "min_per_outcome": lesson.min_per_outcome,
        "pool": [_name_of(version) for version in pool],
    }


def _name_of(version: QuestionVersion) -> str:
    """A locked version never changes, so that its name stands for its words."""
    return f"{version.question.code} v{version.number}"


def _pool(lesson: LessonPage, versions: list[QuestionVersion]) -> list[QuestionVersion]:
    """Without named outcomes: the whole bank."""
    wanted = set(lesson.draw_outcomes)
    return [version for version in versions if not wanted or version.outcome in wanted]


def _reasons_of(step: Step) -> list[str]:
    lesson = step.lesson
    if lesson.kind == LessonPage.Kind.UJIAN:
        return _name_reasons(step.facts, LONGEST_EXAM_TITLE) + _exam_reasons(step)
    reasons = _name_reasons(step.facts, LONGEST_TITLE)
    if not lesson.body:
        reasons.append(_("Isinya masih kosong."))
    if lesson.kind == LessonPage.Kind.TUGAS and not (lesson.deliverable and lesson.rubric):
        reasons.append(_("Tugas memerlukan hasil yang dikumpulkan dan rubrik."))
    return reasons + _block_reasons(lesson)


def _name_reasons(facts: Facts, longest_title: int) -> list[str]:
    reasons = []
    if not SLUG.fullmatch(facts["slug"]):
        reasons.append(
            _(
                "Alamat (slug) %(slug)s tidak dapat dipakai. "
                "Pakai huruf a–z, angka, - atau _ saja, paling panjang 120 huruf."
            )
            % facts
        )
    if len(facts["title"]) > longest_title:
        reasons.append(_("Judul lebih dari %(most)s huruf. Ringkas judulnya.") % {"most": longest_title})
    return reasons


def _exam_reasons(step: Step) -> list[str]:
    lesson, per_outcome = step.lesson, Counter(version.outcome for version in step.pool)
    if lesson.bank is None or lesson.draw < 1:
        return [_("Bank soal dan jumlah soal belum ditentukan.")]
    if lesson.draw > len(step.pool):
        counts = {"draw": lesson.draw, "pool": len(step.pool)}
        return [_("Kuis mengambil %(draw)s soal, padahal hanya tersedia %(pool)s.") % counts]
    short = [code for code in lesson.draw_outcomes if per_outcome[code] < lesson.min_per_outcome]
    if short or lesson.min_per_outcome * len(per_outcome) > lesson.draw:
        return [_("Jumlah minimal soal per hasil belajar tidak dapat dipenuhi.")]
    return []


def _block_reasons(lesson: LessonPage) -> list[str]:
    reasons = []
    checks = list(checks_in(lesson.body))
    twice = [code for code, count in Counter(check["code"] for check in checks).items() if count > 1]
    if twice:
        reasons.append(
            _("Kode cek pemahaman %(codes)s dipakai lebih dari sekali. Beri tiap cek kode sendiri.")
            % {"codes": ", ".join(twice)}
        )
    for check in checks:
        if not CHECK_CODE.fullmatch(check["code"]):
            reasons.append(
                _(
                    "Kode cek pemahaman %(code)s tidak dapat dipakai. "
                    "Pakai huruf a–z, angka, titik, - atau _ saja, paling panjang 40 huruf."
                )
                % check
            )
        try:
            read_check(check)
        except InvalidQuestion:
            reasons.append(_("Cek pemahaman %(code)s belum lengkap: periksa pilihan dan kunci.") % check)
    for block in lesson.body:
        if block.block_type == "figure" and not block.value["alt"].strip():
            reasons.append(_("Gambar belum mempunyai teks pengganti."))
        if block.block_type == "video" and not block.value["transcript"].source.strip():
            reasons.append(_("Video belum mempunyai transkrip."))
    return reasons


def _freeze(plan: Plan, by: User | None) -> CourseEdition:
    number = (CourseEdition.objects.filter(code=plan.course.code).aggregate(last=Max("number"))["last"] or 0) + 1
    facts = plan.facts | {"provider": plan.course.provider, "jp": plan.course.jp}
    edition = CourseEdition.objects.create(course_page=plan.course, number=number, sha256=plan.sha256, **facts)
    exams = _make_exams(plan)
    Activity.objects.bulk_create(
        Activity(
            edition=edition, exam=exams.get(step.lesson.pk), **{k: v for k, v in step.facts.items() if k != "exam"}
        )
        for step in plan.steps
    )
    EditionFile.objects.bulk_create(_files_of(edition, plan))
    record_audit(
        by.uuid if by else None,
        "courses:edition:publish",
        "edition",
        edition.uuid,
        after={"code": edition.code, "number": number, "sha256": edition.sha256},
    )
    return edition


def _make_exams(plan: Plan) -> dict[int, Exam]:
    """Exams by the key of their lesson. Their questions are locked: an edit makes the next version."""
    steps = [step for step in plan.steps if step.facts["exam"]]
    exams = Exam.objects.bulk_create(
        Exam(
            title=step.lesson.title,
            attempts_allowed=step.facts["exam"]["attempts_allowed"],
            pass_percent=step.facts["exam"]["pass_percent"],
        )
        for step in steps
    )
    sections = ExamSection.objects.bulk_create(
        ExamSection(exam=exam, draw=step.lesson.draw, min_per_outcome=step.lesson.min_per_outcome)
        for exam, step in zip(exams, steps, strict=True)
    )
    through = ExamSection.pool.through
    through.objects.bulk_create(
        through(examsection=section, questionversion=version)
        for section, step in zip(sections, steps, strict=True)
        for version in step.pool
    )
    shown = {version.pk for step in steps for version in step.pool}
    QuestionVersion.objects.filter(pk__in=shown, locked_at=None).update(locked_at=now())
    return {step.lesson.pk: exam for step, exam in zip(steps, exams, strict=True)}


def _files_of(edition: CourseEdition, plan: Plan) -> list[EditionFile]:
    """Images and documents that blocks and rich text show."""
    image, document = get_image_model(), get_document_model()
    used: dict[type, set[int]] = {image: set(), document: set()}
    for step in plan.steps:
        for target, key, *_paths in LessonPage.body.field.extract_references(step.lesson.body):
            if target in used:
                used[target].add(int(key))
    return [
        *(EditionFile(edition=edition, image_id=key) for key in sorted(used[image])),
        *(EditionFile(edition=edition, document_id=key) for key in sorted(used[document])),
    ]
