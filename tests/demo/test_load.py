from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lib.demo.load import demand

_WEDNESDAY = datetime(2026, 3, 4, tzinfo=UTC)


@given(at=st.datetimes(timezones=st.just(UTC)), peak_hour=st.floats(-24, 48))
def test_demand_is_a_share_that_is_never_nothing(at: datetime, peak_hour: float) -> None:
    assert 0.08 <= demand(at, peak_hour) <= 1


def test_demand_is_highest_at_the_peak_hour_and_lowest_twelve_hours_away() -> None:
    day = [_WEDNESDAY + timedelta(hours=hour) for hour in range(24)]
    assert max(day, key=lambda at: demand(at, 17)).hour == 17
    assert min(day, key=lambda at: demand(at, 17)).hour == 5
    assert demand(_WEDNESDAY.replace(hour=17), 17) == 1


def test_a_weekend_is_quieter_at_its_peak() -> None:
    sunday = _WEDNESDAY + timedelta(days=4, hours=17)
    assert demand(sunday, 17) < 0.5
