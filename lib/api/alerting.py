"""``alerts.list``: the alerts that fire, as the Activity page shows them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated, Final

from pydantic import Field

from lib.alerts.engine import Alert
from lib.alerts.rules import BY_NAME, Rule
from lib.alerts.silences import silencing
from lib.alerts.watching import Seen
from lib.api.asking import Asking
from lib.api.faults import CallFailed, Code
from lib.api.models import MOST_ROWS, Answer, GatewayId, Input, Limit, Model, Trouble
from lib.api.paging import ranked

NOT_FOLLOWED: Final = "No alert is followed, as nothing is recorded: set HISTORY=on and start the dashboard again."


class OfAlerts(Input):
    """Asks for a page of alerts, of one gateway or of all that the caller sees."""

    gateway_id: GatewayId | None = None
    limit: Limit = MOST_ROWS
    cursor: Annotated[
        str | None, Field(pattern="^[0-9]{1,9}$", description="`nextCursor` of the page before; none for the first.")
    ] = None


class Firing(Model):
    """An alert that has fired and not resolved."""

    rule: str
    """The rule's name, such as `executor-error`."""
    title: str
    severity: str
    """critical or warning."""
    gateway_id: str
    """Where gateways share one etcd, the one that stands for it."""
    executor: Annotated[str | None, Field(serialization_alias="executorId")]
    """Null where the alert is about the gateway."""
    since: datetime
    """When the condition was first seen."""
    fired_at: datetime | None
    value: float
    """What was measured last."""
    unit: str
    """seconds, percent, slots, or yes or no."""
    limit: float | None
    """The threshold; null for a rule about a state."""
    says: str
    """Completes a sentence that begins with the subject."""
    unknown_since: datetime | None
    """Since when it is not known whether it still holds; null while it is."""
    holds: bool
    """Whether the latest sample knew it, and not that it was over."""
    silenced_until: datetime | None
    """Until when nobody is told of it; null where it is told."""


class Alerts(Answer):
    """A page of the alerts that fire, by rule, gateway and executor."""

    alerts: tuple[Firing, ...]
    next_cursor: str | None
    """For the next page; null on the last one."""


def list_alerts(asking: Asking, asked: OfAlerts) -> Alerts:
    """The alerts that fire."""
    if asked.gateway_id is not None:
        asking.gateway(asked.gateway_id)
    alerts = asking.dashboard.alerts
    if alerts is None:
        raise CallFailed(Code.SERVICE_UNAVAILABLE, NOT_FOLLOWED)
    seen = alerts.look()
    found = ranked(_in_view(asking, asked, seen.state.firing), int(asked.cursor or 0), asked.limit)
    return Alerts(
        observed_at=seen.sampled_at,
        age_ms=asking.age_ms(seen.sampled_at),
        stale=_is_stale(asking, seen.sampled_at),
        troubles=tuple(Trouble(part="alerts", kind="file", sentence=each, since=None) for each in seen.troubles),
        alerts=tuple(_firing(alert, BY_NAME[alert.rule], seen, asking.at) for alert in found.rows),
        next_cursor=found.next_cursor,
    )


def _in_view(asking: Asking, asked: OfAlerts, firing: Sequence[Alert]) -> list[Alert]:
    order = list(BY_NAME)
    mine = [
        alert
        for alert in firing
        if alert.rule in BY_NAME and asking.caller.sees(alert.gateway) and asked.gateway_id in (None, alert.gateway)
    ]
    return sorted(mine, key=lambda each: (order.index(each.rule), each.gateway, each.executor or ""))


def _is_stale(asking: Asking, sampled_at: datetime | None) -> bool:
    settings = asking.dashboard.settings
    longest = timedelta(seconds=settings.stale_after_missed * settings.history_interval)
    return sampled_at is None or asking.at - sampled_at > longest


def _firing(alert: Alert, rule: Rule, seen: Seen, at: datetime) -> Firing:
    course = alert.course
    silence = silencing(seen.state.silences, alert.rule, alert.subject, at)
    return Firing(
        rule=rule.name,
        title=rule.title,
        severity=rule.severity.value,
        gateway_id=alert.gateway,
        executor=alert.executor,
        since=course.begun,
        fired_at=course.fired_at,
        value=course.value,
        unit=rule.unit.value,
        limit=seen.thresholds.of(rule).threshold,
        says=rule.says(course.value),
        unknown_since=course.unknown_since,
        holds=course.holds_now,
        silenced_until=None if silence is None else silence.until,
    )
