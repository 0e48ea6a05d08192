"""Text from the wire is text, wherever it comes out: never Markdown, HTML, a formula, a series or a line of a log.

``HOSTILE`` stands before every text that the gateway ``hostile`` sends: names, endpoints, owners, settings, states.
"""

import csv
import io
import re
from collections.abc import Iterator
from typing import Final

import pyarrow.parquet as pq
import pytest
from prometheus_client.parser import text_string_to_metric_families as parsed

from tests.security.conftest import GivenAway
from tests.security.misbehaving import HOSTILE, UNDERSTOOD, WORDS
from tests.security.visit import cells, texts

EXECUTOR: Final = HOSTILE + WORDS[0]

DATA: Final = ("bidi_component.json", "code.code_text", "selectbox.options", "add_block.id")
"""Where the protocol has data, which a browser takes as it is, and no Markdown and no HTML."""

READ_AS_HTML: Final = ("html.body", "plotly_chart.spec")
UNSEEN: Final = re.compile("\u202e|\u200b")
"""What ``HOSTILE`` has of what turns the reading direction, and of what is not seen."""

IDENTITIES: Final = ("bidi_component.json", "add_block.id", "query_string")
"""Where a name is not shown but says which one it is."""

TAGS: Final = ("<img", "<script>e", "<s>", "\\u003cs\\u003e")
MARKDOWN: Final = ("**b**", "[l](", ":red[r]", "$x$", "`c`")

FORMULA: Final = re.compile(r"(?:\A|[;\t\r\n])[=+\-@＝＋－＠]")
NUMBER: Final = re.compile(r"-?\d+(?:\.\d+)?(?:e-?\d+)?")
LOGGED: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z [A-Z]+ ")


def shown(given: GivenAway) -> Iterator[tuple[str, str, str]]:
    """Page, path and text of everything that a visitor was sent and a browser reads as more than data."""
    for name, seen in given.visits.items():
        for message in seen.messages():
            yield from ((name, path, text) for path, text in texts(message) if not path.endswith(DATA))


def harm(path: str, text: str) -> list[str]:
    """What of ``HOSTILE`` a browser would act on in a text that stands there."""
    if path.endswith(READ_AS_HTML):
        return [each for each in TAGS if each in text]
    unescaped = re.sub(r"\\[!-/:-@\[-`{-~]", "·", text)
    return [each for each in (*TAGS, *MARKDOWN) if each in unescaped]


def test_no_page_has_text_of_a_gateway_as_markdown_or_html(given_away: GivenAway) -> None:
    assert {(name, path): text for name, path, text in shown(given_away) if harm(path, text)} == {}


def everything(given: GivenAway) -> Iterator[tuple[str, str, str]]:
    """Page, path and text of all that a visitor was sent and sees, cells of tables too."""
    for name, seen in given.visits.items():
        for message in seen.messages():
            for path, text in (*texts(message), *cells(message)):
                if not path.endswith(IDENTITIES):
                    yield name, path, text.encode().decode("unicode_escape") if path.endswith("spec") else text


def test_nothing_on_a_page_is_unseen_or_turns_the_reading_direction(given_away: GivenAway) -> None:
    told = list(everything(given_away))
    assert {(name, path): text for name, path, text in told if UNSEEN.search(text)} == {}
    assert {name.partition(" ")[0] for name, _, text in told if "red[r]··" in text} >= {
        *("overview", "deployments", "panel", "capacity", "activity")
    }


@pytest.mark.parametrize("word", [*WORDS, *UNDERSTOOD])
def test_what_is_hostile_is_shown_before_each_text_of_a_gateway(given_away: GivenAway, word: str) -> None:
    end = HOSTILE[-4:].replace("\x1b", "·") + word
    assert any(end in text.replace("\\", "").replace("\u2060", "") for _, _, text in everything(given_away))


def test_nothing_in_the_log_or_a_notification_is_unseen_and_no_name_adds_a_line(given_away: GivenAway) -> None:
    told = [given_away.log, *given_away.notifications]
    assert any("red[r]··" in each for each in given_away.notifications)
    assert [each for each in told if UNSEEN.search(each) or "\n2026-01-01" in each] == []


def test_it_is_on_the_pages_all_the_same(given_away: GivenAway) -> None:
    assert {name.partition(" ")[0] for name, _, text in shown(given_away) if "javascript" in text} >= {
        "overview",
        "deployments",
        "panel",
        "activity",
    }


def test_names_are_in_charts_and_bars_all_the_same(given_away: GivenAway) -> None:
    named = {path.rpartition(".")[2] for _, path, text in shown(given_away) if "&lt;s&gt;" in text}
    assert named == {"spec", "body"}


def test_no_file_runs_a_formula(given_away: GivenAway) -> None:
    cells = [cell for rows in _tables(given_away) for row in rows for cell in row if isinstance(cell, str)]
    assert any("/C calc" in cell for cell in cells)
    assert [cell for cell in cells if FORMULA.search(cell) and not NUMBER.fullmatch(cell)] == []


def _tables(given: GivenAway) -> Iterator[list[list[object]]]:
    for each in given.downloads:
        kind = each.headers["content-type"]
        if kind.startswith("text/csv"):
            yield list(csv.reader(io.StringIO(each.content.decode("utf-8-sig"), newline=""), strict=True))
        elif "parquet" in kind:
            yield [list(row.values()) for row in pq.read_table(io.BytesIO(each.content)).to_pylist()]


def test_a_report_has_text_of_a_gateway_as_text_and_may_ask_nobody(given_away: GivenAway) -> None:
    [report] = [each.text for each in given_away.downloads if each.headers["content-type"].startswith("text/html")]
    assert "default-src &#39;none&#39;" in report or "default-src 'none'" in report
    assert "&lt;img src=x" in report
    assert "<img src=x" not in report
    assert "<script>e()" not in report


def test_every_download_has_a_harmless_name(given_away: GivenAway) -> None:
    for each in given_away.downloads:
        named = each.headers["content-disposition"]
        assert re.fullmatch(r'(?:attachment|inline); filename="?[A-Za-z0-9._-]+"?', named)


def test_no_line_of_the_log_is_forged_and_none_acts_on_a_terminal(given_away: GivenAway) -> None:
    lines = [line for line in given_away.log.split("\n") if line]
    begun = next(number for number, line in enumerate(lines) if LOGGED.match(line))
    assert any("hostile_failing" in line and "2026-01-01 00:00:00,000 CRITICAL forged" in line for line in lines)
    assert [line for line in lines[begun:] if not LOGGED.match(line) or line.startswith("2026-01-01")] == []
    assert "\x1b" not in given_away.log
    assert "\r" not in given_away.log


def test_no_name_adds_a_series_or_a_label(given_away: GivenAway) -> None:
    scraped = list(parsed(given_away.answers["/metrics"].text))
    assert not any("forged" in family.name for family in scraped)
    labels = [each.labels for family in scraped for each in family.samples]
    assert {each["executor"] for each in labels if each.get("gateway") == "hostile" and "executor" in each} == {
        EXECUTOR
    }
    assert {each["gateway"] for each in labels if "gateway" in each} <= given_away.gateways.keys()


def test_an_address_in_place_of_a_gateway_is_asked_for_nothing(given_away: GivenAway) -> None:
    told = b"\n".join(given_away.visits["a gateway that is an address"].received)
    assert b"The address asks for the gateway" in told
    assert given_away.elsewhere.connections == 0
