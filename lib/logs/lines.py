"""A line for each record of the log: text for people, or a JSON object. No secret and no line break gets in.

A record may bring ``extra={"fields": {...}}``: what its message says, for machines. Fields are in the JSON alone.
"""

import json
import logging
from datetime import UTC, datetime
from typing import Any, Final

from lib.logs import request_id
from lib.logs.hiding import Hiding

_BEFORE_A_LINE: Final = "  | "
"""Stands before each line of a traceback in a text, so that nothing in it can look like a record of its own."""


class Lines(logging.Formatter):
    """What both have in common. It never fails, as a record must not be lost."""

    def __init__(self, hiding: Hiding) -> None:
        super().__init__()
        self._hiding = hiding

    def _message(self, record: logging.LogRecord) -> str:
        try:
            said = record.getMessage()
        except Exception:  # noqa: BLE001 - arguments of any library may not fit, or fail to say what they are
            said = f"{record.msg} (with arguments that do not fit)"
        return self._hiding.text(said)

    def _trace(self, record: logging.LogRecord) -> str:
        """The traceback, and where it was logged; empty where there is none."""
        raised = self.formatException(record.exc_info) if record.exc_info and record.exc_info[0] else record.exc_text
        return self._hiding.lines("\n".join(filter(None, (raised, record.stack_info))))


class TextLines(Lines):
    """``time level logger: message [request]``, and a traceback on lines of its own, each behind a bar."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as text."""
        asked = request_id.CURRENT.get()
        belongs = f" [{self._hiding.text(asked)}]" if asked else ""
        head = f"{_moment(record)} {record.levelname} {record.name}: {self._message(record)}{belongs}"
        trace = self._trace(record)
        behind = (f"\n{_BEFORE_A_LINE}{_printable(line)}" for line in trace.split("\n")) if trace else ()
        return _printable(head) + "".join(behind)


class JsonLines(Lines):
    """One JSON object on one line, in ASCII."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as JSON."""
        told: dict[str, Any] = {
            "time": _moment(record),
            "level": record.levelname,
            "logger": record.name,
            "message": self._message(record),
        }
        asked = request_id.CURRENT.get()
        if asked:
            told["request_id"] = self._hiding.text(asked)
        fields = getattr(record, "fields", None)
        if isinstance(fields, dict):
            told |= {name: value for name, value in self._hiding.fields(fields).items() if name not in told}
        if trace := self._trace(record):
            told["exception"] = trace
        return json.dumps(told, default=lambda value: self._hiding.text(str(value)))


def _moment(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{int(record.msecs):03}Z"


def _printable(text: str) -> str:
    """The text on one line: what would move the cursor or cannot be seen is written as an escape."""
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in text)
