"""Refusals: what a service says when a rule forbids what was asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class Refused(Exception):
    """Base of every refusal. `sentence` is what the user reads: what happened, why, and the next step.

    One middleware turns it into a page or JSON with status `status`; nothing has been written by then.
    """

    sentence: str | _StrPromise = _("Permintaan ini tidak dapat dijalankan. Muat ulang halaman, lalu coba lagi.")
    status = 409
    retry_after: int | None = None  # seconds, for those who only came at the wrong moment

    def __init__(self, sentence: str | _StrPromise | None = None) -> None:
        self.sentence = sentence or self.sentence
        super().__init__(str(self.sentence))
