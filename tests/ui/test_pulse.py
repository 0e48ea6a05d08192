"""When the page looks again, and what it says of that: a page that counts how often it is renewed."""

import json
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from lib.gateway.config import ConfigurationError
from lib.process import Configured, Dashboard
from lib.ui import parts, pulse
from lib.ui.clock import now
from tests.gateway.server import PATIENCE
from tests.ui.scripts import given, tells
from tests.ui.session import opened

READING = "the panel is open"
HIDDEN, SWITCHED_OFF = "Paused: this tab is hidden", "Paused by the switch"
NO_FILE = (None, ConfigurationError(Path("gateways.json"), "is not there", "Write it"))
in_a_browser = pytest.mark.usefixtures("shown_in_browser")
Make = Callable[..., Dashboard]


class Shown:
    """A page that does nothing but what a test tells it, with buttons for what a timer and a person do."""

    def __init__(self, *, reading: str | None = None, busy: str | None = None) -> None:
        self.reading = reading
        self.doing = busy
        self.renewed = 0
        self.looked_at = now()

    def busy(self) -> str | None:
        return self.doing

    def read(self) -> str | None:
        return self.reading

    def renew(self) -> Collection[str]:
        self.renewed += 1
        return [parts.HINTS]

    def draw_head(self, beside: Callable[[], None] | None) -> None:
        assert beside is not None
        beside()
        st.button("beat", on_click=parts.redraw, args=(parts.BEAT,))
        st.button("catch up", on_click=pulse.catch_up)

    def shown_at(self) -> datetime:
        return self.looked_at


def draw(dashboard: Dashboard, shown: Shown, begun_with: list[Configured]) -> None:
    """Draw the page; its runs begin with these configurations, and then with the latest."""
    pulse.begin_page(begun_with.pop(0) if begun_with else dashboard.configuration())
    st.session_state["runs"] = st.session_state.get("runs", 0) + 1
    st.session_state["held"], st.session_state["awake"] = pulse.is_held(shown), pulse.is_awake()
    place = st.container()
    parts.part(parts.HINTS)(lambda: None)()
    pulse.beat(dashboard, shown, place)


def page_of(dashboard: Dashboard, shown: Shown, *begun_with: Configured) -> AppTest:
    return opened(partial(draw, dashboard, shown, list(begun_with)))


def press(page: AppTest, label: str) -> AppTest:
    """The page after its timer has run out, or a person has asked for the latest."""
    next(each for each in page.button if each.label == label).click().run()
    assert not page.exception
    return page


def switched_off(page: AppTest) -> AppTest:
    return page.toggle(key="auto_refresh").set_value(False).run()


def hidden(page: AppTest) -> AppTest:
    return tells(page, "pulse", hidden=True)


def state(page: AppTest) -> tuple[str, str]:
    data = given(page, "pulse")
    return data["state"], data["why"]


def timers(page: AppTest) -> list[int]:
    """Milliseconds after which each timer of the page runs out."""
    return [json.loads(each.proto.json_args)["interval"] for each in page.get("component_instance")]


@in_a_browser
def test_the_run_that_draws_the_page_shows_the_latest_so_the_first_beat_does_not_look_again(dashboard: Make) -> None:
    shown = Shown()
    page = page_of(dashboard(), shown)
    assert shown.renewed == 0
    press(page, "beat")
    assert (shown.renewed, page.session_state["runs"]) == (1, 1)


@in_a_browser
def test_parts_that_look_different_are_due_after_a_beat_and_the_browser_is_told_so(dashboard: Make) -> None:
    page = page_of(dashboard(), Shown())
    assert not given(page, "pulse")["due"]
    assert given(press(page, "beat"), "pulse")["due"]


def test_a_live_page_looks_again_as_often_as_the_health_is_checked(dashboard: Make) -> None:
    page = page_of(dashboard(refresh_health=2.5), Shown())
    assert state(page) == ("live", "Live")
    assert timers(page) == [2500]
    assert given(page, "pulse")["interval"] == 2.5


