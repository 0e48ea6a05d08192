import re
from html import unescape

import pytest

from lib.ui.flyout.facts import beside, facts
from tests.ui.session import opened

HOSTILE = [
    "</dd><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "&lt;b&gt; &amp;",
    "'\"`",
    "**bold** [x](javascript:y)",
    "ünï 执行者",
    "",
]


def html(draw: object, *arguments: object) -> str:
    assert callable(draw)
    [drawn] = opened(lambda: draw(*arguments)).get("html")
    body: str = drawn.proto.body
    return body


def said(body: str, tag: str) -> list[str]:
    """What stands in the elements of a tag, as a browser shows it."""
    return [unescape(text) for text in re.findall(rf"<{tag}(?: [^>]*)?>([^<]*)</{tag}>", body)]


def test_facts_are_terms_with_what_is_known_of_them_in_their_order() -> None:
    body = html(facts, [("Executor ID", "ocr"), ("Created", "—")])
    assert (said(body, "dt"), said(body, "dd")) == (["Executor ID", "Created"], ["ocr", "—"])


def test_a_table_has_a_head_and_a_name_for_each_row() -> None:
    body = html(beside, ["", "Actual", "Desired"], [("Epoch", "3", "4"), ("Job", "—", "0198")])
    assert said(body, "th") == ["Actual", "Desired", "Epoch", "Job"]
    assert said(body, "td") == ["", "3", "4", "—", "0198"]
    assert body.count('scope="col"') == 2
    assert body.count('scope="row"') == 2


def test_no_text_is_more_than_text() -> None:
    body = html(facts, [(text, text) for text in HOSTILE])
    assert (said(body, "dt"), said(body, "dd")) == (HOSTILE, HOSTILE)
    body = html(beside, HOSTILE, [HOSTILE])
    assert (said(body, "th"), said(body, "td")) == ([*HOSTILE[:-1], HOSTILE[0]], ["", *HOSTILE[1:]])


@pytest.mark.parametrize("character", ["\u202e", "\u200b", "\x00", "\n"], ids=ascii)
def test_what_cannot_be_seen_or_turns_the_reading_direction_is_a_dot(character: str) -> None:
    assert said(html(facts, [("Owner", f"a{character}b")]), "dd") == ["a·b"]


def test_no_facts_are_an_empty_list() -> None:
    assert html(facts, []) == '<dl class="facts"></dl>'
