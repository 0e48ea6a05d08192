from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs

import pytest
from streamlit.testing.v1 import AppTest

from lib.feed.reading import Reading
from lib.gateway.config import Gateway
from lib.gateway.errors import ServerFailed
from lib.gateway.health import HealthCheck
from lib.gateway.routes import Kind
from lib.ui import overview_row
from tests.fleet.documents import NOW
from tests.fleet.records import executor, fleet
from tests.pages.reading import plain
from tests.ui.observed import observation
from tests.ui.session import opened

HOSTILE = "**bold** [x](javascript:y) <b> :red[z]"
CHECKED = HealthCheck((), "/", 0.012)


def health(*, failing: bool = False) -> Reading:
    good = Reading(Kind.HEALTH).succeeded(CHECKED, at=NOW - timedelta(seconds=90), monotonic=-1.0, took=0.02, due=5.0)
    if not failing:
        return good
    return good.failed(ServerFailed(503).at("US East", "/health"), at=NOW - timedelta(seconds=40), due=5.0)


def row_of(*readings: Reading, mark: str = "", **told: Any) -> AppTest:
    gateway = Gateway.model_validate({"id": "us-east", "url": "http://us.example", **told})
    seen = observation(fleet(executor()), *readings, gateway=gateway)

    def draw() -> None:
        # Only a test that is asked for needs a dashboard.
        overview_row.draw(None, seen, 0, mark, None)  # type: ignore[arg-type]

    return opened(draw)


def link(page: AppTest) -> Any:
    [only] = page.get("page_link")
    return only.proto


def caption(page: AppTest) -> str:
    return plain(page.caption[-1].value)


@pytest.mark.parametrize("gateway_id", ["us-east", "us/east & 1=ü#x"])
def test_the_name_leads_to_the_deployments_of_the_gateway(gateway_id: str) -> None:
    found = link(row_of(id=gateway_id, name="US East"))
    assert found.page == "deployments"
    assert parse_qs(found.query_string) == {"gateway": [gateway_id]}
    assert plain(found.label) == "**US East**"


def test_id_and_datacenter_are_said_where_they_say_more_than_the_name() -> None:
    assert plain(row_of(name="US East", datacenter="dc-1").markdown[0].value).endswith("] us-east · dc-1")
    assert plain(row_of(datacenter="us-east").markdown[0].value).strip().endswith("]")


def test_a_gateway_of_a_shared_etcd_is_marked() -> None:
    assert plain(row_of(mark="shares one etcd with **b**").caption[0].value) == (
        ":material/hub: shares one etcd with **b**"
    )
    assert not any(":material/hub:" in each.value for each in row_of().caption)


def test_a_gateway_that_answers_says_since_when_and_on_which_route() -> None:
    said = caption(row_of(health()))
    assert said.startswith("Since 2026-03-01 11:58:30")
    assert ", as far as seen · / answered 1\u202fs ago · " in said


def test_a_gateway_that_fails_says_since_when_and_why() -> None:
    said = caption(row_of(health(failing=True)))
    assert said.startswith("Since 2026-03-01 11:59:20")
    assert "US East failed at /health (HTTP 503)" in said


def test_a_gateway_that_was_never_asked_is_connecting() -> None:
    page = row_of()
    assert "Connecting]" in page.markdown[0].value
    assert caption(page) == "no answer yet"


def test_no_name_is_markdown() -> None:
    page = row_of(name=HOSTILE, datacenter=HOSTILE, mark=HOSTILE)
    for said in (link(page).label.removeprefix("**").removesuffix("**"), page.markdown[0].value, page.caption[0].value):
        assert "**" not in said
        assert "](javascript" not in said
        assert ":red[" not in said
