from dataclasses import dataclass
from typing import Self

from lib.gateway.reach import GUARDED, Reach
from lib.settings import Settings

_MIB = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """How much patience one call to a gateway gets, and where it may lead.

    `connect`, `read` (silence) and `call` (the whole call) are seconds; `body` is bytes after decompression.
    """

    connect: float
    read: float
    call: float
    body: int
    reach: Reach = GUARDED

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Take the limits from the process's settings."""
        return cls(
            connect=settings.connect_timeout,
            read=settings.read_timeout,
            call=settings.call_timeout,
            body=settings.max_body_mib * _MIB,
            reach=Reach(()) if settings.link_local == "allow" else GUARDED,
        )
