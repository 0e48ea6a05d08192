from dataclasses import FrozenInstanceError

import pytest

from lib.feed.statistics import Count, Tally
from lib.gateway.routes import Kind
from tests.feed.fakes import in_threads, join


def test_failures_count_as_fetches_too() -> None:
    tally = Tally()
    tally.success("us-east", Kind.HEALTH)
    tally.failure("us-east", Kind.HEALTH, "refused")
    tally.failure("us-west", Kind.HEALTH, "dns")
    assert tally.statistics() == {
        ("us-east", Kind.HEALTH): Count(fetches=2, errors={"refused": 1}),
        ("us-west", Kind.HEALTH): Count(fetches=1, errors={"dns": 1}),
    }


def test_failures_are_counted_by_the_kind_of_their_error() -> None:
    tally = Tally()
    for error in ("refused", "status", "refused"):
        tally.failure("us-east", Kind.HEALTH, error)
    count = tally.statistics()["us-east", Kind.HEALTH]
    assert (count.failures, dict(count.errors)) == (3, {"refused": 2, "status": 1})


def test_only_the_kept_gateways_stay_counted() -> None:
    tally = Tally()
    tally.success("us-east", Kind.HEALTH)
    tally.success("us-west", Kind.HEALTH)
    tally.keep(["us-west"])
    assert tally.statistics() == {("us-west", Kind.HEALTH): Count(fetches=1)}


def test_statistics_that_were_taken_do_not_change() -> None:
    tally = Tally()
    tally.success("us-east", Kind.HEALTH)
    taken = tally.statistics()
    tally.success("us-east", Kind.HEALTH)
    assert taken["us-east", Kind.HEALTH].fetches == 1
    with pytest.raises(FrozenInstanceError):
        taken["us-east", Kind.HEALTH].fetches = 7  # type: ignore[misc]


def test_no_count_is_lost_between_threads() -> None:
    tally = Tally()

    def count() -> None:
        for _fetch in range(200):
            tally.success("us-east", Kind.HEALTH)

    join(in_threads(8, count))
    assert tally.statistics()["us-east", Kind.HEALTH].fetches == 1600
