"""``gateways.*``: which gateways are configured, and how each is."""

from typing import ClassVar, Final

from lib.api.asking import Asking, age_ms, parts, troubles
from lib.api.models import Answer, GatewayAnswer, Model, NoInput, OfGateway, Trouble
from lib.fleet.gateway_state import gateway_state
from lib.fleet.masking import masked
from lib.gateway.config import Gateway
from lib.gateway.health import HealthCheck
from lib.gateway.routes import Kind

_HEALTH: Final = (Kind.HEALTH,)
_PARTS: Final = (Kind.HEALTH, Kind.EXECUTORS, Kind.STATUS, Kind.CAPACITY)


class ConfiguredGateway(Model):
    """A gateway of the configuration; never its token."""

    id: str
    name: str
    url: str
    """Of its HTTP port; it has neither user nor password."""
    datacenter: str | None
    health_endpoint: str
    """The address that its health check begins with."""


class Configured(Answer):
    """The gateways that the caller sees, in the file's order. They are observed at the moment of the call."""

    unstamped: ClassVar[frozenset[str]] = frozenset({"age_ms", "observed_at"})

    gateways: tuple[ConfiguredGateway, ...]


class Health(GatewayAnswer):
    """How a gateway is, as the page's health line says it."""

    state: str
    """Healthy, Reachable, Degraded, Bad, Not well, Unhealthy, Connecting or Unknown."""
    why: str
    """What the state rests on."""
    route: str | None
    """The route that answered the last good check."""
    latency_ms: float | None
    """How long that took."""


def get_config(asking: Asking, _asked: NoInput) -> Configured:
    """The configured gateways."""
    _, wrong = asking.configured()
    file = Trouble(part="configuration", kind="configuration", sentence=wrong, since=None) if wrong else None
    return Configured(
        observed_at=None if wrong else asking.at,
        age_ms=None if wrong else 0,
        stale=wrong is not None,
        troubles=(file,) if file else (),
        gateways=tuple(map(_gateway, asking.gateways())),
    )


def get_health(asking: Asking, asked: OfGateway) -> Health:
    """How a gateway is; one that was never reached is an answer too."""
    snapshot = asking.dashboard.observe(asking.gateway(asked.gateway_id)).snapshot
    state, check = gateway_state(snapshot), snapshot.reading(Kind.HEALTH).value
    answered = check if isinstance(check, HealthCheck) else None
    return Health(
        observed_at=snapshot.reading(Kind.HEALTH).at,
        age_ms=age_ms(snapshot, _HEALTH),
        stale=snapshot.is_stale(Kind.HEALTH),
        troubles=troubles(snapshot, _PARTS),
        gateway_id=snapshot.gateway.id,
        parts=parts(snapshot, _PARTS),
        state=state.condition.value,
        why=masked(state.why),
        route=None if answered is None else answered.route,
        latency_ms=None if answered is None or answered.latency is None else 1000 * answered.latency,
    )


def _gateway(gateway: Gateway) -> ConfiguredGateway:
    return ConfiguredGateway(
        id=gateway.id,
        name=gateway.name,
        url=gateway.url,
        datacenter=gateway.datacenter,
        health_endpoint=gateway.url + gateway.health_path,
    )
