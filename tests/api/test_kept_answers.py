from datetime import UTC, datetime

import pytest

from lib.api.gateways import Configured
from lib.api.kept_answers import etag, is_kept
from lib.api.models import Answer

AT = datetime(2026, 3, 2, tzinfo=UTC)


def answer(**told: object) -> Answer:
    return Answer.model_validate({"observed_at": AT, "age_ms": 5, "stale": False, **told})


def test_a_tag_does_not_change_because_an_answer_has_grown_older() -> None:
    assert etag([answer(age_ms=5)]) == etag([answer(age_ms=5_000)])


def test_a_tag_changes_with_a_new_reading_and_with_becoming_stale() -> None:
    assert len({etag([answer()]), etag([answer(observed_at=AT.replace(hour=1))]), etag([answer(stale=True)])}) == 3


def test_a_tag_is_of_all_answers_in_their_order() -> None:
    one, other = answer(), answer(stale=True)
    assert len({etag([one]), etag([one, other]), etag([other, one])}) == 3


def test_what_is_observed_at_each_call_is_no_part_of_the_tag() -> None:
    seen = [Configured(observed_at=AT.replace(hour=hour), age_ms=0, stale=False, gateways=()) for hour in (1, 2)]
    assert etag(seen[:1]) == etag(seen[1:])


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (None, False),
        ("", False),
        ('W/"a"', True),
        ('"a"', True),
        ('"b", W/"a"', True),
        ('"b"', False),
        ("*", True),
    ],
)
def test_a_tag_is_compared_weakly(sent: str | None, kept: bool) -> None:  # noqa: FBT001
    assert is_kept('W/"a"', sent) is kept
