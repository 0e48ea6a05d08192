import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

import pytest
import requests
from msgspec import structs
from pydantic import SecretStr

from lib.alerts.delivery import UNUSABLE, Delivery, Patience, Unsent
from lib.alerts.messages import Message
from lib.alerts.rules import Severity
from lib.alerts.targets import targets
from tests.alerts.webhooks import Webhook
from tests.gateway.server import PATIENCE

QUICK = Patience(first=0.01, longest=0.05)


def message(title: str = "Executor in ERROR: extract on us", *, over: bool = False, age: float = 0) -> Message:
    at = datetime.now(UTC) - timedelta(seconds=age)
    return Message(at, title, "extract on us: its status is ERROR.", Severity.CRITICAL, over)


class Deliveries:
    """Makes deliveries to addresses; ``wait_for`` blocks until something is so of the one made last."""

    def __init__(self) -> None:
        self._made: list[Delivery] = []
        self._changed = threading.Condition()

    def to(self, *addresses: str, patience: Patience = QUICK) -> Delivery:
        made = Delivery(targets(SecretStr(" ".join(addresses))), self._note, patience)
        self._made.append(made)
        return made

    def wait_for(self, there: Callable[[], bool]) -> None:
        """States change without a call where a try fails, so they are looked at again and again."""
        with self._changed:
            for _ in range(int(PATIENCE / 0.01)):
                if there():
                    return
                self._changed.wait(0.01)
        raise TimeoutError(str([each.states() for each in self._made]))

    def close(self) -> None:
        for each in self._made:
            each.close()

    def _note(self) -> None:
        with self._changed:
            self._changed.notify_all()


@pytest.fixture
def hooks() -> Iterator[Callable[..., Webhook]]:
    """Webhooks that last as long as the test, and longer than its deliveries."""
    with ExitStack() as running:
        yield lambda status=200: running.enter_context(Webhook(status))


@pytest.fixture
def deliveries() -> Iterator[Deliveries]:
    made = Deliveries()
    yield made
    made.close()


def send(delivery: Delivery, *messages: Message) -> None:
    delivery.send(delivery.addressed(messages))


def test_every_target_gets_every_message_in_its_order(hooks: Callable[..., Webhook], deliveries: Deliveries) -> None:
    first, second = hooks(), hooks()
    delivery = deliveries.to(first.address, second.address)
    send(delivery, message("one"), message("two", over=True))
    for hook in (first, second):
        hook.wait_for(lambda hook=hook: len(hook.posts) == 2)
        assert hook.titles == ["one", "two"]
        assert [post["type"] for post in hook.posts] == ["failure", "success"]
        assert hook.posts[0]["message"] == "extract on us: its status is ERROR."
    deliveries.wait_for(lambda: all(each.delivered_at and not each.waiting for each in delivery.states()))


def test_a_target_that_answers_500_is_shown_and_tried_again_until_it_takes_the_message(
    hooks: Callable[..., Webhook], deliveries: Deliveries
) -> None:
    hook = hooks(500)
    delivery = deliveries.to(hook.address)
    send(delivery, message("one"), message("two"))
    hook.wait_for(lambda: hook.tries >= 3)
    deliveries.wait_for(lambda: delivery.states()[0].error is not None)
    [state] = delivery.states()
    assert state.waiting == 2
    assert "error=500" in (state.error or "")
    assert state.failing_since is not None
    hook.status = 200
    hook.wait_for(lambda: len(hook.posts) == 2)
    assert hook.titles == ["one", "two"]
    deliveries.wait_for(lambda: delivery.states()[0].waiting == 0)
    [state] = delivery.states()
    assert (state.error, state.failing_since, state.lost, state.delivered) == (None, None, 0, 2)
    assert state.failed >= 3


def test_a_target_that_hangs_holds_up_no_other(hooks: Callable[..., Webhook], deliveries: Deliveries) -> None:
    hanging, well = hooks(None), hooks()
    delivery = deliveries.to(hanging.address, well.address)
    send(delivery, message("one"), message("two"))
    well.wait_for(lambda: len(well.posts) == 2)
    hanging.wait_for(lambda: hanging.tries == 1)
    first, _ = delivery.states()
    assert first.waiting == 2
    assert first.trying_since is not None


def test_closing_does_not_wait_for_a_target_that_hangs(hooks: Callable[..., Webhook], deliveries: Deliveries) -> None:
    hanging = hooks(None)
    delivery = deliveries.to(hanging.address)
    send(delivery, message("one"))
    hanging.wait_for(lambda: hanging.tries == 1)
    delivery.close(limit=0.01)
    assert [each.message.title for each in delivery.unsent()] == ["one"]


