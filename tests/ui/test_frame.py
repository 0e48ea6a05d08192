from collections.abc import Callable
from pathlib import Path

from streamlit.testing.v1 import AppTest

from lib import process
from lib.process import Dashboard
from lib.settings import Settings
from lib.ui.frame import DEMO_NOTICE
from tests.ui.conftest import SHELL
from tests.ui.drawn import Open, drawn_by

Make = Callable[..., Dashboard]


def links(page: AppTest) -> list[tuple[str, str]]:
    return [(each.proto.label, each.proto.page) for each in page.sidebar.get("page_link")]


def said(page: AppTest) -> str:
    return "\n".join(each.value for each in page.markdown)


def test_every_page_is_linked_in_the_sidebar_and_the_overview_is_first(overview: Open) -> None:
    page = overview(1)
    assert links(page) == [
        ("Overview", ""),
        ("Deployments", "deployments"),
        ("Capacity", "capacity"),
        ("Activity", "activity"),
    ]
    assert [each.value for each in page.sidebar.markdown] == ["**Infrastructure**"]
    assert [each.value for each in page.title] == ["Overview"]


def test_made_up_data_is_said_on_every_page(tmp_path: Path) -> None:
    with process.running(Dashboard(Settings(), tmp_path / "gateways.json", demo=True)):
        page = AppTest.from_file(SHELL).run()
    assert DEMO_NOTICE in said(page)


def test_real_data_are_not_called_made_up(overview: Open) -> None:
    assert DEMO_NOTICE not in said(overview(1))


def test_a_good_file_needs_no_notice_and_one_that_never_was_good_is_for_the_page_to_tell(dashboard: Make) -> None:
    assert not drawn_by("frame", "notices", dashboard()).warning
    made = dashboard()
    made.gateways_file.write_text("{")
    assert not drawn_by("frame", "notices", made).warning
