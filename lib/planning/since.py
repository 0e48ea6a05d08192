"""What has changed between two reviews: the statistics of a window beside those of one that ended earlier."""

from typing import Final

import numpy as np
import pandas as pd

SINCE: Final = (
    "gateway",
    "executor",
    "function",
    "change",
    "total_before",
    "total_after",
    "nodes_before",
    "nodes_after",
    "p95_before",
    "p95_after",
    "p95_delta",
)
"""An executor at both ends: slots and nodes as last known, ``p95`` of used slots in percent of them.

``change`` is ``added``, ``removed``, ``capacity``, ``load`` or ``""``. NaN is what was not known then.
"""

LOAD_CHANGE: Final = 5.0
"""Percentage points by which the p95 must have moved to be called a change of load."""

_KEY = ["gateway", "executor", "function"]


def since(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """``SINCE`` from two STATISTICS frames (lib.history.questions), the largest changes of load first.

    An executor that a frame does not have, or that it knew no slots of, was not there as far as the past tells.
    """
    joined = _known(before).merge(_known(after), on=_KEY, how="outer", suffixes=("_before", "_after"))
    joined["p95_delta"] = joined["p95_after"] - joined["p95_before"]
    joined["change"] = np.select(
        [
            joined["steps_before"].isna(),
            joined["steps_after"].isna(),
            joined["total_before"].ne(joined["total_after"]) & joined["total_before"].notna(),
            joined["p95_delta"].abs() >= LOAD_CHANGE,
        ],
        ["added", "removed", "capacity", "load"],
        default="",
    )
    ranked = joined.assign(size=joined["p95_delta"].abs().fillna(np.inf)).sort_values(
        ["size", *_KEY], ascending=[False, True, True, True]
    )
    return ranked[list(SINCE)].reset_index(drop=True)


def _known(statistics: pd.DataFrame) -> pd.DataFrame:
    known = statistics[statistics["steps"] > 0]
    share = 100 * known["used_p95"] / known["total"].where(known["total"] > 0)
    return known[[*_KEY, "steps", "total", "nodes"]].assign(p95=share)
