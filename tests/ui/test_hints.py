from streamlit.testing.v1 import AppTest

from lib.fleet.model import Fleet
from tests.fleet.documents import moment
from tests.fleet.records import executor, fleet
from tests.ui.drawn import drawn_by


def notices(known: Fleet) -> AppTest:
    """What stands above the metrics."""
    return drawn_by("hints", "draw_notices", known)


def test_a_fleet_with_nothing_odd_has_no_notice() -> None:
    page = notices(fleet(executor()))
    assert [*page.warning, *page.markdown, *page.caption] == []


def test_heartbeats_that_stopped_together_are_a_warning_and_stand_first() -> None:
    page = notices(fleet(executor(), frozen_since=moment(180), notices=("Something is odd.",)))
    [warning] = page.warning
    assert warning.proto.title == "The gateway may have lost etcd"
    assert warning.value.startswith("The newest heartbeat of any node is 3\u202fmin old")
    assert [each.type for each in page.main][1:] == ["warning", "caption"]
