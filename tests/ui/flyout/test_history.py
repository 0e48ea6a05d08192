import re
from datetime import timedelta
from html import unescape

import pytest
from streamlit.testing.v1 import AppTest

from lib.fleet.history import remembered, unseen
from lib.fleet.model import Executor, Status, Verdict
from lib.fleet.spans import Gap, Outage
from lib.ui.clock import now
from lib.ui.flyout.subject import Subject
from tests.fleet import records
from tests.fleet.pasts import EMPTY
from tests.ui.drawn import drawn
from tests.ui.observed import observation

NAME = "ocr_executor"
HOSTILE = '</i><b>**bold**</b> "quo\'te"'


class Past:
    """A history that is made by looking at one executor every ten seconds, up to now."""

    def __init__(self, minutes: float) -> None:
        self.at = now() - timedelta(minutes=minutes)
        self.history = EMPTY

    def look(self, minutes: float, *executors: Executor) -> "Past":
        """Look for so long at a gateway that lists these."""
        until = self.at + timedelta(minutes=minutes)
        while self.at < until:
            self.history = remembered(self.history, records.fleet(*executors, observed_at=self.at), None)
            self.at += timedelta(seconds=10)
        return self

    def fail(self, minutes: float) -> "Past":
        """Ask for so long without an answer."""
        since, self.at = self.at, self.at + timedelta(minutes=minutes)
        self.history = unseen(self.history, Outage(since, self.at))
        return self

    def away(self, minutes: float) -> "Past":
        """Let so long pass without a look."""
        self.at += timedelta(minutes=minutes)
        return self

    def page(self) -> AppTest:
        known = records.executor(NAME)
        return drawn("flyout.history", Subject(known, observation(records.fleet(known), history=self.history)))


def ocr(status: Status = Status.SERVING, **told: object) -> Executor:
    return records.executor(NAME, records.rollup(**{"status": status, "reason": "as told", **told}))


def body(page: AppTest) -> str:
    said: str = page.get("html")[0].proto.body
    return said


def looks(page: AppTest) -> list[str]:
    """The classes of the segments from left to right."""
    return re.findall(r'<i class="([^"]*)" style', body(page))


def label(page: AppTest) -> list[str]:
    """The strip in words, segment by segment."""
    [said] = re.findall(r'aria-label="([^"]*)"', body(page))
    return unescape(said).split("; ")


def legend(page: AppTest) -> list[str]:
    return [unescape(said) for said in re.findall(r"<li><i[^>]*></i>([^<]*)</li>", body(page))]


def changes(page: AppTest) -> list[tuple[str, str]]:
    """Change and reason, from top to bottom."""
    if len(page.get("html")) < 2:
        return []
    cells = re.findall(r"<td>([^<]*)</td><td>([^<]*)</td>", page.get("html")[1].proto.body)
    return [(unescape(change), unescape(why)) for change, why in cells]


def captions(page: AppTest) -> str:
    return " ".join(each.value for each in page.caption)


def test_before_anybody_looked_nothing_is_known_and_nothing_has_changed() -> None:
    page = drawn("flyout.history", Subject(ocr(), observation(records.fleet(ocr()))))
    assert looks(page) == ["gap"]
    assert "No change has been seen." in captions(page)
    assert "as far as this dashboard has seen" in captions(page).lower()


def test_a_status_is_shown_since_it_was_first_seen_and_the_time_before_is_a_gap() -> None:
    page = Past(10).look(10, ocr()).page()
    assert looks(page) == ["gap", "serving"]
    assert [Gap.NOT_KNOWN_YET.value in label(page)[0], "SERVING (as told)" in label(page)[1]] == [True, True]
    assert legend(page) == ["✓ SERVING", Gap.NOT_KNOWN_YET.value]
    assert changes(page) == []


def test_a_change_of_status_is_a_segment_and_a_row_newest_first() -> None:
    page = Past(20).look(10, ocr()).look(5, ocr(Status.ERROR)).look(5, ocr(Status.STOPPED)).page()
    assert looks(page) == ["gap", "serving", "error", "stopped"]
    assert changes(page) == [("✕ ERROR → ■ STOPPED", "as told"), ("✓ SERVING → ✕ ERROR", "as told")]


def test_a_gap_is_never_drawn_as_the_status_before_it_and_says_its_cause() -> None:
    page = Past(40).look(10, ocr()).fail(10).look(10, ocr()).away(9).look(1, ocr()).page()
    assert looks(page) == ["gap", "serving", "gap", "serving", "gap", "serving"]
    assert Gap.NO_ANSWER.value in label(page)[2]
    assert Gap.NOBODY_LOOKED.value in label(page)[4]
    assert legend(page) == [
        "✓ SERVING",
        "; ".join((Gap.NOT_KNOWN_YET.value, Gap.NO_ANSWER.value, Gap.NOBODY_LOOKED.value)),
    ]


def test_a_status_is_not_drawn_up_to_now_where_nobody_has_looked_since() -> None:
    page = Past(30).look(10, ocr()).page()
    assert looks(page)[-1] == "gap"


def test_an_executor_that_was_not_listed_for_a_while_says_so() -> None:
    page = Past(20).look(10, ocr()).look(5).look(5, ocr()).page()
    assert looks(page) == ["gap", "serving", "gap", "serving"]
    assert [change for change, _why in changes(page)] == ["not listed → ✓ SERVING", "✓ SERVING → not listed"]


def test_verdicts_and_runs_of_epochs_are_rows_of_their_own() -> None:
    past = Past(20).look(5, ocr(epochs=(3, 3))).look(5, ocr(epochs=(5, 7))).look(5, ocr(epochs=(2, 2)))
    page = past.look(5, ocr(epochs=(2, 2), verdict=Verdict.DRIFT, verdict_reason="epoch 2 behind")).page()
    assert changes(page) == [
        ("match → drift", "epoch 2 behind"),
        ("epoch 7 → 2", "an older epoch was written back, or its node is gone"),
        ("epoch 3 → 7", ""),
    ]


def test_another_window_is_asked_for_and_ends_now() -> None:
    page = Past(120).look(119, ocr()).page()
    assert looks(page) == ["serving", "gap"]
    page.segmented_control[0].set_value("6 h").run()
    assert looks(page) == ["gap", "serving", "gap"]


def test_of_many_changes_the_latest_are_shown_and_it_is_said_how_many_there_are() -> None:
    past = Past(50)
    for turn in range(45):
        past.look(1, ocr(Status.ERROR if turn % 2 else Status.SERVING))
    page = past.page()
    assert len(changes(page)) == 40
    assert "The latest 40 of 44 changes." in captions(page)


@pytest.mark.parametrize("status", [Status.SERVING, Status.ERROR])
def test_a_reason_is_text_in_the_strip_and_in_the_table(status: Status) -> None:
    page = Past(20).look(10, ocr(status)).look(10, ocr(Status.STARTING, reason=HOSTILE)).page()
    assert HOSTILE in label(page)[-1]
    assert changes(page)[0][1] == HOSTILE
    assert not any("<b>**" in each.proto.body for each in page.get("html"))
