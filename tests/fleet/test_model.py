import pytest
from msgspec import structs

from lib.fleet.model import CapacityTotals, FleetCounts, RollUp, Slots, Status
from tests.fleet.documents import NAME, executor, fleet, parts

TOTALS = CapacityTotals(25, 13, 12, 13, stranded=0, stranded_derived=False, flags=())
SLOTS = Slots(NAME, 8, 4, 4, 4, (), None, stranded=0, stranded_derived=False, flags=())
COUNTS = FleetCounts(executors=8, nodes=14, addresses=14, busy=4, ready=3, fresh_nodes=13, silent_nodes=1)


@pytest.mark.parametrize(
    ("used", "capacity", "utilization"),
    [(13, 25, 52), (0, 25, 0), (30, 25, 120), (0, 0, None), (3, 0, None), (None, 25, None), (13, None, None)],
)
def test_utilization_may_exceed_100_and_is_not_known_without_capacity(
    used: int | None, capacity: int | None, utilization: float | None
) -> None:
    assert structs.replace(TOTALS, used=used, capacity=capacity).utilization == utilization
    assert structs.replace(SLOTS, used=used, capacity=capacity).utilization == utilization


@pytest.mark.parametrize(
    ("available", "stranded", "left"),
    [(12, 0, 12), (12, 5, 7), (12, 20, 0), (12, None, None), (0, None, 0), (None, 0, None)],
)
def test_truly_available_is_not_known_while_stranded_is_not(
    available: int | None, stranded: int | None, left: int | None
) -> None:
    assert structs.replace(TOTALS, available=available, stranded=stranded).truly_available == left
    assert structs.replace(SLOTS, available=available, stranded=stranded).truly_available == left


@pytest.mark.parametrize(
    ("busy", "ready", "active"), [(4, 3, 7), (0, 0, 0), (None, 3, None), (4, None, None), (None, None, None)]
)
def test_active_is_busy_and_ready_together(busy: int | None, ready: int | None, active: int | None) -> None:
    assert structs.replace(COUNTS, busy=busy, ready=ready).active == active


@pytest.mark.parametrize(
    ("fresh", "nodes", "share"),
    [(13, 14, 1300 / 14), (0, 14, 0), (14, 14, 100), (0, 0, None), (None, 14, None), (None, None, None)],
)
def test_healthy_is_neither_0_nor_100_percent_of_no_nodes(
    fresh: int | None, nodes: int | None, share: float | None
) -> None:
    assert structs.replace(COUNTS, fresh_nodes=fresh, nodes=nodes).healthy_percent == share


def rolled(**changes: object) -> RollUp:
    return structs.replace(executor(parts()).rollup, **changes)


@pytest.mark.parametrize(
    ("rollup", "degraded"),
    [
        (rolled(), False),
        (rolled(node_count=2), True),
        (rolled(node_count=None), False),
        (rolled(node_count=2, status=Status.ERROR, accepting=0), False),
    ],
)
def test_degraded_is_serving_with_some_of_the_nodes(rollup: RollUp, *, degraded: bool) -> None:
    assert rollup.degraded is degraded


def test_an_executor_is_found_by_its_name() -> None:
    known = fleet(parts())

    assert known.executor(NAME) is known.executors[0]
    assert known.executor("no such executor") is None
