"""A history file for tests of pages: days of a gateway up to now, with a gap, in a file that a dashboard then opens."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from lib.history.duckdb_file import DuckdbArchive
from lib.history.questions import FINE, step_begin
from lib.history.samples import Change
from tests.history.pasts import executor, gateway

GATEWAY: Final = "captured"
BUSY: Final = "extract-executor-prod-us-east-1-000"
CALM: Final = "ocr_executor_003"
DAYS: Final = 20
GAP: Final = timedelta(hours=30), timedelta(hours=26)
"""How long ago nothing was sampled: from and until."""

TOTAL: Final = 10


def used(at: datetime) -> int:
    """Slots in use of the busy executor at a time: more in the hours around noon, and one more each four days."""
    return min(TOTAL, 3 + (4 if 10 <= at.hour < 15 else 0) + at.toordinal() % 20 // 4)


def keep(file: Path, now: datetime | None = None, gateways: Sequence[str] = (GATEWAY,)) -> None:
    """Write the file, with a sample of every five minutes and one change of status."""
    end = step_begin(now or datetime.now(UTC), FINE)
    archive = DuckdbArchive(file)
    try:
        moments = [end - step * FINE for step in range(DAYS * 288, -1, -1)]
        known = [at for at in moments if not end - GAP[0] <= at < end - GAP[1]]
        archive.write(
            [
                gateway(
                    at,
                    executor(BUSY, used(at), TOTAL, function="extract"),
                    executor(CALM, 1, TOTAL, function="ocr"),
                    gateway=each,
                    site=gateways[0],
                )
                for at in known
                for each in gateways
            ],
            [Change(end - timedelta(hours=3), gateways[0], CALM, "status", "SERVING", "ERROR", "a node failed")],
        )
    finally:
        archive.close()
