from datetime import datetime, timedelta

import msgspec

from lib.demo import fleets
from lib.demo.gateway import Gateway, LiveBodies, PrebuiltBodies, utc_now
from lib.demo.incidents import TROUBLE, Incident
from lib.demo.readiness import ReadinessFilter
from tests.demo.conftest import HandClock, seconds_until

_STATUS = "/api/deployment-status"


def test_the_clock_moves_documents_and_script_together(noon: datetime, clock: HandClock) -> None:
    gateway = Gateway(fleets.ap_south(noon), TROUBLE, clock)
    assert gateway.moment().incident is Incident.NONE
    clock.turn(seconds_until(Incident.RESTART))
    assert gateway.moment().incident is Incident.RESTART
    assert gateway.snapshot().now == clock.at
    assert gateway.snapshot().world.booting


def test_live_bodies_are_of_the_moment(noon: datetime, clock: HandClock) -> None:
    bodies = LiveBodies(Gateway(fleets.eu_west(noon), clock=clock))
    before = bodies[_STATUS]
    assert bodies[_STATUS] == before
    clock.turn(60)
    assert bodies[_STATUS] != before


def test_prebuilt_bodies_change_when_rebuilt_and_then_equal_live_ones(noon: datetime, clock: HandClock) -> None:
    gateway = Gateway(fleets.eu_west(noon), clock=clock)
    bodies = PrebuiltBodies(gateway)
    before = bodies[_STATUS]
    clock.turn(60)
    assert bodies[_STATUS] is before
    bodies.rebuild()
    assert bodies[_STATUS] == LiveBodies(gateway)[_STATUS] != before


def test_filtered_readiness_is_of_the_moment(noon: datetime, clock: HandClock) -> None:
    gateway = Gateway(fleets.us_east(noon), clock=clock)
    clock.turn(5)
    result = msgspec.json.decode(gateway.readiness(ReadinessFilter.ERROR))["result"]
    assert result["observed_at"] == "2026-03-04T12:00:05Z"
    assert [worker["state"] for worker in result["gateways"]] == ["error"]


def test_the_systems_clock_tells_utc() -> None:
    assert utc_now().utcoffset() == timedelta()
