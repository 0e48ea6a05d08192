from streamlit.testing.v1 import AppTest

from lib.fleet.model import Fleet, Trouble
from tests.fleet.documents import moment
from tests.fleet.records import executor, fleet
from tests.pages.reading import plain
from tests.ui.drawn import drawn_by

ON_A_HOST = Trouble("Both nodes are on 10.4.0.12.", 2, ("a", "b"))


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


def test_each_trouble_is_one_line_with_the_executors_it_concerns() -> None:
    page = notices(fleet(executor(), troubles=(ON_A_HOST, Trouble("All 9 nodes are at epoch 1.", 9, tuple("abcde")))))
    assert [plain(each.value) for each in page.markdown] == [
        ":orange[:material/hub:] Both nodes are on 10.4.0.12. Concerned: a, b.",
        ":orange[:material/hub:] All 9 nodes are at epoch 1. Concerned: a, b, c, and 2 more executors.",
    ]


def test_names_in_a_trouble_are_no_markdown() -> None:
    page = notices(fleet(executor(), troubles=(Trouble("On **x**.", 2, ("[a](javascript:b)",)),)))
    [line] = page.markdown
    assert r"\*\*x\*\*" in line.value
    assert "](javascript" not in line.value