def test_what_waits_goes_to_the_same_target_after_a_restart(
    hooks: Callable[..., Webhook], deliveries: Deliveries
) -> None:
    failing, well = hooks(500), hooks()
    before = deliveries.to(failing.address, well.address)
    send(before, message("one"))
    well.wait_for(lambda: len(well.posts) == 1)
    failing.wait_for(lambda: failing.tries >= 1)
    deliveries.wait_for(lambda: len(before.unsent()) == 1)
    before.close()
    failing.status = 200
    after = deliveries.to(failing.address, well.address)
    after.send(before.unsent())
    failing.wait_for(lambda: len(failing.posts) == 1)
    assert (failing.titles, well.titles) == (["one"], ["one"])


def test_what_waits_for_a_target_that_is_no_longer_listed_is_dropped(deliveries: Deliveries) -> None:
    delivery = deliveries.to()
    delivery.send([Unsent("slack://…", message())])
    assert delivery.unsent() == ()


class Logged(logging.Handler):
    """What is logged on the way to standard error; pytest listens to loggers that go no further, too."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.said = ""

    def emit(self, record: logging.LogRecord) -> None:
        self.said += record.getMessage() + "\n"


@pytest.fixture
def logged() -> Iterator[Logged]:
    handler = Logged()
    logging.getLogger().addHandler(handler)
    yield handler
    logging.getLogger().removeHandler(handler)


def test_no_part_of_the_address_is_shown_or_logged(
    hooks: Callable[..., Webhook], deliveries: Deliveries, logged: Logged
) -> None:
    hook = hooks(500)
    delivery = deliveries.to(hook.address.replace("127.0.0.1", "ann:hunter22@127.0.0.1"))
    send(delivery, message())
    deliveries.wait_for(lambda: "does not take messages" in logged.said)
    shown = str(delivery.states()) + logged.said
    assert "json://127.0.0.1" in shown
    for secret in ("hunter22", "c0ffee"):
        assert secret not in shown


@pytest.mark.parametrize("status", [307, 308])
def test_a_redirect_takes_neither_the_message_nor_a_secret_header_to_another_server(
    hooks: Callable[..., Webhook], deliveries: Deliveries, status: int
) -> None:
    hook, other = hooks(status), hooks()
    hook.moved_to = other.url
    delivery = deliveries.to(f"{hook.address}&+X-Key=hunter22")
    send(delivery, message())
    deliveries.wait_for(lambda: delivery.states()[0].error is not None)
    assert (hook.tries >= 1, other.tries) == (True, 0)


def test_no_name_mentions_people_or_makes_a_link_in_slack(
    deliveries: Deliveries, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What would go to Slack is taken where it leaves the process: its host stands fast in apprise."""
    sent: list[str] = []

    def taken(_method: str, _url: str, data: str, **_: object) -> requests.Response:
        sent.append(data if isinstance(data, str) else data.decode())
        answer = requests.Response()
        answer.status_code, answer._content = 200, b"ok"
        return answer

    monkeypatch.setattr(requests, "request", taken)
    delivery = deliveries.to("slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#general")
    hostile = "<!channel> <@U1> <https://evil.example|here>"
    send(delivery, structs.replace(message(hostile), body=hostile))
    deliveries.wait_for(lambda: bool(sent))
    assert "channel" in sent[0]
    assert not any(sign in sent[0] for sign in ("<!", "<@", "<http"))


def test_an_address_that_apprise_does_not_know_is_told(deliveries: Deliveries) -> None:
    delivery = deliveries.to("nosuchservice://token12345/")
    send(delivery, message())
    deliveries.wait_for(lambda: delivery.states()[0].error is not None)
    assert delivery.states()[0].error == UNUSABLE


def test_a_queue_that_is_full_loses_the_oldest_and_says_how_many(
    hooks: Callable[..., Webhook], deliveries: Deliveries
) -> None:
    hook = hooks(500)
    delivery = deliveries.to(hook.address, patience=Patience(first=PATIENCE, held=3))
    send(delivery, *(message(str(number)) for number in range(5)))
    assert [each.message.title for each in delivery.unsent()] == ["2", "3", "4"]
    assert delivery.states()[0].lost == 2


def test_a_message_that_is_too_old_is_not_sent(hooks: Callable[..., Webhook], deliveries: Deliveries) -> None:
    hook = hooks()
    delivery = deliveries.to(hook.address, patience=Patience(oldest=60))
    send(delivery, message("old", age=61), message("new"))
    hook.wait_for(lambda: len(hook.posts) == 1)
    assert hook.titles == ["new"]
    deliveries.wait_for(lambda: delivery.states()[0].lost == 1)


def test_pauses_double_up_to_the_longest() -> None:
    pauses = [Patience(first=5, longest=60).pause(failures) for failures in range(1, 7)]
    assert pauses == [5, 10, 20, 40, 60, 60]
    assert Patience().pause(10_000) == Patience().longest
