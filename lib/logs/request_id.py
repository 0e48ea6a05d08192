"""Which request a line of the log belongs to: whatever is written while it is answered bears its id."""

import re
import uuid
from contextvars import ContextVar
from typing import Final

HEADER: Final = "X-Request-ID"

CURRENT: ContextVar[str | None] = ContextVar("the request that is being answered", default=None)
"""The id of the request that is being answered; None outside of one."""

_WELL_FORMED: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,63}")


def of(asked: str | None) -> str:
    """The id that was asked for, where it is well-formed: up to 64 letters, digits, ``.``, ``_``, ``:``, ``-``.

    Else a new one.
    """
    return asked if asked is not None and _WELL_FORMED.fullmatch(asked) else uuid.uuid4().hex
