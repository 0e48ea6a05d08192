from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from lib.alerts.delivery import Patience
from lib.alerts.targets import targets
from lib.alerts.thresholds import DEFAULTS
from lib.alerts.watching import Alerts, Scope
from lib.fleet.model import Status
from tests.alerts.observed import EVERY, after, executor, gateway
from tests.alerts.webhooks import Webhook

Make = Callable[..., Alerts]
TITLE = "Executor in ERROR: extract on us"


@pytest.fixture
def hook() -> Iterator[Webhook]:
    with Webhook() as running:
        yield running


@pytest.fixture
def make(tmp_path: Path, hook: Webhook) -> Iterator[Make]:
    """Makes alerts that tell the webhook, of the files of the test."""
    with ExitStack() as made:

        def new(*addresses: str) -> Alerts:
            listed = targets(SecretStr(" ".join(addresses or (hook.address,))))
            alerts = Alerts(
                tmp_path / "alerts.toml",
                tmp_path / "data" / "alerts.json",
                listed,
                EVERY,
                patience=Patience(first=0.01, longest=0.05, oldest=float("inf")),
                clock=lambda: after(0),
            )
            made.callback(alerts.close)
            return alerts

        yield new


def fail(alerts: Alerts, seconds: float, name: str = "extract") -> None:
    alerts.take([gateway(executor(name, status=Status.ERROR), at=after(seconds))])


def test_an_alert_reaches_its_target_and_is_seen(make: Make, hook: Webhook) -> None:
    alerts = make()
    assert alerts.look().sampled_at is None
    fail(alerts, 0)
    hook.wait_for(lambda: hook.titles == [TITLE])
    seen = alerts.look()
    assert [alert.executor for alert in seen.state.firing] == ["extract"]
    assert (seen.sampled_at, seen.troubles, seen.thresholds) == (after(0), (), DEFAULTS)


def test_a_restart_repeats_nothing_that_was_told(make: Make, hook: Webhook) -> None:
    first = make()
    fail(first, 0)
    hook.wait_for(lambda: hook.titles == [TITLE])
    first.close()
    second = make()
    fail(second, 60)
    fail(second, 90, "ocr")
    hook.wait_for(lambda: len(hook.posts) == 2)
    assert hook.titles == [TITLE, "Executor in ERROR: ocr on us"]


def test_a_restart_delivers_what_was_not(make: Make, hook: Webhook) -> None:
    hook.status = 500
    first = make()
    fail(first, 0)
    hook.wait_for(lambda: hook.tries >= 1)
    first.close()
    hook.status = 200
    make()
    hook.wait_for(lambda: hook.titles == [TITLE])


def test_what_is_silenced_is_not_told_until_the_silence_ends(make: Make, hook: Webhook) -> None:
    alerts = make()
    silence = alerts.silence(Scope(executor="extract"), timedelta(hours=1), "Ann", "being moved")
    fail(alerts, 0)
    fail(alerts, 30, "ocr")
    hook.wait_for(lambda: hook.titles == ["Executor in ERROR: ocr on us"])
    assert alerts.look().state.silences == (silence,)
    alerts.end_silence(silence.id)
    fail(alerts, 60)
    hook.wait_for(lambda: TITLE in hook.titles)


def test_a_silence_outlives_a_restart(make: Make) -> None:
    first = make()
    silence = first.silence(Scope(gateway="us"), timedelta(hours=1), "Ann", "moving")
    first.close()
    assert make().look().state.silences == (silence,)


def test_an_edit_of_the_thresholds_is_used_with_the_next_sample(make: Make, tmp_path: Path) -> None:
    alerts = make()
    (tmp_path / "alerts.toml").write_text("[rules.executor-error]\non = false\n")
    fail(alerts, 0)
    assert alerts.look().state.firing == ()


def test_what_is_wrong_with_the_thresholds_is_seen_and_logged_once(
    make: Make, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "alerts.toml").write_text("nonsense")
    alerts = make()
    fail(alerts, 0)
    fail(alerts, 30)
    [trouble] = alerts.look().troubles
    assert "it is not TOML" in trouble
    assert caplog.text.count("it is not TOML") == 1


def test_a_broken_state_file_is_set_aside_and_seen(make: Make, tmp_path: Path) -> None:
    file = tmp_path / "data" / "alerts.json"
    file.parent.mkdir()
    file.write_text("{")
    [trouble] = make().look().troubles
    assert "It was set aside as " in trouble


def test_a_state_file_that_cannot_be_written_is_seen_and_holds_up_nothing(
    make: Make, tmp_path: Path, hook: Webhook
) -> None:
    blocked = tmp_path / "data" / "alerts.json.new"
    blocked.mkdir(parents=True)
    alerts = make()
    fail(alerts, 0)
    hook.wait_for(lambda: hook.titles == [TITLE])
    [trouble] = alerts.look().troubles
    assert "can't be written" in trouble
    blocked.rmdir()
    fail(alerts, 30)
    assert alerts.look().troubles == ()


def test_without_gateways_there_is_nothing_to_tell(make: Make) -> None:
    alerts = make()
    alerts.take([])
    assert alerts.look().state.firing == ()
