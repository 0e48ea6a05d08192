import re
import tomllib
from pathlib import Path

import pytest

from lib.fleet.bands import BANDS
from lib.fleet.functions import Redundancy
from lib.fleet.model import Status, Verdict
from lib.ui.look import BAND_HUES, REDUNDANCY, STATUS, STYLE, VERDICT, Look, status_chip, verdict_chip

HUES = {"red", "orange", "yellow", "green", "blue", "violet", "gray"}
"""Names of hues that Streamlit gives a light and a dark shade."""

THEME = tomllib.loads((Path(__file__).parents[2] / ".streamlit" / "config.toml").read_text())["theme"]
STRIP = {
    name: hue
    for names, hue in re.findall(r"^((?:i\.\w+,? ?)+)\{ background: (#[0-9a-f]{6});", STYLE, re.MULTILINE)
    for name in re.findall(r"\w{2,}", names)
}
"""The hues of the strip in a panel's history, by status."""


def test_every_status_has_a_look() -> None:
    assert STATUS.keys() == set(Status)


def test_every_verdict_has_a_look() -> None:
    assert VERDICT.keys() == set(Verdict)


def test_every_redundancy_has_a_look() -> None:
    assert REDUNDANCY.keys() == set(Redundancy)


@pytest.mark.parametrize(
    "look", [*STATUS.values(), *VERDICT.values(), *REDUNDANCY.values()], ids=lambda look: f"{look.hue} {look.sign}"
)
def test_a_look_is_a_hue_of_the_theme_and_one_sign(look: Look) -> None:
    assert look.hue in HUES
    assert len(look.sign) == 1


@pytest.mark.parametrize("status", Status)
def test_the_chip_of_a_status_has_its_sign_and_word(status: Status) -> None:
    assert status_chip(status) == f"{STATUS[status].sign} {status.value}"


@pytest.mark.parametrize("verdict", Verdict)
def test_the_chip_of_a_verdict_has_its_sign_and_word(verdict: Verdict) -> None:
    assert verdict_chip(verdict) == f"{VERDICT[verdict].sign} {verdict.value}"


def test_states_that_share_a_hue_are_told_apart_by_their_signs() -> None:
    assert len({STATUS[status].sign for status in Status}) == len(Status)
    assert len({VERDICT[verdict].sign for verdict in Verdict}) == len(Verdict)
    assert len({REDUNDANCY[redundancy].sign for redundancy in Redundancy}) == len(Redundancy)


def test_only_what_serves_is_green_and_only_what_failed_is_red() -> None:
    assert {status for status in Status if STATUS[status].hue == "green"} == {Status.SERVING}
    assert {status for status in Status if STATUS[status].hue == "red"} == {Status.ERROR}
    assert {verdict for verdict in Verdict if VERDICT[verdict].hue == "green"} == {Verdict.MATCH}
    assert {each for each in Redundancy if REDUNDANCY[each].hue == "green"} == {Redundancy.ENOUGH}


def test_every_band_has_a_colour_and_the_busy_ones_their_own() -> None:
    colours = [BAND_HUES[band] for band in BANDS]
    assert all(re.fullmatch(r"#[0-9a-f]{6}", colour) for colour in colours)
    assert colours[0] == colours[1]
    assert len({colours[0], colours[2], colours[3]}) == 3


def luminance(hue: str) -> float:
    parts = [int(hue[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_every_status_has_a_hue_in_the_strip() -> None:
    assert STRIP.keys() == {status.value.lower() for status in Status}


@pytest.mark.parametrize("hue", sorted({*STRIP.values(), *BAND_HUES.values()}))
def test_the_hues_of_strip_and_bars_are_seen_on_both_grounds_and_bear_a_white_sign(hue: str) -> None:
    assert contrast(hue, THEME["light"]["backgroundColor"]) >= 3
    assert contrast(hue, THEME["dark"]["backgroundColor"]) >= 3
    assert contrast(hue, "#ffffff") >= 3


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("hue", ["greenColor", "yellowColor", "redColor", "grayColor"])
def test_the_dot_that_says_how_the_page_is_is_seen_on_its_ground(scheme: str, hue: str) -> None:
    assert contrast(THEME[scheme][hue], THEME[scheme]["backgroundColor"]) >= 3
