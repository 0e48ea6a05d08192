"""Times as gateways write them (contract 10, quirk 19)."""

from datetime import UTC, datetime, timedelta

import pytest

from lib.fleet.times import MISSING, Moments, parse

NOW = datetime(2026, 3, 1, 9, 15, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2026-03-01T09:15:02Z", NOW),
        ("2026-03-01T09:15:02.402117+00:00", NOW.replace(microsecond=402_117)),
        ("2026-03-01T09:15:02.402117Z", NOW.replace(microsecond=402_117)),
        ("2026-03-01T10:15:02+01:00", NOW),
        ("2026-03-01T09:15:02", NOW),
    ],
)
def test_every_format_of_a_gateway_is_read_as_utc(written: str, expected: datetime) -> None:
    found = parse(written)

    assert found == expected
    assert found is not None
    assert found.tzinfo is UTC


@pytest.mark.parametrize(
    "written",
    [None, "", " ", "yesterday", "1767225600", "2026-13-01T09:15:02Z", "0001-01-01T00:00:00+14:00", "2026-03-01T25:00"],
)
def test_what_cannot_be_read_is_missing(written: str | None) -> None:
    assert parse(written) is None
    assert Moments(NOW)[written] == MISSING


def test_an_age_is_the_distance_from_the_instant_of_the_fleet() -> None:
    moment = Moments(NOW)["2026-03-01T09:14:47.5Z"]

    assert moment == (NOW - timedelta(seconds=14.5), 14.5, 14.5, 0.0)


def test_a_time_in_the_future_has_age_0_and_says_how_far_ahead_it_is() -> None:
    moment = Moments(NOW)["2026-03-01T09:15:09Z"]

    assert moment == (NOW + timedelta(seconds=7), -7.0, 0.0, 7.0)


def test_a_time_is_read_once() -> None:
    moments = Moments(NOW)

    assert moments["2026-03-01T09:15:02Z"] is moments["2026-03-01T09:15:02Z"]
