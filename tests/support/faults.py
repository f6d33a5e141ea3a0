"""What may happen at any moment: a statement, a commit or a file call fails; the process dies by kill -9."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection, connections


class Fault(OperationalError, OSError):
    """What a database or a disk may do."""


@contextmanager
def failing_at(n: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """The n-th SQL statement, commit or file call raises; `calls` counts them."""
    calls = [0]

    def count() -> None:
        calls[0] += 1
        if calls[0] == n:
            raise Fault(f"call {n}")

    def statement(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        count()
        return execute(sql, *rest)

    def counted(function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            count()
            return function(*args, **kwargs)

        return call

    with connection.execute_wrapper(statement), monkeypatch.context() as patch:
        calls_of = [(Path, name) for name in ("mkdir", "open", "unlink", "replace")]
        for owner, name in [(connection, "_commit"), (os, "fsync"), *calls_of]:
            patch.setattr(owner, name, counted(getattr(owner, name)))
        yield calls


def killed_at(owner: Any, name: str, act: Callable[[], Any], *, after: bool = True) -> None:
    """Do `act` in a process of its own, which dies by kill -9 once `owner.name` has returned, or before it begins."""
    connections.close_all()  # a fork must not talk on the lines of its parent
    child = os.fork()
    if not child:
        try:
            setattr(owner, name, dying(getattr(owner, name), after=after))
            act()
        finally:
            os._exit(0)
    _pid, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), f"{name} was never called"
    assert os.WTERMSIG(status) == signal.SIGKILL


def dying(function: Callable[..., Any], *, after: bool) -> Callable[..., Any]:
    def dies(*args: Any, **kwargs: Any) -> None:
        if after:
            function(*args, **kwargs)
        os.kill(os.getpid(), signal.SIGKILL)

    return dies
