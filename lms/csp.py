"""The nonce of Wagtail's admin, where form widgets render without a request.

This module is also a template tag library, loaded as a builtin so that our copies of Wagtail's widget templates differ
from the originals by one attribute only.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from django import template
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
_request: ContextVar[HttpRequest | None] = ContextVar("request", default=None)


@register.simple_tag
def csp_nonce() -> str:
    """The nonce of the response being made; asking for it puts it into the policy."""
    request = _request.get()
    return str(request.csp_nonce) if request is not None else ""  # type: ignore[attr-defined]


def nonce_in_context(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware, outside django-csp's: remembers the request for `csp_nonce` and gives the admin its own policy."""

    def middleware(request: HttpRequest) -> HttpResponse:
        token = _request.set(request)
        try:
            return get_response(request)
        finally:
            _request.reset(token)

    return middleware


def admin_policy(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware, inside django-csp's: pages under /kelola/ get the policy that lets Wagtail's widgets work."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.path_info.startswith("/kelola/"):
            # A preview is made by an inner request, which has put the site's policy on it already.
            response.headers.pop("Content-Security-Policy", None)
            response._csp_config = settings.ADMIN_CONTENT_SECURITY_POLICY  # type: ignore[attr-defined]
        return response

    return middleware


def sign_chooser_scripts() -> None:
    """Wagtail's choosers write a bare <script>; build it from its two parts with the nonce instead.

    Never stamp nonces into finished HTML: that would bless a script that somebody typed into a title.
    """
    from wagtail.admin.widgets.chooser import BaseChooser

    def render(self: Any, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        data = self.get_value_data(value)
        html = self.render_html(name, data, attrs)
        script = self.render_js_init(attrs["id"], name, data)
        # Both parts come escaped from Wagtail: the widget's template and JSON made for a script element.
        parts = (mark_safe(html), csp_nonce(), mark_safe(script))  # noqa: S308
        return format_html('{}<script nonce="{}">{}</script>', *parts)

    BaseChooser.render = render
