"""What Wagtail's admin shows of this room."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.admin.panels import FieldPanel
from wagtail.admin.widgets import Button
from wagtail.models import Page
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from courses import authoring
from courses.models import CoursePage, GlossaryTerm, Regulation
from courses.reference import refresh_synonyms


class GlossaryViewSet(SnippetViewSet):
    model = GlossaryTerm
    menu_label = _("Daftar istilah")
    icon = "openquote"
    list_display = ["term", "abbreviation", "definition"]
    search_fields = ["term", "abbreviation", "definition"]


class RegulationViewSet(SnippetViewSet):
    model = Regulation
    menu_label = _("Peraturan")
    icon = "doc-full"
    list_display = ["__str__", "title", "status_words"]
    list_filter = ["status", "kind"]
    search_fields = ["kind", "number", "title"]
    panels = [
        FieldPanel(name)
        for name in [
            "code",
            "kind",
            "number",
            "year",
            "title",
            "status",
            "confidence",
            "synonyms",
            "topics",
            "main_course_codes",
            "replaced_by",
            "note",
        ]
    ]


class CourseWordsGroup(SnippetViewSetGroup):
    items = (GlossaryViewSet, RegulationViewSet)
    menu_label = _("Pelatihan")
    menu_icon = "folder-open-inverse"
    menu_order = 150


register_snippet(CourseWordsGroup)


@hooks.register("after_create_snippet")
@hooks.register("after_edit_snippet")
def keep_synonyms(_request: HttpRequest, instance: Any) -> None:
    if isinstance(instance, (GlossaryTerm, Regulation)):
        refresh_synonyms()


@hooks.register("after_delete_snippet")
def drop_synonyms(_request: HttpRequest, _instances: Any) -> None:
    refresh_synonyms()


@hooks.register("insert_global_admin_css")
def our_colours() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))


@hooks.register("register_admin_urls")
def edition_urls() -> list[URLPattern]:
    return [path("pelatihan/<int:page_id>/terbitkan/", authoring.publish, name="publish_edition")]


@hooks.register("register_page_header_buttons")
@hooks.register("register_page_listing_more_buttons")
def publish_button(page: Page, user: Any, **_where: Any) -> Iterator[Button]:
    if isinstance(page.specific_deferred, CoursePage) and page.permissions_for_user(user).can_publish():
        yield Button(_("Terbitkan edisi"), reverse("publish_edition", args=[page.pk]), icon_name="upload", priority=5)


class PublishEditionItem(ActionMenuItem):
    name = "action-publish-edition"
    label = _("Terbitkan edisi")
    icon_name = "upload"

    def is_shown(self, context: dict[str, Any]) -> bool:
        page = context.get("page")
        return isinstance(page, CoursePage) and page.permissions_for_user(context["request"].user).can_publish()

    def get_url(self, parent_context: dict[str, Any]) -> str:
        return reverse("publish_edition", args=[parent_context["page"].pk])


@hooks.register("register_page_action_menu_item")
def publish_item() -> ActionMenuItem:
    return PublishEditionItem(order=5)
