"""Pages written in bulk: Wagtail's own `add_child` takes a dozen statements for each page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page, ReferenceIndex
from wagtail.search.backends import get_search_backend

from core.clock import now


def insert_pages(parent: Page, pages: Iterable[Page]) -> None:
    """Publish new pages as the last children of `parent`, in order. Their slugs must be free there."""
    pages = list(pages)
    last = parent.get_last_child()
    taken = int(last.path[-Page.steplen :], 36) if last else 0
    for place, page in enumerate(pages, start=taken + 1):
        _place(page, parent, place)
    rows = Page.objects.bulk_create([Page(**_core_values(page)) for page in pages])
    for page, row in zip(pages, rows, strict=True):
        page.pk = page.id = page.page_ptr_id = row.pk
        page.save_base(raw=True, force_insert=True)
    parent.numchild += len(pages)
    Page.objects.filter(pk=parent.pk).update(numchild=parent.numchild)


def index_pages(pages: Iterable[Page]) -> None:
    """What Wagtail does at each save: let the editor's search find them and know what they use."""
    by_model: dict[type[Page], list[Page]] = {}
    for page in pages:
        by_model.setdefault(type(page), []).append(page)
        ReferenceIndex.create_or_update_for_object(page)
    for model, group in by_model.items():
        get_search_backend().add_bulk(model, group)


def _place(page: Page, parent: Page, place: int) -> None:
    page.path = Page._get_path(parent.path, parent.depth + 1, place)
    page.depth, page.numchild = parent.depth + 1, 0
    page.url_path = f"{parent.url_path}{page.slug}/"
    page.locale_id = parent.locale_id
    page.content_type = ContentType.objects.get_for_model(type(page))
    page.draft_title = page.title
    page.live, page.has_unpublished_changes = True, False
    page.first_published_at = page.last_published_at = now()
    page.latest_revision_created_at = None


def _core_values(page: Page) -> dict[str, Any]:
    return {field.attname: getattr(page, field.attname) for field in Page._meta.concrete_fields if field.name != "id"}
