"""What may stop a start, told in one sentence."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable


class Trouble(Exception):
    """The machine does not allow it; the text says what is wrong and what to do."""


def told_in_one_sentence(main: Callable[[], None]) -> Callable[[], None]:
    """Print the sentence instead of a traceback and leave with 1."""

    @functools.wraps(main)
    def told() -> None:
        try:
            main()
        except Trouble as trouble:
            sys.exit(f"Titian: {trouble}")

    return told
