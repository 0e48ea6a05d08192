from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from lib.fleet.words import NOT_KNOWN
from lib.ui.clock import absolute, now, relative, time_of_day, zone
from tests.fleet.documents import NOW, moment

KOLKATA = ZoneInfo("Asia/Kolkata")


def test_the_clock_of_the_dashboard_is_in_utc() -> None:
    assert now().tzinfo is UTC


def test_the_zone_is_utc_where_no_browser_says_one() -> None:
    assert zone() == ZoneInfo("UTC")


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("UTC", "2026-03-01 12:00:00"),
        ("Asia/Kolkata", "2026-03-01 17:30:00"),
        ("Pacific/Kiritimati", "2026-03-02 02:00:00"),
        ("America/Los_Angeles", "2026-03-01 04:00:00"),
    ],
)
def test_a_moment_is_said_in_the_viewers_zone(where: str, said: str) -> None:
    assert absolute(NOW, ZoneInfo(where)) == said


@pytest.mark.parametrize(
    ("at", "said"),
    [(datetime(2026, 3, 29, 0, 59, tzinfo=UTC), "01:59"), (datetime(2026, 3, 29, 1, 1, tzinfo=UTC), "03:01")],
)
def test_a_zone_that_changes_its_clocks_is_followed(at: datetime, said: str) -> None:
    assert absolute(at, ZoneInfo("Europe/Berlin")) == f"2026-03-29 {said}:00"


def test_a_moment_of_the_past_is_so_long_ago() -> None:
    assert relative(moment(75), NOW) == "1\u202fmin 15\u202fs ago"


def test_a_moment_of_the_future_is_now() -> None:
    assert relative(moment(-30), NOW) == "0\u202fs ago"


def test_no_moment_is_not_known() -> None:
    assert absolute(None, KOLKATA) == relative(None, NOW) == NOT_KNOWN


def test_a_time_of_another_day_has_its_date() -> None:
    assert time_of_day(NOW, KOLKATA) == "2026-03-01 17:30:00"
    yesterday = now() - timedelta(days=1)
    assert time_of_day(yesterday, KOLKATA) == absolute(yesterday, KOLKATA)


def test_a_time_of_today_is_without_its_date() -> None:
    # Held for the day before and after too, in case midnight passes meanwhile.
    before, said, after = now(), time_of_day(now(), KOLKATA), now()
    assert said in {f"{at.astimezone(KOLKATA):%H:%M:%S}" for at in (before, after)} or before.date() != after.date()


@pytest.mark.parametrize(
    ("at", "where"),
    [
        (datetime.min.replace(tzinfo=UTC), "America/Los_Angeles"),
        (datetime.max.replace(tzinfo=UTC), "Pacific/Kiritimati"),
    ],
)
def test_a_moment_that_a_zone_has_no_date_for_stays_as_it_is(at: datetime, where: str) -> None:
    assert absolute(at, ZoneInfo(where)) == f"{at:%Y-%m-%d %H:%M:%S}"
    assert time_of_day(at, ZoneInfo(where)) == f"{at:%Y-%m-%d %H:%M:%S}"
