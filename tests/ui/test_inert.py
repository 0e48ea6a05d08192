import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from lib.gateway.unseen import visible
from lib.ui.inert import inert

MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
ADDED = dict.fromkeys(map(ord, "\u2060\u2068\u2069"))
"""Invisible characters that keep an address from becoming a link and a name from turning what stands beside it.

Those that were in the text are shown as dots.
"""

INVISIBLE = ("\0", "\t", "\n", "\r", "\x1b", "\x7f", "\u200b", "\u200d", "\u2060", "\ufeff")
TURNING = ("\u200e", "\u200f", "\u202a", "\u202b", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069")
SYNTAX = (
    "# heading",
    "**bold** and __bold__ and *it* and _it_",
    "~~struck~~",
    "`code`",
    "```\nfence\n```",
    "- item",
    "+ item",
    "1. item",
    "1) item",
    "> quote",
    "---",
    "title\n===",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "[link](javascript:alert(1))",
    "![image](http://evil.example/x.png)",
    "[ref]: http://evil.example",
    "[ref][ref] and [^1]",
    "<http://evil.example>",
    "<a@evil.example>",
    "<img src=x onerror=alert(1)>",
    "<!-- comment -->",
    "&lt;script&gt; &copy; &#42;",
    "back\\slash\\",
    "two\nlines",
)
STREAMLITS_OWN = (":red[x]", ":blue-badge[x]", ":material/home:", ":smile:", "$x^2$", "$$x$$", ":small[x]")

_LITERAL_LINK = re.compile(r"(?:https?://|www(?=\.))[-.\w]+|[-.\w+]+@[-\w]+(?:\.[-\w]+)+", re.IGNORECASE)
_TYPOGRAPHY = re.compile(r"<->|->|<-|--|>=|<=|~=")


def seen(text: str) -> str:
    """The text as it should be seen: with "·" for what cannot be seen."""
    return visible(text)


def without_escapes(text: str) -> str:
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text)


def read(markdown: str) -> str:
    """The text of Markdown that is nothing but one paragraph of text."""
    opening, inline, closing = MARKDOWN.parse(markdown)
    assert (opening.type, inline.type, closing.type) == ("paragraph_open", "inline", "paragraph_close")
    children = inline.children or []
    assert {child.type for child in children} <= {"text"}
    return "".join(child.content for child in children).translate(ADDED)


@pytest.mark.parametrize("text", SYNTAX)
def test_markdown_and_html_are_read_as_the_text_that_they_are(text: str) -> None:
    assert read(inert(text)) == seen(text)
    assert read(f"Why: {inert(text)}, 12 s ago") == f"Why: {seen(text)}, 12 s ago"


@pytest.mark.parametrize("text", STREAMLITS_OWN)
def test_no_sign_of_a_directive_an_icon_or_a_formula_is_left_unescaped(text: str) -> None:
    assert not re.search(r"(?<!\\)(?:\\\\)*[:$\[\]]", inert(text))
    assert without_escapes(inert(text)) == text


@given(st.text())
@example("a\\")
@example("&#x41;")
def test_any_text_is_read_as_itself(text: str) -> None:
    assert read(f"x{inert(text)}x") == f"x{seen(text)}x"


@given(st.text(st.sampled_from("\\`*_{}[]()#+-.!|<>~$:&@^=\"'/ a1\n")))
def test_any_text_of_signs_is_read_as_itself(text: str) -> None:
    assert read(f"x{inert(text)}x") == f"x{seen(text)}x"


@pytest.mark.parametrize("character", [*INVISIBLE, *TURNING], ids=ascii)
def test_what_cannot_be_seen_or_turns_the_reading_direction_is_shown_as_a_dot(character: str) -> None:
    assert inert(f"a{character}b") == "a·b"


@pytest.mark.parametrize(
    "text", ["see https://evil.example/x", "HTTP://evil.example", "WWW.evil.example", "mail a.b@evil.example"]
)
def test_an_address_does_not_become_a_link_where_links_are_sought_after_escapes_are_gone(text: str) -> None:
    assert _LITERAL_LINK.search(text)
    assert not _LITERAL_LINK.search(without_escapes(inert(text)))


@pytest.mark.parametrize("text", ["a--b", "a->b", "a<-b", "a>=b", "a~=b"])
def test_signs_do_not_become_an_arrow_or_a_dash(text: str) -> None:
    assert not _TYPOGRAPHY.search(without_escapes(inert(text)))


@pytest.mark.parametrize("text", ["", "plain", "ocr executor 001", "COUNT≠HOLDERS", "日本語", "12\u202f%", "w" * 200])
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert inert(text) == text


def test_what_is_read_from_the_right_does_not_turn_what_stands_beside_it() -> None:
    assert inert("מבצע 3 of 4") == "\u2068מבצע\u2069 3 of 4"
    assert read(inert("**מבצע_12** on us")) == "**מבצע_12** on us"


def test_a_word_of_kilobytes_leaves_room_for_the_rest_of_its_sentence() -> None:
    said = inert(f"Nodes differ on {'n' * 10_000}1, since 3 s")
    assert said.startswith("Nodes differ on nnn")
    assert said.endswith("n1, since 3 s")
    assert len(said) < 300
