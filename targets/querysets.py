"""Which targets a reader sees, and which figure of a period counts."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q, Window
from django.db.models.functions import DenseRank, RowNumber

from core.clock import today
from people.models import Role, User
from people.scoping import scopes_of

# An OPD's leader reads the agency's targets too: they are what the OPD works for.
READERS = (
    Role.PIMPINAN,
    Role.ADMIN_SDM,
    Role.EVALUATOR,
    Role.ANALIS,
    Role.TIM_PERCEPATAN,
    Role.TIM_DIGITAL,
    Role.ADMIN_INSTANSI,
)
DAY = timedelta(hours=24)


def tops_of(user: User, roles: tuple[Role, ...], on: date) -> list[int]:
    """Keys of the agencies' top units below which the user holds one of the roles; a role without unit: the own one."""
    own = user.person.unit.path if user.person and user.person.unit else ""
    paths = (path or own for role, path in scopes_of(user, on) if role in roles)
    return sorted({int(path.split("/")[1]) for path in paths if path})


class TargetQuerySet(models.QuerySet):
    def visible_to(self, user: User | AnonymousUser, *, on: date | None = None) -> Self:
        """The targets of every agency in which the user holds a reading role, in whatever unit of it."""
        if not isinstance(user, User):
            return self.none()
        return self.filter(unit__in=tops_of(user, READERS, on or today()))


class MeasurementQuerySet(models.QuerySet):
    def known_on(self, day: date) -> Self:
        return self.filter(measured_on__lte=day)

    def with_rank(self) -> Self:
        """`entered_nth` is 1 for the figure of a period that counts, 2 for the one that it corrected, and so on."""
        entered = [F("recorded_at").desc(), F("pk").desc()]
        return self.annotate(
            entered_nth=Window(RowNumber(), partition_by=[F("target"), F("ends_on")], order_by=entered)
        )

    def newest(self) -> Self:
        """One row a period, the last entered; `nth_period` counts back from the last period of each target."""
        nth = Window(DenseRank(), partition_by=[F("target")], order_by=F("ends_on").desc())
        return self.with_rank().annotate(nth_period=nth).filter(entered_nth=1)


class ComplaintQuerySet(models.QuerySet):
    def received_in(self, begin: datetime, at: datetime) -> Self:
        return self.filter(received_at__gte=begin, received_at__lt=at)

    def answered(self, at: datetime) -> Self:
        return self.filter(first_response_at__lte=at)

    def due(self, at: datetime) -> Self:
        """Old enough to be judged: a complaint of an hour ago is neither answered in a day nor late."""
        return self.filter(received_at__lte=at - DAY)

    def answered_in_a_day(self) -> Self:
        return self.filter(first_response_at__lte=F("received_at") + DAY)


class ApplicationQuerySet(models.QuerySet):
    def active(self, day: date) -> Self:
        return self.filter(Q(stopped_on=None) | Q(stopped_on__gt=day), active_since__lte=day)
