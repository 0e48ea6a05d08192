"""What follows from the past of a scope and a window, worked out once for all who look.

As in ``answers``, nobody may change what comes from here.
"""

from datetime import timedelta
from typing import Final

import pandas as pd
import streamlit as st

from lib.alerts.thresholds import Thresholds
from lib.fleet.words import percent
from lib.history.questions import Window
from lib.planning.alert_replay import Frame
from lib.planning.amounts import amount
from lib.planning.forecast import Forecast, forecast
from lib.planning.load import load_by_function, sites, total_load
from lib.planning.now import Row
from lib.planning.peaks import Peak, contributors, top_peaks
from lib.planning.pools import Pool, pools
from lib.planning.tables import Crowd
from lib.planning.variants import Variant, back_test
from lib.ui.capacity.answers import KEPT_FOR, Answers, Key

KEPT: Final = 32
FORECASTS_KEPT_FOR: Final = timedelta(hours=1)
MOST_ROWS: Final = 500_000
"""Rows of executors and steps that are asked for at once: 248 executors over a week, 694 over 30 days."""

KEPT_FORECASTS: Final = 400
MAKERS: Final = 3
"""Executors that are named of a peak."""


def load(asked: Answers) -> pd.DataFrame:
    """``LOAD`` of all that is in view together."""
    return _load(asked, asked.key)


def loads(asked: Answers) -> pd.DataFrame:
    """``LOAD_BY_FUNCTION`` of what is in view."""
    return _loads(asked, asked.key)


def types(asked: Answers, present: tuple[Row, ...]) -> tuple[Pool, ...]:
    """The executor types in view, with what was asked of them in the window and what there is now."""
    return pools(asked.statistics(), loads(asked), asked.window, present)


@st.cache_resource(max_entries=KEPT, ttl=KEPT_FOR, show_spinner=False)
def _load(_asked: Answers, key: Key) -> pd.DataFrame:  # noqa: ARG001 - tells archives apart
    return total_load(_asked.usage(), _asked.window, _asked.reached())


@st.cache_resource(max_entries=KEPT, ttl=KEPT_FOR, show_spinner=False)
def _loads(_asked: Answers, key: Key) -> pd.DataFrame:  # noqa: ARG001 - the same
    return load_by_function(_asked.usage(), _asked.window, _asked.reached())


def peaks(asked: Answers) -> list[Crowd]:
    """The highest peaks, with the executors that rose most at the height of each."""
    return _peaks(asked, asked.key)


@st.cache_resource(max_entries=KEPT, ttl=KEPT_FOR, show_spinner=False)
def _peaks(_asked: Answers, key: Key) -> list[Crowd]:  # noqa: ARG001 - the same
    found = top_peaks(load(_asked), _asked.window)
    return [Crowd(rank, peak, _makers(_asked, peak)) for rank, peak in enumerate(found, start=1)]


def _makers(asked: Answers, peak: Peak) -> tuple[str, ...]:
    height = Window(peak.at, peak.at + asked.window.step)
    rose = contributors(asked.of(height).series(), asked.statistics())
    rose = rose[rose["rise"] > 0].head(MAKERS)
    return tuple(
        f"{row['executor']} +{amount(row['rise'])} ({percent(row['share'])})" for row in rose.to_dict("records")
    )


def fullest(asked: Answers) -> pd.DataFrame:
    """``STATISTICS`` of the executors in view, once a site, with the highest p95 of their slots first."""
    told = asked.statistics()
    of = sites(told)
    once = told.assign(site=told["gateway"].map(of), share=told["used_p95"] / told["total"].where(told["total"] > 0))
    once = once.sort_values(["steps", "gateway"], ascending=[False, True]).drop_duplicates(["site", "executor"])
    return once.sort_values(["share", "gateway", "executor"], ascending=[False, True, True])


def forecast_of(asked: Answers) -> Forecast:
    """The forecast of the one executor that is asked about."""
    return _forecast(asked, asked.key)


@st.cache_resource(max_entries=KEPT_FORECASTS, ttl=FORECASTS_KEPT_FOR, show_spinner=False)
def _forecast(_asked: Answers, key: Key) -> Forecast:  # noqa: ARG001 - the same
    return forecast(_asked.archive.series(_asked.scope, _asked.window), _asked.window)


def back_tested(asked: Answers, thresholds: Thresholds) -> tuple[Variant, ...]:
    """Every alert rule replayed on the window; those about executors only where these are not too many."""
    return _back_tested(asked, asked.key, thresholds)


def executors_fit(asked: Answers) -> bool:
    """Whether a row for each executor and step is not too much to ask for at once."""
    return len(asked.statistics()) * asked.window.steps <= MOST_ROWS


@st.cache_resource(
    max_entries=KEPT,
    ttl=KEPT_FOR,
    show_spinner=False,
    hash_funcs={Thresholds: lambda each: repr(sorted(each.limits.items()))},
)
def _back_tested(_asked: Answers, key: Key, thresholds: Thresholds) -> tuple[Variant, ...]:  # noqa: ARG001 - the same
    def frame_of(kind: Frame) -> pd.DataFrame | None:
        match kind:
            case Frame.SERIES:
                return _asked.series() if executors_fit(_asked) else None
            case Frame.REACHED:
                return _asked.whole_gateways().reached()
            case Frame.USAGE:
                return _asked.whole_gateways().usage()

    return back_test(thresholds, frame_of, _asked.window.step)