@pytest.mark.parametrize(
    ("reading", "happens", "why"),
    [
        (READING, [], "Paused: the panel is open"),
        (None, [switched_off], SWITCHED_OFF),
        (None, [hidden], HIDDEN),
        (READING, [switched_off], "Paused: the panel is open"),
        (READING, [switched_off, hidden], HIDDEN),
    ],
)
@in_a_browser
def test_a_paused_page_says_why_has_no_timer_and_keeps_what_it_shows(
    dashboard: Make, reading: str | None, happens: list[Callable[[AppTest], AppTest]], why: str
) -> None:
    shown = Shown(reading=reading)
    page = page_of(dashboard(), shown)
    for happening in happens:
        page = happening(page)
    assert state(page) == ("paused", why)
    assert timers(page) == []
    press(page, "beat")
    assert shown.renewed == 0
    assert page.run().session_state["held"]


def test_a_page_is_awake_while_a_person_reads_but_neither_hidden_nor_switched_off(dashboard: Make) -> None:
    page = page_of(dashboard(), Shown(reading=READING))
    assert page.session_state["awake"]
    assert not hidden(page).run().session_state["awake"]
    assert not switched_off(page_of(dashboard(), Shown())).session_state["awake"]


@in_a_browser
def test_a_page_that_is_seen_again_catches_up_at_once(dashboard: Make) -> None:
    shown = Shown()
    page = hidden(page_of(dashboard(), shown))
    assert shown.renewed == 0
    assert state(tells(page, "pulse", hidden=False)) == ("live", "Live")
    assert shown.renewed == 1


@in_a_browser
def test_what_a_person_asked_for_is_shown_once_although_the_page_is_paused(dashboard: Make) -> None:
    shown = Shown(reading=READING)
    page = press(page_of(dashboard(), shown), "catch up")
    assert not page.session_state["held"]
    press(page, "beat")
    assert page.run().session_state["held"]


@in_a_browser
def test_while_everything_is_read_anew_the_page_says_how_far_that_is_and_looks_at_it_often(dashboard: Make) -> None:
    shown = Shown(busy="Refreshing: 2 of 6 answers, waiting for capacity")
    page = press(page_of(dashboard(), shown), "beat")
    assert state(page) == ("refreshing", "Refreshing: 2 of 6 answers, waiting for capacity")
    assert timers(page) == [500]
    assert shown.renewed == 0


@in_a_browser
def test_a_refresh_that_a_person_asked_for_is_shown_when_it_has_ended_and_not_before(dashboard: Make) -> None:
    shown = Shown(reading=READING, busy="Refreshing: 2 of 6 answers, waiting for capacity")
    page = page_of(dashboard(), shown)
    press(press(page, "catch up"), "beat")
    assert shown.renewed == 0
    shown.doing = None
    press(page, "beat")
    assert shown.renewed == 1
    press(page, "beat")
    assert shown.renewed == 1


@in_a_browser
def test_another_configuration_draws_the_whole_page_anew_even_a_paused_one(dashboard: Make) -> None:
    page = page_of(dashboard(), Shown(reading=READING), NO_FILE)
    assert press(page, "beat").session_state["runs"] == 2
    assert press(page, "beat").session_state["runs"] == 2


def test_the_page_tells_when_what_it_shows_was_looked_at_and_how_long_ago_that_is(dashboard: Make) -> None:
    shown = Shown(reading=READING)
    shown.looked_at = now() - timedelta(days=2)
    data = given(page_of(dashboard(), shown), "pulse")
    assert data["shown"].startswith(f"{shown.looked_at:%Y-%m-%d }")
    assert 172_800 <= data["age"] < 172_800 + PATIENCE


@in_a_browser
def test_a_page_without_a_gateway_is_drawn_anew_once_there_is_one_and_not_before(dashboard: Make) -> None:
    made, begun_with = dashboard(refresh_health=2), [NO_FILE]

    def draw_unconfigured() -> None:
        pulse.begin_page(begun_with.pop() if begun_with else made.configuration())
        st.session_state["runs"] = st.session_state.get("runs", 0) + 1
        pulse.watch_configuration(made)
        st.button("beat", on_click=parts.redraw, args=(parts.BEAT,))

    page = opened(draw_unconfigured)
    assert timers(page) == [2000]
    assert press(page, "beat").session_state["runs"] == 2
    assert press(page, "beat").session_state["runs"] == 2
