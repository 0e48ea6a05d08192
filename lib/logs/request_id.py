"""Which request a line of the log belongs to: whatever is written while it is answered bears its id."""

import re
import uuid
from collections.abc import Iterable
from contextvars import ContextVar
from typing import Final

from lib.fleet.secret_values import is_secret

HEADER: Final = "X-Request-ID"

CURRENT: ContextVar[str | None] = ContextVar("the request that is being answered", default=None)
"""The id of the request that is being answered; None outside of one."""

_WELL_FORMED: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,63}")


def of(asked: str | None, credentials: Iterable[str] = ()) -> str:
    """The id that was asked for, where it is well-formed: up to 64 letters, digits, ``.``, ``_``, ``:``, ``-``.

    Else a new one; and in place of one that looks like a secret or stands in the ``credentials`` of the same request,
    as an id is written into the log and the answer.
    """
    if asked is None or not _WELL_FORMED.fullmatch(asked) or is_secret(asked):
        return uuid.uuid4().hex
    return uuid.uuid4().hex if any(asked in each for each in credentials) else asked
