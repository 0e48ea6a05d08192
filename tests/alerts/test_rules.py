import pytest

from lib.alerts import rules
from lib.alerts.rules import BY_NAME, RULES, Limits, Measured, Rule, Sense, Subject
from lib.fleet.model import Status, Verdict
from tests.alerts.observed import executor, gateway, gone, unknown


def values(rule: Rule, *samples: object) -> dict[str, float | None]:
    """What a rule finds, by the label of the subject."""
    return {found.subject.label: found.value for found in rule.measure(samples)}  # type: ignore[arg-type]


def test_there_are_the_seven_rules_of_the_issue() -> None:
    assert set(BY_NAME) == {
        "heartbeat-old",
        "executor-error",
        "nodes-unhealthy",
        "available-low",
        "utilization-high",
        "gateway-unreachable",
        "drift-long",
    }
    assert len(RULES) == len(BY_NAME)


@pytest.mark.parametrize(
    ("rule", "threshold", "hold"),
    [
        (rules.HEARTBEAT_OLD, 120, 0),
        (rules.NODES_UNHEALTHY, 90, 0),
        (rules.AVAILABLE_LOW, 10, 0),
        (rules.UTILIZATION_HIGH, 80, 600),
        (rules.DRIFT_LONG, None, 600),
    ],
    ids=lambda each: getattr(each, "name", None),
)
def test_the_defaults_are_those_of_the_issue(rule: Rule, threshold: float | None, hold: float) -> None:
    assert (rule.defaults.threshold, rule.defaults.hold) == (threshold, hold)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_resolves_with_room_to_where_it_fires(rule: Rule) -> None:
    clear, threshold = rule.defaults.clear, rule.defaults.threshold
    if rule.sense is Sense.STATE:
        assert (clear, threshold) == (None, None)
    else:
        assert clear is not None
        assert rule.is_clear(clear, rule.defaults)
        assert not rule.breaches(clear, rule.defaults)


@pytest.mark.parametrize(
    ("rule", "fires_at", "not_at"),
    [
        (rules.HEARTBEAT_OLD, 120.5, 120.0),
        (rules.NODES_UNHEALTHY, 89.9, 90.0),
        (rules.AVAILABLE_LOW, 9.0, 10.0),
        (rules.UTILIZATION_HIGH, 80.1, 80.0),
        (rules.EXECUTOR_ERROR, 1.0, 0.0),
    ],
    ids=lambda each: getattr(each, "name", None),
)
def test_the_threshold_itself_is_allowed(rule: Rule, fires_at: float, not_at: float) -> None:
    assert rule.breaches(fires_at, rule.defaults)
    assert not rule.breaches(not_at, rule.defaults)


def test_the_age_of_a_heartbeat_is_the_executors() -> None:
    sample = gateway(executor("a", heartbeat_age=130.0), unknown("b"))
    assert values(rules.HEARTBEAT_OLD, sample) == {"a on us": 130.0, "b on us": None}


@pytest.mark.parametrize(
    ("status", "value"), [(Status.ERROR, 1.0), (Status.SERVING, 0.0), (Status.STOPPED, 0.0), (Status.UNKNOWN, None)]
)
def test_an_unknown_status_is_neither_error_nor_its_end(status: Status, value: float | None) -> None:
    assert values(rules.EXECUTOR_ERROR, gateway(executor("a", status=status))) == {"a on us": value}


@pytest.mark.parametrize(
    ("verdict", "value"),
    [(Verdict.DRIFT, 1.0), (Verdict.MATCH, 0.0), (Verdict.SETTLING, None), (Verdict.UNKNOWN, None)],
)
def test_what_settles_is_not_decided_yet(verdict: Verdict, value: float | None) -> None:
    assert values(rules.DRIFT_LONG, gateway(executor("a", verdict=verdict))) == {"a on us": value}


def test_healthy_nodes_are_those_of_the_gateway() -> None:
    assert values(rules.NODES_UNHEALTHY, gateway(fresh_nodes=8), gone(name="eu")) == {"us": 80.0, "eu": None}


def test_a_gateway_without_nodes_has_no_share_of_healthy_ones() -> None:
    assert values(rules.NODES_UNHEALTHY, gateway(nodes=0, fresh_nodes=0)) == {"us": None}


def test_slots_of_one_etcd_are_counted_once() -> None:
    first = gateway(executor("a", available=3), executor("b", available=4))
    twin = gateway(executor("a", available=3), executor("b", available=4), gateway="us-b", site="us")
    assert values(rules.AVAILABLE_LOW, first, twin) == {"us": 7.0}


def test_a_gateway_speaks_for_one_of_its_etcd_that_knows_nothing() -> None:
    blind = gateway(unknown("a"), reachable=False)
    twin = gateway(executor("a", total=10, used=9, available=1), gateway="us-b", site="us")
    assert values(rules.UTILIZATION_HIGH, blind, twin) == {"us": 90.0}
    assert values(rules.AVAILABLE_LOW, blind, twin) == {"us": 1.0}


def test_a_sum_with_a_part_that_is_not_known_is_not_known() -> None:
    sample = gateway(executor("a", available=3), executor("b", available=None))
    assert values(rules.AVAILABLE_LOW, sample) == {"us": None}


def test_an_executor_without_slots_hides_no_sum() -> None:
    sample = gateway(executor("a", available=3), executor("b", total=None, used=None, available=None))
    assert values(rules.AVAILABLE_LOW, sample) == {"us": 3.0}


def test_a_gateway_that_lists_no_slots_has_no_sum() -> None:
    assert values(rules.AVAILABLE_LOW, gone()) == {"us": None}
    assert values(rules.UTILIZATION_HIGH, gone()) == {"us": None}


def test_no_capacity_is_no_utilization() -> None:
    sample = gateway(executor("a", total=0, used=0, available=0))
    assert values(rules.UTILIZATION_HIGH, sample) == {"us": None}


def test_reachability_is_always_known() -> None:
    assert list(rules.GATEWAY_UNREACHABLE.measure([gateway(), gone(name="eu")])) == [
        Measured(Subject("us"), 0.0),
        Measured(Subject("eu"), 1.0),
    ]


def test_a_condition_is_told_with_its_threshold_and_hold() -> None:
    high = rules.UTILIZATION_HIGH
    assert high.condition(high.defaults) == "over 80\u202f% for 10\u202fmin"
    assert rules.AVAILABLE_LOW.condition(rules.AVAILABLE_LOW.defaults) == "under 10 slots"
    assert rules.EXECUTOR_ERROR.condition(rules.EXECUTOR_ERROR.defaults) == "at once"
    assert rules.DRIFT_LONG.condition(Limits(hold=60, clear_hold=0)) == "for 1\u202fmin"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_its_sentences_are_filled_in(rule: Rule) -> None:
    for said in (rule.says(1.0), rule.says_resolved(1.0)):
        assert "{" not in said
