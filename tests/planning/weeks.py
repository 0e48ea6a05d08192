"""The past of an executor, made by a rule, as the archive tells it: ``SERIES`` in hourly steps."""

from collections.abc import Callable, Collection
from datetime import UTC, datetime, timedelta
from typing import Final

import numpy as np
import pandas as pd

from lib.history.questions import Window

BEGIN: Final = datetime(2026, 3, 2, tzinfo=UTC)
"""A Monday."""

GATEWAY, EXECUTOR = "us-east-1", "invoice_executor"


def window(days: int) -> Window:
    """So many days from the beginning."""
    return Window(BEGIN, BEGIN + timedelta(days=days))


def series(
    days: int,
    used: Callable[[int], float],
    *,
    total: Callable[[int], float] = lambda _day: 40.0,
    without: Collection[int] = (),
    hours: int = 24,
    executor: str = EXECUTOR,
) -> pd.DataFrame:
    """``used`` and ``total`` are slots by number of the day; in its busiest hour, noon, all of ``used`` are in use.

    Other hours have half as many. Days in ``without`` are gaps; of the others the first ``hours`` are known.
    """
    known = [(day, hour) for day in range(days) if day not in without for hour in range(hours)]
    slots = [used(day) if hour == 12 else used(day) / 2 for day, hour in known]
    return pd.DataFrame(
        {
            "at": pd.DatetimeIndex([BEGIN + timedelta(days=day, hours=hour) for day, hour in known]).as_unit("us"),
            "gateway": GATEWAY,
            "executor": executor,
            "samples": np.full(len(known), 120.0),
            "total": [float(total(day)) for day, _ in known],
            "used": slots,
        }
    )
