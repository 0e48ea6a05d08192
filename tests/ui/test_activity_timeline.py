from collections.abc import Callable

from lib.alerts.timeline import frame_of, timeline
from lib.history.samples import Change
from lib.ui import activity_timeline
from lib.ui.activity_timeline import ROWS, link
from tests.alerts.observed import after
from tests.ui.session import Visit

SPANS = ["24h", "7d"]


def line(number: int = 1, gateway: str = "us") -> object:
    changes = [
        Change(after(each), gateway, f"e{each}", "status", "SERVING", "ERROR", "stale") for each in range(number)
    ]
    return timeline(frame_of(changes), frame_of(()))


def drawn(visit: Visit, found: object, trouble: str | None = None) -> None:
    draw: Callable[..., None] = activity_timeline.draw
    visit.call(draw, found, ["us"], SPANS, trouble)


def test_an_entry_links_to_the_panel_of_its_executor_or_to_its_gateway() -> None:
    assert link("us east", "a&b") == "deployments?gateway=us+east&executor=a%26b"
    assert link("us", "") == "deployments?gateway=us"


def test_the_filters_are_those_of_the_address() -> None:
    visit = Visit(q="e1", kind="status", gateway="us")
    drawn(visit, line(3))
    assert list(visit.page.dataframe[0].value["executor"]) == ["e1"]


def test_a_filter_that_means_nothing_is_harmless() -> None:
    visit = Visit(kind="nonsense", gateway="nowhere", window="9y")
    drawn(visit, line(3))
    assert len(visit.page.dataframe[0].value) == 3


def test_nothing_found_is_said() -> None:
    visit = Visit(q="nothing")
    drawn(visit, line())
    assert [each.value for each in visit.page.info] == ["Nothing of this kind has been seen in this time."]


def test_more_than_the_page_shows_is_said() -> None:
    visit = Visit()
    drawn(visit, line(ROWS + 1))
    assert len(visit.page.dataframe[0].value) == ROWS
    assert "The latest 1\u202f000 of 1\u202f001" in visit.page.caption[0].value


def test_a_past_that_cannot_be_asked_is_said() -> None:
    visit = Visit()
    drawn(visit, line(), "the file is locked")
    assert visit.page.warning[0].value == "What was kept can't be shown: the file is locked"
