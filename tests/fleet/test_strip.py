from collections.abc import Iterator
from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from lib.fleet.history import GONE_KEPT, History
from lib.fleet.model import Status
from lib.fleet.spans import Gap
from lib.fleet.strip import Segment, strip
from lib.fleet.track import CHANGES_KEPT
from tests.fleet.documents import NOW
from tests.fleet.pasts import EMPTY, at, covers_window, look, no_answer

SERVING, STARTING, ERROR = Status.SERVING, Status.STARTING, Status.ERROR
NO_ANSWER, NOBODY, NOT_YET, NOT_LISTED = Gap.NO_ANSWER, Gap.NOBODY_LOOKED, Gap.NOT_KNOWN_YET, Gap.NOT_LISTED


def told(history: History, begin: float, end: float, name: str = "a") -> list[tuple[float, float, Status | Gap]]:
    """The strip in seconds after `NOW`, with what each segment shows."""
    return list(_told(strip(history, name, at(begin), at(end))))


def _told(segments: tuple[Segment, ...]) -> Iterator[tuple[float, float, Status | Gap]]:
    for each in segments:
        shown = each.status or each.gap
        assert shown is not None
        yield (each.begin - NOW).total_seconds(), (each.end - NOW).total_seconds(), shown


def test_a_status_lasts_from_the_look_that_saw_it_to_the_one_that_saw_another() -> None:
    history = look(look(look(EMPTY, 0, a=SERVING), 10, a=ERROR), 20, a=SERVING)
    assert told(history, 0, 25) == [(0, 10, SERVING), (10, 20, ERROR), (20, 25, SERVING)]


def test_a_window_shows_a_part() -> None:
    history = look(look(look(EMPTY, 0, a=SERVING), 10, a=ERROR), 20, a=SERVING)
    assert told(history, 12, 15) == [(12, 15, ERROR)]
    assert told(history, 15, 15) == []


def test_segments_say_why() -> None:
    history = look(EMPTY, 0, a=SERVING)
    assert [each.reason for each in strip(history, "a", at(-1), at(1))] == [NOT_YET.value, "0 busy, 1 ready"]


def test_a_gap_hides_what_was_before_and_after_it() -> None:
    history = look(look(EMPTY, 0, a=SERVING), 10, a=SERVING)
    history = look(no_answer(history, 20, 90), 100, a=ERROR)
    assert told(history, 0, 110) == [(0, 10, SERVING), (10, 100, NO_ANSWER), (100, 110, ERROR)]


def test_a_status_is_not_shown_longer_than_it_is_a_fact() -> None:
    assert told(look(EMPTY, 0, a=SERVING), 0, 30) == [(0, 30, SERVING)]
    assert told(look(EMPTY, 0, a=SERVING), 0, 31) == [(0, 31, NOBODY)]


def test_an_executor_that_appears_was_not_listed_before() -> None:
    history = look(look(EMPTY, 0), 10, a=SERVING)
    assert told(history, -5, 20) == [(-5, 0, NOT_YET), (0, 10, NOT_LISTED), (10, 20, SERVING)]


def test_an_executor_that_leaves_and_comes_back_was_not_listed_in_between() -> None:
    history = look(look(look(EMPTY, 0, a=SERVING), 10), 20, a=SERVING)
    assert told(history, 0, 20) == [(0, 10, SERVING), (10, 20, NOT_LISTED)]


def test_an_executor_that_was_never_seen_was_not_listed_whenever_that_was_known() -> None:
    history = look(look(look(EMPTY, 0, a=SERVING), 10, a=SERVING), 3_600, a=SERVING)
    assert told(history, -5, 3_601, "b") == [
        (-5, 0, NOT_YET),
        (0, 10, NOT_LISTED),
        (10, 3_600, NOBODY),
        (3_600, 3_601, NOT_LISTED),
    ]


def test_of_a_gateway_that_was_never_read_nothing_is_known() -> None:
    assert told(EMPTY, 0, 10) == [(0, 10, NOT_YET)]


def test_starting_is_shown_while_it_lasts_and_no_more_once_it_was_a_mere_dispatch() -> None:
    history = look(look(EMPTY, 0, a=SERVING), 10, a=STARTING)
    assert told(history, 0, 15) == [(0, 10, SERVING), (10, 15, STARTING)]
    assert told(look(history, 20, a=SERVING), 0, 25) == [(0, 25, SERVING)]


def test_of_what_was_forgotten_it_is_not_said_that_it_was_not_listed() -> None:
    history = EMPTY
    for number in range(2 * CHANGES_KEPT):
        history = look(history, number, a=ERROR if number % 2 else SERVING)
    assert told(history, 0, CHANGES_KEPT + 1)[0] == (0, CHANGES_KEPT, NOT_YET)


def test_of_an_executor_that_was_forgotten_it_is_not_said_that_it_was_not_listed() -> None:
    everybody = {f"e{number:05}": SERVING for number in range(GONE_KEPT + 1)}
    history = look(look(look(EMPTY, 0, **everybody), 10, **everybody), 20)
    assert told(history, 0, 25, f"e{GONE_KEPT:05}") == [(0, 10, NOT_YET), (10, 25, NOT_LISTED)]


_names = st.sampled_from("abc")
_statuses = st.sampled_from([SERVING, SERVING, STARTING, ERROR, Status.UNKNOWN])
_pauses = st.sampled_from([0, 1, 10, 30, 31, 91, 5_000, -40])


@st.composite
def _pasts(draw: st.DrawFn) -> History:
    """Looks at a gateway of up to three executors, some of them in vain; now and then the clock is set back."""
    history, now = EMPTY, 0.0
    for pause in draw(st.lists(_pauses, max_size=12)):
        now += pause
        if draw(st.integers(0, 3)):
            history = look(history, now, **draw(st.dictionaries(_names, _statuses)))
        else:
            history = no_answer(history, now - draw(st.sampled_from([0, 20, 500])), now)
    return history


_moments = st.floats(-100, 20_000).map(at)


@given(_pasts(), _names, _moments, _moments)
def test_segments_cover_the_window_in_order_without_hole_or_overlap(
    history: History, name: str, one: datetime, other: datetime
) -> None:
    covers_window(lambda begin, end: strip(history, name, begin, end), one, other)


@given(_pasts(), _names)
def test_a_segment_shows_either_a_status_or_a_gap(history: History, name: str) -> None:
    for each in strip(history, name, at(-100), at(20_000)):
        assert (each.status is None) is not (each.gap is None)


@given(_pasts(), _names, _statuses)
def test_what_was_looked_at_just_now_is_what_the_strip_ends_with(history: History, name: str, status: Status) -> None:
    now = 50_000.0
    seen = look(history, now, **{name: status})
    assert told(seen, now, now + 1, name) == [(now, now + 1, status)]


@given(_pasts(), _names)
def test_no_status_is_shown_in_a_time_in_which_none_was_known(history: History, name: str) -> None:
    gaps = [(span.begin, span.end) for span in history.timeline.spans if span.gap]
    for each in strip(history, name, at(-100), at(20_000)):
        if each.status:
            assert not any(begin < each.end and each.begin < end for begin, end in gaps)
