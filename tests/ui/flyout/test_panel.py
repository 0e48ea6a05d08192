from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from lib.process import Dashboard
from lib.ui.flyout import panel
from lib.ui.flyout.panel import SECTIONS
from tests.gateway.server import ScriptedServer
from tests.pages.gateways import be_idle, be_silent
from tests.pages.reading import plain
from tests.ui.observed import gateways_of, page_of
from tests.ui.scripts import given
from tests.ui.session import unopened

ODD = '<b>**with/slash** & "quo\'te" 执行者'
NAMES = ["ner_executor", "ocr_executor", "ocr_executor_2", ODD]
Make = Callable[..., Dashboard]
OpenAt = Callable[..., AppTest]


@pytest.fixture
def opened_at(dashboard: Make, server: ScriptedServer) -> Callable[..., AppTest]:
    """Opens the panel at an address, beside a gateway that lists a few executors."""
    be_idle(server, NAMES)
    made = dashboard()

    def open_at(**address: str) -> AppTest:
        page = unopened(lambda: panel.draw(page_of(made)))
        page.query_params.update(address)
        page.run()
        assert not page.exception
        return page

    return open_at


def heading(page: AppTest) -> list[str]:
    return [plain(each.value) for each in page.header]


def has(page: AppTest, key: str) -> bool:
    """Whether there is a part of this key on the page."""
    try:
        page.get_by_key(key)
    except KeyError:
        return False
    return True


@pytest.mark.parametrize("name", ["ner_executor", ODD])
def test_the_panel_shows_the_executor_that_the_address_names(opened_at: OpenAt, name: str) -> None:
    page = opened_at(executor=name)
    assert heading(page) == [name]
    assert "✓ SERVING" in page.markdown[0].value
    assert given(page, "flyout_as_of")["age"] >= 0


def test_a_name_is_text(opened_at: OpenAt) -> None:
    [said] = [each.value for each in opened_at(executor=ODD).header]
    assert "**" not in said
    assert "<b>" not in said


def test_without_an_executor_in_the_address_there_is_no_panel(opened_at: OpenAt) -> None:
    for page in (opened_at(), opened_at(executor="")):
        assert not page.header
        assert not page.warning


@pytest.mark.parametrize("section", SECTIONS)
def test_the_address_chooses_the_section_and_no_other_is_drawn(opened_at: OpenAt, section: str) -> None:
    page = opened_at(executor="ner_executor", section=section)
    assert page.segmented_control(key="section").value == section
    assert [each for each in SECTIONS if has(page, f"flyout_{each.lower()}")] == [section]


@pytest.mark.parametrize("section", ["", "no such section", "nodes", "<b>"])
def test_a_section_that_is_not_there_is_the_first_one(opened_at: OpenAt, section: str) -> None:
    assert opened_at(executor="ner_executor", section=section).segmented_control(key="section").value == "Overview"


def test_a_section_that_is_chosen_goes_into_the_address_and_the_first_one_out_of_it(opened_at: OpenAt) -> None:
    page = opened_at(executor="ner_executor")
    page.segmented_control(key="section").set_value("Nodes").run()
    assert page.query_params == {"executor": "ner_executor", "section": "Nodes"}
    page.segmented_control(key="section").set_value("Overview").run()
    assert page.query_params == {"executor": "ner_executor"}


def test_of_a_name_that_nobody_knows_the_closest_are_offered(opened_at: OpenAt) -> None:
    page = opened_at(executor="ocr_exekutor")
    [warning] = page.warning
    assert "Did you mean one of these?" in plain(warning.value)
    assert [plain(each.label) for each in page.button][:2] == ["ocr_executor", "ocr_executor_2"]
    page.button(key="suggestion_0").click().run()
    assert page.query_params == {"executor": "ocr_executor"}
    assert heading(page) == ["ocr_executor"]


def test_a_name_like_no_other_is_said_as_it_is_and_can_be_dismissed(opened_at: OpenAt) -> None:
    name = "[a](javascript:b) " + "x" * 500
    page = opened_at(executor=name, sort="-name")
    [warning] = page.warning
    assert "](javascript" not in warning.value
    assert plain(warning.value).endswith("Nothing here has a name like it.")
    page.button(key="dismiss_unknown").click().run()
    assert page.query_params == {"sort": "-name"}
    assert not page.warning


def test_a_gateway_that_has_not_answered_yet_is_not_said_to_lack_an_executor(
    dashboard: Make, server: ScriptedServer
) -> None:
    be_silent(server)
    made = dashboard(first_read_wait=0)
    page = unopened(lambda: panel.draw(page_of(made)))
    page.query_params["executor"] = "ner_executor"
    page.run()
    assert not page.exception
    assert not page.warning
    assert not page.header


def test_an_executor_that_goes_while_its_panel_is_open_is_shown_as_it_was_last_known(
    dashboard: Make, server: ScriptedServer
) -> None:
    be_idle(server, NAMES)
    made = dashboard()
    page = unopened(lambda: panel.draw(page_of(made)))
    page.query_params["executor"] = "ner_executor"
    page.run()
    assert not page.warning
    be_idle(server, NAMES[1:])
    made.refresh(*gateways_of(made))
    page.run()
    [warning] = page.warning
    assert warning.proto.title == "The gateway does not list this executor any more"
    assert "it was SERVING" in plain(warning.value)
    assert heading(page) == ["ner_executor"]
