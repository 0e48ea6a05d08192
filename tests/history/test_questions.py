from datetime import UTC, datetime, timedelta, timezone

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.history.questions import COARSE, FINE, FINE_UP_TO, Window, step_begin, typed
from tests.history.pasts import BEGIN

INSTANTS = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds are naive
STEPS = st.sampled_from([FINE, COARSE])


def test_a_window_must_begin_before_it_ends() -> None:
    with pytest.raises(ValueError, match="begin before it ends"):
        Window(BEGIN, BEGIN)


@pytest.mark.parametrize(
    ("span", "step"), [(FINE, FINE), (FINE_UP_TO, FINE), (FINE_UP_TO + FINE, COARSE)], ids=["short", "week", "longer"]
)
def test_a_long_window_has_coarse_steps(span: timedelta, step: timedelta) -> None:
    assert Window(BEGIN, BEGIN + span).step == step


def test_the_window_before_ends_where_this_one_begins() -> None:
    window = Window(BEGIN, BEGIN + COARSE)
    assert window.before == Window(BEGIN - COARSE, BEGIN)
    assert window.before.span == window.span == COARSE


@given(INSTANTS, STEPS)
def test_an_instant_is_in_the_step_that_begins_at_or_before_it(at: datetime, step: timedelta) -> None:
    begin = step_begin(at, step)
    assert begin <= at < begin + step
    assert step_begin(begin, step) == begin
    assert (begin - begin.replace(hour=0, minute=0)) % step == timedelta(0)


def test_steps_are_counted_from_midnight_utc_wherever_somebody_is() -> None:
    at = datetime(2026, 3, 2, 3, 17, tzinfo=timezone(timedelta(hours=5, minutes=45)))
    assert step_begin(at, COARSE) == datetime(2026, 3, 1, 21, tzinfo=UTC)


def test_an_aligned_window_has_whole_steps() -> None:
    window = Window(BEGIN + timedelta(minutes=3), BEGIN + timedelta(minutes=14))
    assert window.aligned() == Window(BEGIN, BEGIN + 2 * FINE)
    assert window.aligned().steps == 2


def test_a_window_within_one_step_stays_as_it_is() -> None:
    window = Window(BEGIN + timedelta(minutes=1), BEGIN + timedelta(minutes=2))
    assert window.aligned() == window


def test_every_answer_has_the_same_types() -> None:
    frame = typed(pd.DataFrame({"at": [BEGIN], "gateway": ["us"], "used": [1], "total": [None]}))
    assert frame.dtypes.astype(str).to_dict() == {
        "at": "datetime64[us, UTC]",
        "gateway": "object",
        "used": "float64",
        "total": "float64",
    }
    assert frame["total"].isna().all()
