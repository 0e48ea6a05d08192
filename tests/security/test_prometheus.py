"""The password in HISTORY_URL goes to that server alone, and nobody else is told."""

import traceback
from datetime import UTC, datetime

import pytest

from lib.history.prometheus_server import PrometheusServer
from lib.history.questions import ArchiveError
from tests.alerts.webhooks import Webhook
from tests.security.secrets import PASSWORD, sightings

AT = datetime(2026, 3, 1, tzinfo=UTC)


def told(error: BaseException) -> bytes:
    return "".join(traceback.format_exception(error)).encode()


@pytest.mark.parametrize("status", [307, 308])
def test_a_redirect_takes_neither_the_question_nor_the_password_to_another_server(status: int) -> None:
    with Webhook(status) as moved, Webhook() as other:
        moved.moved_to = other.url
        server = PrometheusServer(moved.url.replace("http://", f"http://ann:{PASSWORD}@"))
        with pytest.raises(ArchiveError) as caught:
            server.at("up", AT)
        server.close()
        assert (moved.tries, other.tries) == (1, 0)
    assert sightings(told(caught.value)) == []
    assert sightings(server.name.encode()) == []


@pytest.mark.parametrize("address", [f"http://ann:{PASSWORD}/x@prometheus.example", f"http://ann@host:{PASSWORD}"])
def test_an_address_that_is_none_is_not_repeated(address: str) -> None:
    with pytest.raises(ArchiveError) as caught:
        PrometheusServer(address)
    assert "HISTORY_URL" in str(caught.value)
    assert sightings(str(caught.value).encode()) == []
