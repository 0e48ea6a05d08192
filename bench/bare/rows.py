"""The table of the bare pages: the columns that the executors table shows, as plain text, numbers and times."""

from datetime import UTC, datetime, timedelta

import pandas as pd

ROWS = 1000
NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


def rows(at: datetime) -> pd.DataFrame:
    """Made-up executors whose heartbeats are as old at this moment as those of a fleet that is well."""
    numbers = range(ROWS)
    names = [f"extract-executor-prod-bench-1-{number:05}" for number in numbers]
    return pd.DataFrame(
        {
            "name": names,
            "status": ["SERVING"] * ROWS,
            "activity": [("busy", "idle, ready")[number % 2] for number in numbers],
            "nodes": [4] * ROWS,
            "heartbeat": [at - timedelta(seconds=number % 12) for number in numbers],
            "slots": [float(number % 100) for number in numbers],
            "verdict": ["match"] * ROWS,
            "epoch": [40 + number % 9 for number in numbers],
            "updated": [at - timedelta(seconds=number % 600) for number in numbers],
            "owner": [f"{name}/rep-0@10.16.{number // 250}.11:7101" for number, name in enumerate(names)],
            "endpoints": ["/default, /document/extract, /document/status"] * ROWS,
            "reason": ["fresh heartbeat on 4 of 4 nodes"] * ROWS,
        }
    )
