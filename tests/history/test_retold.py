from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

import pytest

from lib.fleet.model import Status, Verdict
from lib.history.retold import LONGEST_GAP, REASON, Words, retold
from tests.history.pasts import BEGIN, EVERY

SETTLING: Final = timedelta(seconds=30)
SERVES: Final = (Status.SERVING, Verdict.MATCH)
STARTS: Final = (Status.STARTING, Verdict.SETTLING)
FAILS: Final = (Status.ERROR, Verdict.MATCH)
DRIFTS: Final = (Status.SERVING, Verdict.DRIFT)


def told(
    *words: Words | None, every: timedelta = EVERY, gaps: Mapping[int, timedelta] | None = None
) -> list[tuple[int, str, str, str]]:
    """The changes of such a past, each with the number of the look that first saw it."""
    at, instants = BEGIN, list[datetime]()
    for number in range(len(words)):
        at += (gaps or {}).get(number, every)
        instants.append(at)
    said = {at: each for at, each in zip(instants, words, strict=True) if each is not None}
    return [
        (instants.index(each.at), each.sort, each.before, each.after)
        for each in retold("us", "ocr_executor", instants, said, SETTLING)
    ]


def test_a_change_is_told_at_the_look_that_first_saw_it() -> None:
    assert told(SERVES, SERVES, FAILS, FAILS) == [(2, "status", "SERVING", "ERROR")]
    assert told(SERVES, DRIFTS, SERVES) == [(1, "verdict", "match", "drift"), (2, "verdict", "drift", "match")]


def test_an_executor_that_leaves_and_comes_back_was_not_listed() -> None:
    assert told(SERVES, None, None, SERVES) == [(1, "status", "SERVING", ""), (3, "status", "", "SERVING")]
    assert told(None, SERVES) == [(1, "status", "", "SERVING")]


def test_a_dispatch_is_no_change() -> None:
    assert told(SERVES, STARTS, SERVES, STARTS, SERVES) == []


def test_a_start_that_lasts_or_leads_elsewhere_is_told() -> None:
    assert told(SERVES, STARTS, STARTS, STARTS) == [(1, "status", "SERVING", "STARTING")]
    assert told(SERVES, STARTS, FAILS) == [(1, "status", "SERVING", "STARTING"), (2, "status", "STARTING", "ERROR")]
    assert told(SERVES, STARTS, None) == [(1, "status", "SERVING", "STARTING"), (2, "status", "STARTING", "")]


def test_a_change_during_a_short_gap_is_told_after_it() -> None:
    assert told(SERVES, FAILS, gaps={1: LONGEST_GAP}) == [(1, "status", "SERVING", "ERROR")]


@pytest.mark.parametrize("after", [(FAILS,), (None, None)])
def test_what_was_before_a_long_gap_is_not_compared(after: Sequence[Words | None]) -> None:
    assert told(SERVES, *after, gaps={1: LONGEST_GAP + EVERY}) == []


def test_where_nothing_was_known_nothing_is_told() -> None:
    assert told() == []
    assert told(None, None) == []


def test_more_changes_than_the_dashboard_remembers_are_all_told() -> None:
    assert len(told(*[SERVES, FAILS] * 200)) == 399
    assert len(told(*[SERVES, DRIFTS] * 200)) == 399


def test_the_reason_says_that_none_is_kept() -> None:
    changes = retold("us", "ocr", [BEGIN, BEGIN + EVERY], {BEGIN: SERVES, BEGIN + EVERY: FAILS}, SETTLING)
    assert [(change.gateway, change.executor, change.reason) for change in changes] == [("us", "ocr", REASON)]
