"""Celery's broker of files, made to bear readers that come between two writes, and kill -9.

kombu writes a message under its final name, so that a worker may meet it half written and then gives up for good. Here
it is written beside and renamed. What a killed process left unreadable is dropped: a message is a nudge, the Job row is
the truth, and the sweep nudges again.
"""

from __future__ import annotations

from pathlib import Path
from time import monotonic_ns
from typing import Any
from uuid import uuid4

from kombu.exceptions import ChannelError
from kombu.transport import filesystem
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:  # type: ignore[override]
        place = Path(self.data_folder_out) / f"{monotonic_ns() // 1_000_000}_{uuid4()}.{queue}.msg"
        part = place.with_suffix(".part")
        try:
            part.write_text(dumps(payload))
            part.rename(place)
        except OSError as error:
            raise ChannelError(f"cannot add {place.name}: {error.strerror}") from error

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        while True:
            try:
                return super()._get(queue)
            except ValueError:  # not JSON; kombu has removed it already
                continue

    def _queue_bind(self, exchange: str, routing_key: str, pattern: str, queue: str) -> None:
        try:
            super()._queue_bind(exchange, routing_key, pattern, queue)
        except ValueError:
            self._exchange_file(exchange).unlink(missing_ok=True)
            super()._queue_bind(exchange, routing_key, pattern, queue)


class Transport(filesystem.Transport):
    Channel = Channel
