from datetime import UTC, datetime, timedelta, timezone

import pytest

from lib.fleet.words import ago, count, duration, enumeration, iso, named, percent, plural


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (-3, "0\u202fs"),
        (0, "0\u202fs"),
        (59.9, "59\u202fs"),
        (60, "1\u202fmin"),
        (75, "1\u202fmin 15\u202fs"),
        (3_599, "59\u202fmin 59\u202fs"),
        (3_600, "1\u202fh"),
        (12_000, "3\u202fh 20\u202fmin"),
        (86_400, "1\u202fd"),
        (187_200, "2\u202fd 4\u202fh"),
        (86_460, "1\u202fd"),
    ],
)
def test_a_duration_has_two_units_at_most_and_is_never_rounded_up(seconds: float, shown: str) -> None:
    assert duration(seconds) == shown


def test_an_age_that_is_not_known_is_a_dash() -> None:
    assert ago(None) == "—"
    assert ago(12.7) == "12\u202fs ago"


@pytest.mark.parametrize(("number", "shown"), [(None, "—"), (0, "0"), (999, "999"), (40_000, "40\u202f000")])
def test_thousands_are_set_apart(number: int | None, shown: str) -> None:
    assert count(number) == shown


@pytest.mark.parametrize(
    ("share", "shown"),
    [
        (None, "—"),
        (0, "0\u202f%"),
        (52, "52\u202f%"),
        (100 * 13 / 14, "92.9\u202f%"),
        (99.96, "99.9\u202f%"),
        (100, "100\u202f%"),
        (120, "120\u202f%"),
    ],
)
def test_a_percentage_never_claims_to_be_complete_when_it_is_not(share: float | None, shown: str) -> None:
    assert percent(share) == shown


def test_one_is_singular() -> None:
    assert [plural(number, "node") for number in (0, 1, 2, 1_000)] == [
        "0 nodes",
        "1 node",
        "2 nodes",
        "1\u202f000 nodes",
    ]


def test_times_are_written_in_utc_with_a_z() -> None:
    there = datetime(2026, 3, 1, 12, 0, 0, 500_000, tzinfo=timezone(timedelta(hours=2)))

    assert iso(there) == "2026-03-01T10:00:00.500000Z"
    assert iso(datetime(2026, 3, 1, tzinfo=UTC)) == "2026-03-01T00:00:00Z"
    assert iso(None) == ""


@pytest.mark.parametrize(
    ("names", "shown"),
    [
        ("", ""),
        ("abc", "a, b, c"),
        ("abcd", "a, b, c, and 1 more executor"),
        ("abcdef", "a, b, c, and 3 more executors"),
    ],
)
def test_three_names_are_told_and_the_others_counted(names: str, shown: str) -> None:
    assert named(list(names)) == shown


@pytest.mark.parametrize(
    ("words", "text"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_an_enumeration_has_a_word_before_its_last_item(words: list[str], text: str) -> None:
    assert enumeration(words) == text
    assert enumeration(words, "or") == text.replace(" and ", " or ")
