from lib.alerts.messages import NAMED, Message, messages
from lib.alerts.rules import Severity
from lib.alerts.thresholds import DEFAULTS, parsed
from lib.fleet.model import Status
from tests.alerts.observed import after, executor, gateway, gone, run


def failing(number: int) -> list[object]:
    return [executor(f"e{each:02}", status=Status.ERROR) for each in range(number)]


def of(rows: list[list[object]], **told: object) -> list[Message]:
    """The messages that rows of samples lead to."""
    thresholds = told.get("thresholds", DEFAULTS)
    steps = run(rows, thresholds)  # type: ignore[arg-type]
    return [each for number, one in enumerate(steps) for each in messages(one, thresholds, after(30 * number))]  # type: ignore[arg-type]


def test_one_alert_is_told_by_its_name() -> None:
    [message] = of([[gateway(executor(status=Status.ERROR))]])
    assert message.title == "Executor in ERROR: extract on us"
    assert message.body == (
        "extract on us: its status is ERROR, since 2026-03-01T09:00:00Z.\nThe rule executor-error fires at once."
    )
    assert (message.severity, message.over) == (Severity.CRITICAL, False)


def test_a_name_adds_no_line_and_turns_none() -> None:
    [message] = of([[gateway(executor("extract\nResolved: all\u202e\u200b", status=Status.ERROR))]])
    assert message.title == "Executor in ERROR: extract Resolved: all·· on us"
    assert message.body.count("\n") == 1


def test_a_name_of_kilobytes_leaves_room_for_its_gateway() -> None:
    [message] = of([[gateway(executor("n" * 10_000, status=Status.ERROR))]])
    assert message.title.endswith("n… on us")
    assert len(message.title) < 400


def test_forty_executors_of_one_gateway_are_one_message() -> None:
    [message] = of([[gateway(*failing(40))]])
    assert message.title == "Executor in ERROR: 40 executors on us"
    assert message.body.count("its status is ERROR") == NAMED
    assert "And 30 more executors." in message.body


def test_forty_executors_of_a_dead_gateway_are_one_message_about_it() -> None:
    dead = [gateway(*failing(40), reachable=False)]
    [message] = of([dead, dead])
    assert message.title == "Gateway unreachable: us"
    assert "Not told beside this: 40 alerts of the same gateway." in message.body


def test_gateways_and_rules_are_told_apart() -> None:
    row = [gateway(*failing(2)), gateway(*failing(3), gateway="eu", fresh_nodes=5)]
    assert [message.title for message in of([row])] == [
        "Executor in ERROR: 3 executors on eu",
        "Executor in ERROR: 2 executors on us",
        "Too few healthy nodes: eu",
    ]


def test_what_has_resolved_is_grouped_too_and_says_how_long_it_took() -> None:
    well = [gateway(*(executor(f"e{each:02}") for each in range(12)))]
    *_, message = of([[gateway(*failing(12))], well, well, well])
    assert message.title == "Resolved: Executor in ERROR: 12 executors on us"
    assert message.body.startswith("e00 on us: its status is ERROR no longer, after 1\u202fmin 30\u202fs.\n")
    assert message.over


def test_what_ended_is_not_called_resolved() -> None:
    thresholds = parsed("forget_after = 60")
    *_, message = of([[gateway(*failing(1))], *[[gateway(executor("e01"))]] * 4], thresholds=thresholds)
    assert message.title == "No longer watched: Executor in ERROR: e00 on us"
    assert "it has not been known for" in message.body


def test_a_threshold_and_its_hold_are_told() -> None:
    full = [gateway(executor(total=20, used=19, available=1))]
    [first, *_] = of([full])
    assert first.title == "Few available slots: us"
    assert first.body.endswith(
        "us: 1 slot available, since 2026-03-01T09:00:00Z.\nThe rule available-low fires under 10 slots."
    )


def test_nothing_to_tell_is_no_message() -> None:
    assert of([[gateway()], [gone()]]) == []
