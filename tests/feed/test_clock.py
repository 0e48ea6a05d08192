from datetime import UTC

import pytest

from lib.feed.clock import SYSTEM_CLOCK


def test_the_wall_clock_is_in_utc() -> None:
    assert SYSTEM_CLOCK.now().tzinfo is UTC


@pytest.mark.anyio
async def test_sleeping_advances_the_monotonic_clock() -> None:
    before = SYSTEM_CLOCK.monotonic()
    await SYSTEM_CLOCK.sleep(0.001)
    assert SYSTEM_CLOCK.monotonic() > before
