import time
from datetime import UTC, datetime
from typing import Final, Protocol

import anyio


class Clock(Protocol):
    """Where the feed takes time from, so that a test can drive it."""

    def now(self) -> datetime:
        """Return the wall clock's time in UTC; only ever shown, never subtracted."""
        ...

    def monotonic(self) -> float:
        """Return seconds since some fixed instant; never steps back, so ages come from here."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait until `monotonic` has advanced by `seconds`."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """See `Clock.now`."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """See `Clock.monotonic`."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """See `Clock.sleep`."""
        await anyio.sleep(seconds)


SYSTEM_CLOCK: Final = SystemClock()
