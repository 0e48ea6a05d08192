from itertools import count

from bench.measure import MEBIBYTES, MILLISECONDS, PIECES, Row, interleaved


def test_actions_take_turns() -> None:
    clock = count()
    assert interleaved(2, lambda: next(clock), lambda: next(clock)) == [[0, 2], [1, 3]]


def test_a_ratio_is_of_medians() -> None:
    assert Row("", [1, 9, 3], [2, 2, 8], PIECES).ratio == 1.5


def test_a_ratio_can_be_of_the_best() -> None:
    assert Row("", [1, 9, 3], [2, 2, 8], PIECES, statistic=min).ratio == 0.5


def test_without_a_comparison_there_is_no_ratio() -> None:
    assert Row("", [1], [], PIECES).ratio is None
    assert Row("", [1], [0], PIECES).ratio is None
    assert Row("", [1], [-1], PIECES).ratio is None


def test_a_goal_is_met_up_to_its_very_figure() -> None:
    assert Row("", [2], [1], PIECES, goal=2).met is True
    assert Row("", [2.01], [1], PIECES, goal=2).met is False


def test_a_goal_without_a_comparison_is_missed() -> None:
    assert Row("", [2], [], PIECES, goal=2).met is False


def test_without_a_goal_nothing_is_met_or_missed() -> None:
    assert Row("", [2], [1], PIECES).met is None


def test_units_say_seconds_bytes_and_counts_for_people() -> None:
    assert [MILLISECONDS.text(1.2346), MEBIBYTES.text(3 * 2**19), PIECES.text(1200)] == ["1,235 ms", "1.5 MiB", "1,200"]
