"""Roles: who holds which, where, from when to when."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from psycopg.types.range import DateRange

from core.audit import record_audit
from core.clock import today
from core.errors import Refused
from people.models import WITHOUT_UNIT, Role, Scope, SignIn, Unit, User
from people.services.refusals import said_in_words
from people.sign_in.sessions import end_sessions

AUTHORS = (Role.PENYUSUN, Role.TIM_DIGITAL)
# What its members may do is given in courses/authors.py.
AUTHOR_GROUP = "Penyusun materi"
# How many past days are looked at again, should the machine have stood still.
CAUGHT_UP_DAYS = 2


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


@transaction.atomic
def begin_roles(*, on: date) -> None:
    """`apply_roles`, in bulk, for everybody with a role that begins or ends today or in the days just before.

    A repetition changes nothing: of the sessions only those end that are older than the day of the change.
    """
    days = [on - timedelta(days=back) for back in range(CAUGHT_UP_DAYS + 1)]
    group, _made = Group.objects.get_or_create(name=AUTHOR_GROUP)
    authors = Scope.objects.at(on).filter(role__in=AUTHORS).values("user")
    members = User.groups.through.objects.filter(group=group)
    changed = User.objects.filter(scopes__in=Scope.objects.filter(bounds_on(days), role__in=AUTHORS))
    members.filter(user__in=changed).exclude(user__in=authors).delete()
    group.user_set.add(*changed.filter(pk__in=authors).distinct())
    for day in days:
        began_before = timezone.make_aware(datetime.combine(day, time.min))
        holders = Scope.objects.filter(bounds_on([day])).values("user")
        SignIn.objects.filter(user__in=holders, began_at__lt=began_before).delete()


def bounds_on(days: list[date]) -> Q:
    return Q(valid__startswith__in=days) | Q(valid__endswith__in=days)
