"""Sign-in, sign-out, password, and what a person sees about the own account."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import views as auth_views
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core.clock import now
from people.forms import AddressSpent, PasswordChangeForm, SignInForm
from people.models import SignIn as SignInRow
from people.models import User
from people.services import accounts
from people.sign_in import sessions
from people.sign_in.password import show_wait
from people.sign_in.tries import FROM_ADDRESS


class SignIn(auth_views.LoginView):
    template_name = "people/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().post(request, *args, **kwargs)
        except AddressSpent:
            return show_wait(request, FROM_ADDRESS.ends(), network=True)

    def get_redirect_url(self) -> str:  # type: ignore[override]  # the stubs are those of a later Django
        """Own paths only, also not our own host written out."""
        wanted = super().get_redirect_url()
        return wanted if wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, None) else ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        ended = self.request.COOKIES.get(sessions.ENDED_COOKIE, "") if self.request.method == "GET" else ""
        return super().get_context_data(ended=sessions.sentence_of(ended), **kwargs)

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        response = super().render_to_response(context, **kwargs)
        if context["ended"]:
            response.delete_cookie(sessions.ENDED_COOKIE, samesite="Lax")
        return response


class SignOut(auth_views.LogoutView):
    http_method_names = ["post"]


class PasswordChange(auth_views.PasswordChangeView):
    template_name = "people/password_change.html"
    form_class = PasswordChangeForm
    success_url = reverse_lazy("people:profile")

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        accounts.note_password_change(user=form.user, kept_session=self.request.session.session_key)
        messages.success(self.request, _("Kata sandi diganti. Semua sesi lain sudah dikeluarkan."))
        return response


class SignedInRequest(HttpRequest):
    user: User


@require_GET
def profile(request: SignedInRequest) -> HttpResponse:
    rows = SignInRow.objects.filter(user=request.user, expire_date__gt=now()).order_by("-seen_at")
    here = request.session.session_key
    own = [{"row": r, "mark": sessions.public_mark(r.session_key), "here": r.session_key == here} for r in rows]
    person = request.user.person
    return render(request, "people/profile.html", {"person": person, "sessions": own})


@require_POST
def end_session(request: SignedInRequest) -> HttpResponse:
    """One of the own sessions by its mark, or all but this one."""
    here = request.session.session_key
    if request.POST.get("semua"):
        sessions.end_sessions(request.user, but=here)
        messages.success(request, _("Semua sesi lain sudah dikeluarkan."))
        return redirect("people:profile")
    if not sessions.end_session(request.user, request.POST.get("sesi", "")):
        messages.info(request, _("Sesi itu sudah berakhir."))
        return redirect("people:profile")
    messages.success(request, _("Sesi itu sudah dikeluarkan. Perangkatnya harus masuk lagi."))
    return redirect("people:profile")


@login_not_required
@require_GET
def sign_in_to_manage(request: HttpRequest) -> HttpResponse:
    """Wagtail sends here who may not manage: strangers to the sign-in, others to the page that says so."""
    if request.user.is_authenticated:
        raise PermissionDenied
    return redirect(f"{reverse_lazy('people:sign_in')}?{urlencode({'next': request.GET.get('next', '/kelola/')})}")
