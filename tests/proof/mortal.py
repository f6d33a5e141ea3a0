"""A worker that dies by kill -9 at a point of `tests.proof.points`: `celery -A tests.proof.mortal worker`."""

from __future__ import annotations

import importlib
import os
import signal
from collections.abc import Callable
from typing import Any

import django

from tests.proof.points import POINTS, VARIABLE, Point

django.setup()

from lms.celery import app  # noqa: E402

__all__ = ["app"]


def owner_of(point: Point) -> Any:
    module, _, name = point.owner.partition(":")
    owner = importlib.import_module(module)
    return getattr(owner, name) if name else owner


def dying(function: Callable[..., Any], *, after: bool) -> Callable[..., Any]:
    def dies(*args: Any, **kwargs: Any) -> None:
        if after:
            function(*args, **kwargs)
        os.kill(os.getpid(), signal.SIGKILL)

    return dies


def die_at(point: Point) -> None:
    owner = owner_of(point)
    setattr(owner, point.function, dying(getattr(owner, point.function), after=point.after))


die_at(POINTS[os.environ[VARIABLE]])
