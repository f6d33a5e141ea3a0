"""Log lines as JSON, with control characters escaped and no local variables."""

from __future__ import annotations

import json
import logging
import traceback

FIELDS = ("route", "method", "status", "ms", "reference")
# Where people answer surveys. That somebody was there is told by no line: not even one of the hour alone, for the lines
# before and after it tell the minute.
ANSWERING = {f"surveys:{page}" for page in ("intro", "part", "last", "send", "thanks", "later")}


def route_of(record: logging.LogRecord) -> str:
    match = getattr(getattr(record, "request", None), "resolver_match", None)
    return str(getattr(record, "route", "") or getattr(match, "view_name", ""))


class Discreet(logging.Filter):
    """Of the pages on which people answer surveys only faults are told."""

    def filter(self, record: logging.LogRecord) -> bool:
        return record.levelno >= logging.ERROR or route_of(record) not in ANSWERING


class JsonLine(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        time = "%Y-%m-%dT%H:00:00%z" if route_of(record) in ANSWERING else "%Y-%m-%dT%H:%M:%S%z"
        line: dict[str, object] = {
            "at": self.formatTime(record, time),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        if record.exc_info and record.exc_info[0]:
            # Where it broke, not with what: the message of an exception may carry what somebody typed.
            line["error"] = record.exc_info[0].__name__
            line["trace"] = [f"{f.filename}:{f.lineno} {f.name}" for f in traceback.extract_tb(record.exc_info[2])]
        return json.dumps(line, ensure_ascii=True, default=str)
