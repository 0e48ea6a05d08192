import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.gateway.unseen import visible

WITHOUT_WIDTH = ("\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\xad", "\u034f", "\u180e", "\ufe0f", "\U000e0041")
BLANK_LETTERS = ("\u115f", "\u3164", "\uffa0")
TURNING = ("\u061c", "\u200e", "\u200f", *map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A)))
CONTROL = ("\0", "\t", "\n", "\r", "\x1b", "\x7f", "\x85", "\u2028", "\u2029")


@pytest.mark.parametrize("character", [*WITHOUT_WIDTH, *BLANK_LETTERS, *TURNING, *CONTROL], ids=ascii)
def test_what_is_not_seen_or_turns_the_reading_direction_is_a_dot(character: str) -> None:
    assert visible(f"a{character}b") == "a·b"


@pytest.mark.parametrize(
    "text", ["", "plain", "日本語", "מבצע", "منفذ", "12\u202f%", "é", "e\u0301", "🤖", "a b"], ids=ascii
)
def test_what_is_seen_stays_as_it_is(text: str) -> None:
    assert visible(text) == text


@given(st.text())
def test_nothing_is_left_that_unicode_calls_control_or_format(text: str) -> None:
    kept = {each for each in visible(text) if unicodedata.category(each) in ("Cc", "Cf")}
    assert kept <= PREPENDED


PREPENDED = {*map(chr, (*range(0x0600, 0x0606), 0x06DD, 0x070F, 0x0890, 0x0891, 0x08E2, 0x110BD, 0x110CD))} | {
    *map(chr, range(0x13430, 0x13456))
}
"""Signs of the category Format that are seen: they stand around numbers and hieroglyphs."""
