"""What authors may do in Wagtail's admin."""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from people.services.access import AUTHOR_GROUP

ON_PAGES = ("add_page", "change_page", "publish_page")
ON_FILES = ("add_image", "change_image", "choose_image", "add_document", "change_document", "choose_document")
ON_WORDS = [f"{verb}_{model}" for verb in ("add", "change", "delete") for model in ("glossaryterm", "regulation")]


def equip_authors(shelf: Page) -> None:
    """Let the group of authors write below the shelf, and use images, documents, glossary and regulations."""
    group, _made = Group.objects.get_or_create(name=AUTHOR_GROUP)
    permissions = {row.codename: row for row in Permission.objects.filter(codename__in=[*ON_PAGES, *ON_FILES])}
    group.permissions.add(*Permission.objects.filter(codename__in=["access_admin", *ON_WORDS]))
    for name in ON_PAGES:
        GroupPagePermission.objects.get_or_create(group=group, page=shelf, permission=permissions[name])
    root = Collection.get_first_root_node()
    for name in ON_FILES:
        GroupCollectionPermission.objects.get_or_create(group=group, collection=root, permission=permissions[name])
