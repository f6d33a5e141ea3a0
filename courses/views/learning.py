"""Reading, answering, handing in: the pages inside a course, for those who are enrolled."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from assessments.kinds import kind_of
from assessments.models import Attempt
from assessments.services import standing_of, start_attempt
from core.errors import Refused
from courses import services
from courses.checks import find_check
from courses.forms import TaskForm
from courses.models import Activity, CheckAnswer, CourseEdition, Enrolment, TaskWork
from courses.views.course import enrolment_of, person_of
from courses.views.shown import Steps, exam_facts, eyebrow_of, parts_of
from documents.words import write_time
from measures.rounding import half_up

UNSENT = "unsent_task"  # a session key

P = ParamSpec("P")
LearnerView = Callable[Concatenate[HttpRequest, Enrolment, Activity, P], HttpResponse]


def for_learner(view: LearnerView[P]) -> Callable[..., HttpResponse]:
    """Give the view the reader's own enrolment and its activity. Others are told how to enrol; unknown ones are 404."""

    @wraps(view)
    def of_learner(request: HttpRequest, slug: str, materi: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        enrolment = enrolment_of(person_of(request), slug)
        if enrolment is None:
            get_object_or_404(CourseEdition.objects.live(), slug=slug)
            messages.info(request, _("Anda belum mengikuti pelatihan ini. Ikuti pelatihan untuk membuka materinya."))
            return redirect("courses:course", slug)
        activities = Activity.objects.select_related("exam").filter(edition=enrolment.run.edition_id)
        return view(request, enrolment, get_object_or_404(activities, slug=materi), *args, **kwargs)

    return of_learner


@require_GET
@for_learner
def activity(request: HttpRequest, enrolment: Enrolment, activity: Activity) -> HttpResponse:
    services.open_activity(enrolment=enrolment, activity=activity)
    if activity.kind == Activity.Kind.UJIAN:
        return _exam_page(request, enrolment, activity)
    if activity.kind == Activity.Kind.TUGAS:
        return _task_page(request, enrolment, activity)
    return _lesson_page(request, enrolment, activity)


@require_POST
@for_learner
def activity_done(request: HttpRequest, enrolment: Enrolment, activity: Activity) -> HttpResponse:
    try:
        services.complete_activity(enrolment=enrolment, activity=activity)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return redirect("courses:activity", enrolment.run.edition.slug, activity.slug)
    return _go_on(request, enrolment, activity)


@require_POST
@for_learner
def check(request: HttpRequest, enrolment: Enrolment, activity: Activity, code: str) -> HttpResponse:
    """Grade one check and come back to the place in the text where it stands."""
    question = find_check(activity.body, code)
    if question is None:
        raise services.UnknownCheck
    answer = kind_of(question.kind).read_answer(question.body, request.POST, code)
    page = reverse("courses:activity", args=[enrolment.run.edition.slug, activity.slug])
    try:
        services.answer_check(enrolment=enrolment, activity=activity, code=code, answer=answer)
    except services.NoAnswer:
        return redirect(f"{page}?kosong={code}#cek-{code}")
    return redirect(f"{page}#cek-{code}")


@require_POST
@for_learner
def start_exam(request: HttpRequest, enrolment: Enrolment, activity: Activity) -> HttpResponse:
    if activity.exam is None:
        raise Http404
    try:
        attempt = start_attempt(exam=activity.exam, person=enrolment.person)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return redirect("courses:activity", enrolment.run.edition.slug, activity.slug)
    return redirect("assessments:attempt", attempt.uuid)


@login_not_required
@require_POST
def task_save(request: HttpRequest, slug: str, materi: str) -> HttpResponse:
    if not request.user.is_authenticated:
        return _sign_in_first(request, slug, materi)
    return _save(request, slug, materi)


@login_not_required
@require_POST
def task_hand_in(request: HttpRequest, slug: str, materi: str) -> HttpResponse:
    if not request.user.is_authenticated:
        return _sign_in_first(request, slug, materi)
    return _hand_in(request, slug, materi)


@for_learner
def _save(request: HttpRequest, enrolment: Enrolment, activity: Activity) -> HttpResponse:
    form = _task_form(request, activity)
    if not form.is_valid():
        return _task_page(request, enrolment, activity, form, status=400)
    try:
        work = services.save_task(enrolment=enrolment, activity=activity, **form.cleaned_data)
    except services.TaskChangedElsewhere as refusal:
        if wants_json(request):
            raise
        return _both_versions(request, enrolment, activity, form, refusal)
    _forget_unsent(request, enrolment, activity)
    if wants_json(request):
        return JsonResponse({"revision": work.revision, "saved": _saved_words(work)})
    messages.success(request, _("Draf tersimpan. Anda dapat melanjutkannya kapan saja."))
    return redirect("courses:activity", enrolment.run.edition.slug, activity.slug)


@for_learner
def _hand_in(request: HttpRequest, enrolment: Enrolment, activity: Activity) -> HttpResponse:
    form = _task_form(request, activity)
    if not form.is_valid():
        return _task_page(request, enrolment, activity, form, status=400)
    try:
        services.hand_in_task(enrolment=enrolment, activity=activity, **form.cleaned_data)
    except services.EmptyTask as refusal:
        form.add_error("text", refusal.sentence)
        return _task_page(request, enrolment, activity, form, status=refusal.status)
    except services.TaskChangedElsewhere as refusal:
        return _both_versions(request, enrolment, activity, form, refusal)
    _forget_unsent(request, enrolment, activity)
    messages.success(request, _("Tugas terkumpul. Anda tetap dapat mengumpulkan perbaikan."))
    return _go_on(request, enrolment, activity)


def wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


def _go_on(request: HttpRequest, enrolment: Enrolment, activity: Activity) -> HttpResponse:
    """To the next activity; after the last one, or when the course is finished with this step, to its page."""
    slug = enrolment.run.edition.slug
    was_active = enrolment.state == Enrolment.State.AKTIF
    enrolment.refresh_from_db(fields=["state"])
    if was_active and enrolment.state == Enrolment.State.SELESAI:
        messages.success(
            request, _("Anda menyelesaikan pelatihan ini. Sertifikat sedang disiapkan dan tampil dalam beberapa detik.")
        )
        return redirect("courses:course", slug)
    following = Activity.objects.filter(edition=enrolment.run.edition_id, position__gt=activity.position)
    step = following.order_by("position").values_list("slug", flat=True).first()
    return redirect("courses:activity", slug, step) if step else redirect("courses:course", slug)


def _frame(enrolment: Enrolment, activity: Activity) -> dict[str, Any]:
    """What every page inside a course shows beside its own content."""
    steps = Steps(list(Activity.objects.filter(edition=enrolment.run.edition_id).outline(enrolment)))
    here = next(step for step in steps.all if step.pk == activity.pk)
    here.is_here = True
    edition = enrolment.run.edition
    return {
        "trail": [
            (_("Pembelajaran Saya"), "/belajar/"),
            (edition.title, reverse("courses:course", args=[edition.slug])),
        ],
        "here": _("Materi {n}").format(n=activity.position),
        "eyebrow": eyebrow_of(activity),
        "edition": edition,
        "enrolment": enrolment,
        "activity": activity,
        "state": here.state,
        "steps": steps,
        "percent": half_up(100 * steps.done / steps.count, 0) if steps.count else 0,
        "before": steps.before(activity),
        "after": steps.after(activity),
    }


def _lesson_page(request: HttpRequest, enrolment: Enrolment, activity: Activity) -> HttpResponse:
    given = CheckAnswer.objects.filter(enrolment=enrolment, activity=activity) if activity.check_codes else ()
    answers = {answer.check_code: answer for answer in sorted(given, key=lambda answer: answer.answered_at)}
    shown = _frame(enrolment, activity) | {
        "parts": parts_of(activity, answers, request.GET.get("kosong", "")),
        "waiting": len(set(activity.check_codes) - set(answers)),
    }
    return render(request, "courses/lesson.html", shown)


def _exam_page(request: HttpRequest, enrolment: Enrolment, activity: Activity) -> HttpResponse:
    assert activity.exam
    shown = _frame(enrolment, activity)
    standing = standing_of(exam=activity.exam, person=enrolment.person)
    questions = next(step.questions for step in shown["steps"].all if step.pk == activity.pk)
    attempts = Attempt.objects.of(activity.exam, enrolment.person)
    shown |= {
        "exam": activity.exam,
        "standing": standing,
        "facts": exam_facts(activity.exam, questions, standing),
        "marked": attempts.filter(state=Attempt.State.DINILAI).order_by("number"),
    }
    return render(request, "courses/exam_intro.html", shown)


def _task_page(
    request: HttpRequest,
    enrolment: Enrolment,
    activity: Activity,
    form: TaskForm | None = None,
    other: TaskWork | None = None,
    status: int = 200,
) -> HttpResponse:
    works = list(TaskWork.objects.filter(enrolment=enrolment, activity=activity).order_by("-revision"))
    latest = works[0] if works else None
    unsent = None if form else _unsent(request, enrolment, activity)
    shown = _frame(enrolment, activity) | {
        "form": form or TaskForm(initial=unsent or _as_written(latest)),
        "saved": _("Belum disimpan") if form or unsent else _saved_words(latest) if latest else "",
        "handed_in": [work for work in works if work.handed_in_at],
        "other": other,
        "unsent": unsent,
    }
    return render(request, "courses/task.html", shown, status=status)


def _task_form(request: HttpRequest, activity: Activity) -> TaskForm:
    if activity.kind != Activity.Kind.TUGAS:
        raise Http404
    return TaskForm(request.POST)


def _as_written(work: TaskWork | None) -> dict[str, Any]:
    return {"text": work.text, "revision": work.revision} if work else {"text": "", "revision": 0}


def _both_versions(
    request: HttpRequest,
    enrolment: Enrolment,
    activity: Activity,
    form: TaskForm,
    refusal: services.TaskChangedElsewhere,
) -> HttpResponse:
    """Both texts at hand. What was typed stays in the field; saving it now is a choice and no longer a conflict."""
    typed = TaskForm({"text": form.cleaned_data["text"], "revision": refusal.other.revision})
    typed.is_valid()
    return _task_page(request, enrolment, activity, typed, other=refusal.other, status=refusal.status)


def _saved_words(work: TaskWork) -> str:
    if work.handed_in_at:
        return _("Terkumpul {time}").format(time=write_time(timezone.localtime(work.handed_in_at)))
    return _("Tersimpan {time}").format(time=write_time(timezone.localtime(work.saved_at)))


def _sign_in_first(request: HttpRequest, slug: str, materi: str) -> HttpResponse:
    """The session ended while somebody wrote: the text waits in the new session for the sign-in to come.

    Only for an enrolment that exists, so that a stranger cannot fill the table of sessions; it is given back to the
    owner of that enrolment alone (`_unsent`).
    """
    form = TaskForm(request.POST)
    enrolment = _named_enrolment(request, slug)
    if enrolment and form.is_valid() and not wants_json(request):
        request.session[UNSENT] = {"enrolment": str(enrolment.uuid), "activity": materi, **form.cleaned_data}
    return redirect_to_login(reverse("courses:activity", args=[slug, materi]))


def _named_enrolment(request: HttpRequest, slug: str) -> Enrolment | None:
    """The enrolment that the form says it belongs to; nobody has proven yet to be its owner."""
    try:
        uuid = UUID(request.POST.get("kepesertaan", ""))
    except ValueError:
        return None
    return Enrolment.objects.in_course(slug).filter(uuid=uuid).first()


def _unsent(request: HttpRequest, enrolment: Enrolment, activity: Activity) -> dict[str, Any] | None:
    """What waits for this page. It is the only copy: reading keeps it, until it is saved or handed in."""
    kept = request.session.get(UNSENT)
    if not kept or (kept["enrolment"], kept["activity"]) != (str(enrolment.uuid), activity.slug):
        return None
    return {"text": kept["text"], "revision": kept["revision"]}


def _forget_unsent(request: HttpRequest, enrolment: Enrolment, activity: Activity) -> None:
    if _unsent(request, enrolment, activity):
        del request.session[UNSENT]
