"""Where authors keep banks and questions. Neither is ever deleted: editions and old attempts draw on them."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from assessments.forms import QuestionForm
from assessments.models import Bank, Question


class KeptForEver(ModelPermissionPolicy):
    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return super().user_has_any_permission(user, set(actions) - {"delete"})

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action != "delete" and super().user_has_permission(user, action)


for kept in (Bank, Question):
    register_permission_policy(kept, KeptForEver(kept))


class QuestionList(IndexView):
    def get_base_queryset(self) -> QuerySet[Question]:
        return super().get_base_queryset().select_related("bank").prefetch_related("versions")


class BankViewSet(ModelViewSet):
    model = Bank
    menu_label = _("Bank")
    icon = "folder-inverse"
    form_fields = ["code", "title", "owner_unit"]
    list_display = ["title", "code"]
    search_fields = ["title", "code"]
    copy_view_enabled = False


class QuestionViewSet(ModelViewSet):
    model = Question
    menu_label = _("Soal")
    icon = "help"
    index_view_class = QuestionList
    list_display = [
        "code",
        "bank",
        Column("kind", label=_("Jenis soal"), accessor="latest.get_kind_display"),
        Column("stem", label=_("Soal"), accessor="latest.stem"),
        Column("number", label=_("Versi"), accessor="latest.number"),
    ]
    list_filter = ["bank"]
    search_fields = ["code", "versions__stem"]
    copy_view_enabled = False

    def get_form_class(self, for_update: bool = False) -> type[QuestionForm]:
        return QuestionForm


class BankGroup(ViewSetGroup):
    items = (BankViewSet, QuestionViewSet)
    menu_label = _("Bank soal")
    menu_icon = "help"
    menu_order = 160


@hooks.register("register_admin_viewset")
def banks() -> BankGroup:
    return BankGroup()
