"""The page to compare with: what anybody gets from Streamlit with a title and one table of 1,000 rows.

Its columns are those that the executors table shows at first, as plain text, numbers and times.
"""

from datetime import UTC, datetime, timedelta

import pandas as pd
import streamlit as st

ROWS = 1000
_NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


def rows(count: int) -> pd.DataFrame:
    """A table of this many made-up executors."""
    numbers = range(count)
    names = [f"extract-executor-prod-bench-1-{number:05}" for number in numbers]
    return pd.DataFrame(
        {
            "name": names,
            "status": ["SERVING"] * count,
            "activity": [("busy", "idle, ready")[number % 2] for number in numbers],
            "nodes": [4] * count,
            "heartbeat": [_NOON - timedelta(seconds=number % 12) for number in numbers],
            "slots": [float(number % 100) for number in numbers],
            "verdict": ["match"] * count,
            "epoch": [40 + number % 9 for number in numbers],
            "updated": [_NOON - timedelta(seconds=number % 600) for number in numbers],
            "owner": [f"{name}/rep-0@10.16.{number // 250}.11:7101" for number, name in enumerate(names)],
            "endpoints": ["/default, /document/extract, /document/status"] * count,
            "reason": ["fresh heartbeat on 4 of 4 nodes"] * count,
        }
    )


st.title("Bare page")
st.dataframe(rows(ROWS), hide_index=True)
