"""One suite for every backend: the same samples, the same questions, the same numbers."""

import math
import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pandas as pd
import pytest

from lib.fleet.model import Status, Verdict
from lib.fleet.rules import Rules
from lib.history import questions
from lib.history.duckdb_file import DuckdbArchive
from lib.history.prometheus import PrometheusArchive
from lib.history.questions import COARSE, FINE, Archive, Scope, Window
from lib.history.samples import Change, GatewaySample
from tests.history.pasts import BEGIN, executor, gateway, moments, steady
from tests.history.prometheus_servers import keep, prometheus

Keep = Callable[..., Archive]

ALL: Final = Scope()
HOUR: Final = timedelta(hours=1)
SETTLING: Final = Rules().settling
OCR: Final = "ocr_executor"

ODD: Final = ('a"b_x', "a\\b_x", "a\nb_x", "a.b_x", "a|b_x", "ä{b}=~,_x", "$(a)*+?[b]^_x")
"""Names that mean something else to PromQL, to SQL or to a regular expression where they are not taken literally."""


@pytest.fixture(params=["duckdb", "prometheus"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Keep]:
    """Makes an archive that has kept these samples, oldest first, and is asked at the time of the latest."""
    with ExitStack() as made:
        yield lambda samples, changes=(): _made(request.param, samples, changes, tmp_path, made)


def _made(
    backend: str, samples: Sequence[GatewaySample], changes: Sequence[Change], folder: Path, made: ExitStack
) -> Archive:
    if backend == "duckdb":
        file = DuckdbArchive(folder / "history.duckdb")
        made.callback(file.close)
        file.write(samples, changes)
        return file
    url = made.enter_context(prometheus(folder, keep(samples, folder)))
    server = PrometheusArchive(url, SETTLING, now=lambda: max(sample.at for sample in samples))
    made.callback(server.close)
    return server


def window(span: timedelta, begin: datetime = BEGIN) -> Window:
    return Window(begin, begin + span)


def rows(frame: pd.DataFrame, *columns: str) -> list[tuple[Any, ...]]:
    return list(frame[list(columns)].itertuples(index=False, name=None))


def minutes(frame: pd.DataFrame) -> list[float]:
    """When the rows begin, in minutes since the beginning of the past."""
    return [(at - BEGIN).total_seconds() / 60 for at in frame["at"]]


def test_a_step_sums_up_its_samples(kept: Keep) -> None:
    used = [1, 2, 3, 4, 5, 6, 7, 8, 9, 20, 0]
    archive = kept([gateway(at, executor(OCR, each, 24)) for at, each in zip(moments(11), used, strict=True)])
    found = archive.series(ALL, window(FINE))
    assert minutes(found) == [0]
    step = found.iloc[0]
    assert step["samples"] == 10
    assert step["used"] == pytest.approx(6.5)
    assert (step["used_max"], step["available_min"], step["total"]) == (20, 4, 24)
    assert step["used_p95"] == pytest.approx(9 + 0.55 * (20 - 9))


def test_a_step_has_its_samples_from_its_begin_to_before_its_end(kept: Keep) -> None:
    archive = kept([gateway(at, executor(OCR, int(at >= BEGIN + FINE))) for at in moments(21)])
    found = archive.series(ALL, window(2 * FINE))
    assert rows(found, "samples", "used", "used_max") == [(10, 0, 0), (10, 1, 1)]


def test_a_step_tells_nodes_and_heartbeats_and_what_share_drifted_and_failed(kept: Keep) -> None:
    well = executor(OCR, healthy=3, heartbeat_age=2.5)
    ill = executor(OCR, healthy=1, unhealthy=1, heartbeat_age=40.5, status=Status.ERROR, verdict=Verdict.DRIFT)
    stranded = executor(OCR, healthy=3, stranded=2)
    past = [well, well, well, ill, stranded, well, well, well, well, well, well]
    archive = kept([gateway(at, each) for at, each in zip(moments(11), past, strict=True)])
    step = archive.series(ALL, window(FINE)).iloc[0]
    assert (step["nodes"], step["healthy_min"], step["stranded_max"]) == (3, 1, 2)
    assert step["heartbeat_max"] == pytest.approx(40.5)
    assert step["drifting"] == pytest.approx(0.1)
    assert step["failing"] == pytest.approx(0.1)


def test_a_step_without_samples_is_a_row_that_is_not_there(kept: Keep) -> None:
    past = steady(10, {OCR: 1}) + steady(11, {OCR: 1}, BEGIN + 4 * FINE)
    archive = kept(past)
    whole = window(5 * FINE)
    assert minutes(archive.series(ALL, whole)) == [0, 20]
    assert minutes(archive.usage(ALL, whole)) == [0, 20]
    assert minutes(archive.reached(ALL, whole)) == [0, 20]


def test_samples_that_could_not_be_taken_do_not_count(kept: Keep) -> None:
    def taken(at: datetime) -> GatewaySample:
        if BEGIN + timedelta(minutes=2) <= at < BEGIN + 2 * FINE:
            return gateway(at, reachable=False, nodes=None, fresh_nodes=None)
        return gateway(at, executor(OCR, 3), nodes=4, fresh_nodes=3)

    archive = kept([taken(at) for at in moments(31)])
    whole = window(3 * FINE)
    assert minutes(archive.series(ALL, whole)) == [0, 10]
    assert rows(archive.series(ALL, whole), "samples", "used") == [(4, 3), (10, 3)]
    reached = archive.reached(ALL, whole)
    assert rows(reached, "samples", "reachable", "readable") == [
        (10, pytest.approx(0.4), pytest.approx(0.4)),
        (10, 0, 0),
        (10, 1, 1),
    ]
    assert reached["nodes"].isna().tolist() == [False, True, False]
    assert rows(reached.iloc[[0, 2]], "nodes", "fresh_nodes") == [(4, 3), (4, 3)]


def test_an_executor_whose_slots_are_not_known_has_a_row_without_them(kept: Keep) -> None:
    archive = kept([gateway(at, executor(OCR, None, None)) for at in moments(11)])
    step = archive.series(ALL, window(FINE)).iloc[0]
    assert (step["samples"], step["nodes"]) == (0, 2)
    assert math.isnan(step["used"])
    assert archive.usage(ALL, window(FINE)).empty
    statistics = archive.statistics(ALL, window(FINE)).iloc[0]
    assert (statistics["steps"], statistics["nodes"]) == (0, 2)
    assert math.isnan(statistics["used_mean"])


def test_usage_adds_up_the_executors_of_a_function_on_a_gateway(kept: Keep) -> None:
    def of(name: str, at: datetime) -> GatewaySample:
        executors = [executor("ocr_a", 1), executor("ocr_b", 2, stranded=1), executor("llm_a", 4)]
        return gateway(at, *executors, gateway=name, site="one etcd")

    archive = kept([of(name, at) for at in moments(11) for name in ("us", "eu")])
    found = archive.usage(ALL, window(FINE))
    assert rows(found, "gateway", "function", "executors", "total", "used", "available", "stranded") == [
        ("eu", "llm", 1, 4, 4, 0, 0),
        ("eu", "ocr", 2, 8, 3, 5, 1),
        ("us", "llm", 1, 4, 4, 0, 0),
        ("us", "ocr", 2, 8, 3, 5, 1),
    ]
    assert set(found["site"]) == {"one etcd"}


def test_the_total_of_a_function_leaves_out_whose_use_is_not_known(kept: Keep) -> None:
    archive = kept([gateway(at, executor("ocr_a", 1), executor("ocr_b", None, 8)) for at in moments(11)])
    assert rows(archive.usage(ALL, window(FINE)), "executors", "total", "used") == [(1, 4, 1)]


def test_statistics_are_those_of_the_steps(kept: Keep) -> None:
    def used(at: datetime) -> int:
        step, within = divmod((at - BEGIN) // timedelta(seconds=30), 10)
        return 20 if (step, within) == (3, 5) else step

    def taken(at: datetime) -> GatewaySample:
        late = at >= BEGIN + 4 * FINE
        return gateway(at, executor(OCR, used(at), 24 if late else 20, healthy=4 if late else 2))

    archive = kept([taken(at) for at in moments(51)])
    found = archive.statistics(ALL, window(5 * FINE))
    steps = [0.0, 1.0, 2.0, (9 * 3 + 20) / 10, 4.0]
    assert rows(found, "gateway", "site", "executor", "function") == [("us-east-1", "us-east-1", OCR, "ocr")]
    assert rows(found, "steps", "total", "nodes", "used_max", "available_min") == [(5, 24, 4, 20, 0)]
    assert found["used_mean"].item() == pytest.approx(sum(steps) / 5)
    assert found["used_p95"].item() == pytest.approx(4 + 0.8 * (4.7 - 4))


def test_statistics_are_of_the_window_and_no_step_before_or_after_it(kept: Keep) -> None:
    archive = kept(
        [gateway(at, executor(OCR, int(not 10 <= (at - BEGIN).total_seconds() / 60 < 20))) for at in moments(61)]
    )
    found = archive.statistics(ALL, window(2 * FINE, BEGIN + 2 * FINE))
    assert rows(found, "steps", "used_mean", "used_max") == [(2, 0, 0)]


def test_a_long_window_is_asked_for_in_hours(kept: Keep) -> None:
    begin, every = BEGIN - timedelta(days=8), timedelta(minutes=20)
    instants = [*moments(6, begin, every), *moments(4, BEGIN - HOUR, every)]
    archive = kept([gateway(at, executor(OCR, number % 3)) for number, at in enumerate(instants)])
    found = archive.series(ALL, Window(begin, BEGIN))
    assert [at.to_pydatetime() for at in found["at"]] == [begin, begin + COARSE, BEGIN - COARSE]
    assert set(rows(found, "samples", "used", "used_max")) == {(3, 1, 2)}
    assert rows(archive.statistics(ALL, Window(begin, BEGIN)), "steps", "used_mean") == [(3, 1)]


@pytest.mark.parametrize("name", ODD, ids=range(len(ODD)))
def test_a_name_is_taken_literally(kept: Keep, name: str) -> None:
    others = [executor(each) for each in (*ODD, OCR) if each != name]
    archive = kept([gateway(at, executor(name, 3), *others) for at in moments(11)])
    one = Scope(executor=name)
    assert rows(archive.series(one, window(FINE)), "executor", "used") == [(name, 3)]
    assert rows(archive.statistics(one, window(FINE)), "executor", "used_mean") == [(name, 3)]
    function = name.partition("_")[0]
    assert rows(archive.usage(Scope(function=function), window(FINE)), "function", "used") == [(function, 3)]


def test_a_scope_chooses_gateways_functions_and_executors(kept: Keep) -> None:
    def of(name: str, at: datetime) -> GatewaySample:
        return gateway(at, executor("ocr_a"), executor("llm_a"), gateway=name)

    archive = kept([of(name, at) for at in moments(11) for name in ("us-east-1", "us.east", "eu")])

    def chosen(**told: Any) -> list[tuple[Any, ...]]:
        return rows(archive.series(Scope(**told), window(FINE)), "gateway", "executor")

    assert chosen(gateways=("us.east",)) == [("us.east", "llm_a"), ("us.east", "ocr_a")]
    assert chosen(gateways=("us-east-1", "eu"), function="ocr") == [("eu", "ocr_a"), ("us-east-1", "ocr_a")]
    assert chosen(executor="llm_a", gateways=("eu",)) == [("eu", "llm_a")]
    assert chosen(executor="llm_a", function="ocr") == []
    assert chosen(gateways=()) == []
    assert rows(archive.reached(Scope(("eu",), "ocr", "ocr_a"), window(FINE)), "gateway") == [("eu",)]


def test_the_site_of_a_step_is_the_latest_in_it(kept: Keep) -> None:
    past = [gateway(at, executor(OCR), site=f"site of {number}") for number, at in enumerate(moments(21))]
    archive = kept(past)
    assert archive.reached(ALL, window(2 * FINE))["site"].tolist() == ["site of 9", "site of 19"]
    assert archive.usage(ALL, window(2 * FINE))["site"].tolist() == ["site of 9", "site of 19"]


def test_a_window_goes_down_to_where_steps_begin(kept: Keep) -> None:
    archive = kept(steady(41, {OCR: 1}))
    found = archive.series(ALL, Window(BEGIN + timedelta(minutes=7), BEGIN + timedelta(minutes=19)))
    assert minutes(found) == [5, 10]


def test_a_step_that_is_not_complete_is_not_told(kept: Keep) -> None:
    archive = kept(steady(16, {OCR: 1}))
    assert minutes(archive.series(ALL, window(HOUR))) == [0]
    assert minutes(archive.reached(ALL, window(HOUR))) == [0]
    assert archive.statistics(ALL, window(HOUR))["steps"].tolist() == [1]


@pytest.mark.parametrize("begin", [BEGIN - timedelta(days=2), BEGIN + timedelta(days=2)], ids=["before", "after"])
def test_where_nothing_was_sampled_every_answer_is_empty_and_has_its_columns(kept: Keep, begin: datetime) -> None:
    archive = kept(steady(11, {OCR: 1}))
    empty = window(HOUR, begin)
    for ask, columns in (
        (archive.usage, questions.USAGE),
        (archive.series, questions.SERIES),
        (archive.statistics, questions.STATISTICS),
        (archive.reached, questions.REACHED),
        (archive.changes, questions.CHANGES),
    ):
        found = ask(ALL, empty)
        assert found.empty
        assert tuple(found.columns) == columns


def test_the_extent_goes_from_the_first_step_to_the_last_complete_one(kept: Keep) -> None:
    first = BEGIN + timedelta(minutes=6)
    archive = kept(steady(15, {OCR: 1}, first))
    assert archive.extent() == Window(BEGIN + FINE, BEGIN + 2 * FINE)


def test_before_a_step_is_complete_there_is_no_extent(kept: Keep) -> None:
    assert kept(steady(3, {OCR: 1})).extent() is None


def told(name: str, *words: tuple[Status, Verdict] | None) -> list[GatewaySample]:
    """Samples of a gateway with an executor that is so one after another, or not listed."""
    others = executor("llm_executor")
    return [
        gateway(at, *([executor(name, status=each[0], verdict=each[1])] if each else []), others)
        for at, each in zip(moments(len(words)), words, strict=True)
    ]


def changed(number: int, sort: str, before: str, after: str) -> Change:
    return Change(BEGIN + number * timedelta(seconds=30), "us-east-1", OCR, sort, before, after, "why")


SERVES: Final = (Status.SERVING, Verdict.MATCH)


def test_changes_are_told_the_latest_first(kept: Keep) -> None:
    failed = (Status.ERROR, Verdict.DRIFT)
    past = told(OCR, *[SERVES] * 5, *[failed] * 5, *[None] * 5, *[SERVES] * 5)
    archive = kept(
        past,
        [
            changed(5, "status", "SERVING", "ERROR"),
            changed(5, "verdict", "match", "drift"),
            changed(10, "status", "ERROR", ""),
            changed(15, "status", "", "SERVING"),
            changed(15, "verdict", "drift", "match"),
        ],
    )
    found = archive.changes(ALL, window(HOUR))
    assert [2 * each for each in minutes(found)] == [15, 15, 10, 5, 5]
    assert rows(found, "gateway", "executor", "sort", "before", "after") == [
        ("us-east-1", OCR, "status", "", "SERVING"),
        ("us-east-1", OCR, "verdict", "drift", "match"),
        ("us-east-1", OCR, "status", "ERROR", ""),
        ("us-east-1", OCR, "status", "SERVING", "ERROR"),
        ("us-east-1", OCR, "verdict", "match", "drift"),
    ]


def test_changes_are_those_of_the_scope_from_the_begin_to_before_the_end(kept: Keep) -> None:
    failed = (Status.ERROR, Verdict.MATCH)
    archive = kept(
        told(OCR, *[SERVES, failed, SERVES, failed]),
        [
            changed(1, "status", "SERVING", "ERROR"),
            changed(2, "status", "ERROR", "SERVING"),
            changed(3, "status", "SERVING", "ERROR"),
        ],
    )
    some = Window(BEGIN + timedelta(seconds=60), BEGIN + timedelta(seconds=90))
    assert rows(archive.changes(Scope(executor=OCR), some), "before", "after") == [("ERROR", "SERVING")]
    assert archive.changes(Scope(executor="llm_executor"), window(HOUR)).empty
    assert archive.changes(Scope(gateways=("eu",)), window(HOUR)).empty


def any_past(seed: int) -> list[GatewaySample]:
    """Two hours of three gateways with gaps, with executors that come, go and are half known."""
    chance = random.Random(seed)  # noqa: S311 - it makes up a past for a test

    def any_executor(name: str) -> Any:
        total = chance.choice([4, 8, 16])
        used = chance.choice([None, *range(total + 1)])
        return executor(
            name,
            used,
            chance.choice([None, total, total, total]),
            stranded=chance.choice([None, 0, 1, 2]),
            healthy=chance.choice([0, 1, 2, 3]),
            unhealthy=chance.choice([0, 1]),
            unknown=chance.choice([None, 0, 1]),
            heartbeat_age=chance.choice([None, 0.0, chance.uniform(0, 200)]),
            status=chance.choice(list(Status)),
            verdict=chance.choice(list(Verdict)),
        )

    def any_sample(name: str, at: datetime) -> GatewaySample:
        names = [f"{function}_{number}" for function in ("ocr", "llm") for number in range(3)]
        if chance.random() < 0.2:
            return gateway(at, gateway=name, reachable=chance.random() < 0.5, nodes=None, fresh_nodes=None)
        listed = [any_executor(each) for each in names if chance.random() < 0.8]
        return gateway(at, *listed, gateway=name, site=chance.choice(["one", "two"]))

    at_last = [gateway(BEGIN + 2 * HOUR, gateway="us")]
    return [
        any_sample(name, at) for at in moments(240) for name in ("us", "eu", "ap") if chance.random() < 0.7
    ] + at_last


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(
    "scope", [ALL, Scope(("us", "eu"), "ocr"), Scope(executor="llm_1")], ids=["all", "some", "one"]
)
def test_every_backend_gives_the_same_numbers(tmp_path: Path, seed: int, scope: Scope) -> None:
    past = any_past(seed)
    with ExitStack() as made:
        file, server = (_made(backend, past, (), tmp_path, made) for backend in ("duckdb", "prometheus"))
        for begin in (BEGIN, BEGIN + timedelta(minutes=35)):
            asked = Window(begin, BEGIN + 2 * HOUR)
            pd.testing.assert_frame_equal(server.usage(scope, asked), file.usage(scope, asked))
            pd.testing.assert_frame_equal(server.series(scope, asked), file.series(scope, asked))
            pd.testing.assert_frame_equal(server.reached(scope, asked), file.reached(scope, asked))
        whole = Window(BEGIN, BEGIN + 2 * HOUR)
        pd.testing.assert_frame_equal(server.statistics(scope, whole), file.statistics(scope, whole))
        assert server.extent() == file.extent()
