"""Roles: who holds which, where, from when to when."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from psycopg.types.range import DateRange

from core.audit import record_audit
from core.clock import today
from core.errors import Refused
from people.models import WITHOUT_UNIT, Role, Scope, Unit, User
from people.services.refusals import said_in_words
from people.sign_in.sessions import end_sessions

AUTHORS = (Role.PENYUSUN, Role.TIM_DIGITAL)
# What its members may do is given in courses/authors.py.
AUTHOR_GROUP = "Penyusun materi"


class UnitNeeded(Refused):
    sentence = _("Peran ini berlaku untuk satu unit dan bawahannya. Pilih unit kerjanya.")


class AlreadyHeld(Refused):
    sentence = _("Akun ini sudah memegang peran itu di unit yang sama pada masa itu. Tidak ada yang perlu diubah.")


@transaction.atomic
def grant_scope(
    *,
    user: User,
    role: str,
    unit: Unit | None,
    from_day: date,
    until: date | None = None,
    by: User | None = None,
) -> Scope:
    """Give a role in a unit and below, from a day until (not including) another. Ends the person's sessions."""
    if unit is None and role not in WITHOUT_UNIT:
        raise UnitNeeded
    valid = DateRange(from_day, until)
    User.objects.select_for_update().get(pk=user.pk)
    if Scope.objects.filter(user=user, role=role, unit=unit, valid__overlap=valid).exists():
        raise AlreadyHeld
    with said_in_words():
        scope = Scope.objects.create(user=user, role=role, unit=unit, valid=valid, granted_by=by)
    after = {"role": role, "unit": str(unit.uuid) if unit else None}
    record_audit(by.uuid if by else None, "people:scope:grant", "user", user.uuid, after=after)
    apply_roles(user)
    return scope


@transaction.atomic
def revoke_scope(*, scope: Scope, on: date, by: User | None = None) -> None:
    """The role ends on that day; one that never held leaves no row, only its trace. Ends the person's sessions."""
    before = {"role": scope.role, "unit": str(scope.unit.uuid) if scope.unit else None}
    if on <= scope.valid.lower:
        scope.delete()
    else:
        scope.valid = DateRange(scope.valid.lower, on)
        scope.save(update_fields=["valid"])
    record_audit(by.uuid if by else None, "people:scope:revoke", "user", scope.user.uuid, before=before)
    apply_roles(scope.user)


def apply_roles(user: User) -> None:
    """Let authors into the editor, others not; and let nobody go on with the rights of before."""
    group, _made = Group.objects.get_or_create(name=AUTHOR_GROUP)
    if Scope.objects.at(today()).filter(user=user, role__in=AUTHORS).exists():
        user.groups.add(group)
    else:
        user.groups.remove(group)
    user.__dict__.pop("_scopes", None)
    end_sessions(user)
