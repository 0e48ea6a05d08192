"""What the panel of an executor says of its nodes that have vanished."""

from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from lib.feed.reading import Snapshot
from lib.feed.schedule import Schedule
from lib.fleet.current import View
from lib.fleet.history import Gone
from lib.fleet.listing import Missing
from lib.fleet.model import Node
from lib.fleet.tables import tables
from lib.gateway.config import Gateway
from lib.gateway.routes import Kind
from lib.process import Observation
from lib.ui.clock import now
from lib.ui.flyout.subject import Subject
from tests.fleet.documents import NAME, ONE, TWO, moment, parts
from tests.fleet.documents import fleet as assembled
from tests.fleet.pasts import EMPTY
from tests.fleet.records import executor, fleet
from tests.pages.reading import plain
from tests.ui.drawn import drawn

GATEWAY = Gateway(id="us-east", url="http://us-east.example:8080")
NODES = assembled(parts()).nodes_of(NAME)


def missing(address: str, ago: float = 3 * 3_600 + 30, name: str = NAME) -> Missing:
    return Missing(name, address, now() - timedelta(seconds=ago), now(), needed=2)


def subject(*vanished: Missing, nodes: tuple[Node, ...] = NODES, gone: Gone | None = None) -> Subject:
    known = fleet(executor(), vanished=vanished, nodes_of=lambda _name: nodes)
    snapshot = Snapshot(GATEWAY, {}, version=1, taken=0.0, taken_at=now(), schedule=Schedule({Kind.STATUS: 10.0}))
    return Subject(executor(), Observation(snapshot, View(known, tables(known), EMPTY)), gone)


def said(page: AppTest) -> list[str]:
    """What the captions say of nodes that are gone."""
    return [text for text in (plain(each.value) for each in page.caption) if text.startswith("Gone")]


@pytest.mark.parametrize("nodes", [NODES, ()], ids=["others are there", "none is left"])
def test_nodes_that_have_vanished_are_named_with_when_they_were_registered_last(nodes: tuple[Node, ...]) -> None:
    page = drawn("flyout.nodes", subject(missing(ONE), missing(TWO), missing("x:1", name="other"), nodes=nodes))

    assert said(page) == [f"Gone: {TWO}, last registered 3\u202fh ago; {ONE}, last registered 3\u202fh ago."]


def test_of_many_the_latest_are_named_and_the_others_counted() -> None:
    page = drawn("flyout.nodes", subject(*(missing(f"10.0.0.{number}:7101") for number in range(7))))

    [sentence] = said(page)
    assert sentence.startswith("Gone: 10.0.0.6:7101, last")
    assert sentence.endswith("; and 2 more.")


def test_an_address_is_no_markdown() -> None:
    page = drawn("flyout.nodes", subject(missing("[a](javascript:b)")))

    [caption] = [each.value for each in page.caption if each.value.startswith("Gone")]
    assert r"\[a\]\(javascript" in caption


def test_nothing_is_said_where_none_has_vanished_or_the_executor_is_gone_itself() -> None:
    gone = Gone(executor(), NODES, moment(0))

    assert said(drawn("flyout.nodes", subject())) == []
    assert said(drawn("flyout.nodes", subject(missing(ONE), gone=gone))) == []
