"""What keeping the past costs, and how long its questions take."""

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from functools import partial
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from msgspec.structs import asdict

from bench.measure import MEBIBYTES, MILLISECONDS, Row, Section, Unit, interleaved
from bench.past import DAY, END, EVERY, MONTH, WEEK, month
from bench.process import processor_seconds
from bench.servers import AS_USUAL, dashboard, gateway
from lib.fleet.model import Status, Verdict
from lib.history.duckdb_file import MEMORY, DuckdbArchive
from lib.history.questions import Scope, Window
from lib.history.samples import ExecutorSample, GatewaySample

_AT_MOST = 0.3
"""Seconds that a question may take."""

_OF_ONE_CORE = 0.02
"""Share of one core that recording may take."""

PERCENT = Unit("%", 100, 2)

_RAW_USAGE = """
    SELECT time_bucket(INTERVAL '{step} s', moment) AS step, gateway, function, sum(used) / count(DISTINCT moment)
    FROM executor_raw JOIN executor USING (key) WHERE moment >= ? AND moment < ? GROUP BY ALL ORDER BY ALL
"""
_RAW_STATISTICS = """
    SELECT key, quantile_cont(used, 0.95), max(used_max) FROM (
        SELECT key, time_bucket(INTERVAL '{step} s', moment) AS step, avg(used) AS used, max(used) AS used_max
        FROM executor_raw WHERE moment >= ? AND moment < ? GROUP BY ALL
    ) GROUP BY key
"""


def ingest(executors: int = 10_000, rounds: int = 9) -> Section:
    """Write one sample of so many executors into a file that has some."""
    with TemporaryDirectory(prefix="bench-history-") as folder:
        archive = DuckdbArchive(Path(folder, "history.duckdb"))
        samples = (_sample(executors, number) for number in count())
        parquet = Path(folder, "sample.parquet")
        try:
            ours, theirs = interleaved(
                rounds + 1,
                lambda: _took(partial(archive.write, [next(samples)])),
                lambda: _took(partial(_as_parquet, next(samples), parquet)),
            )
        finally:
            archive.close()
    return Section(
        "Keeping a sample",
        f"One sample of {executors:,} executors is written to the history file as a batch of its own, compared with a "
        f"Parquet file of the same columns. Medians of {rounds}, after one that meets the names for the first time.",
        (Row("A sample written", ours[1:], theirs[1:], MILLISECONDS),),
    )


def questions(executors: int = 2_000, rounds: int = 7) -> Section:
    """Ask everything of a month, and compare with plain SQL over the raw samples of its last week."""
    with month(executors) as archive:
        rows = [*_asked(archive, rounds), *_beside_raw(archive, rounds), *_sizes(archive, executors)]
    return Section(
        "Questions about the past",
        f"{executors:,} executors of two gateways, sampled every {EVERY.total_seconds():g} s: steps of a month, raw "
        "samples of its last week. A question is answered as a DataFrame; compared with the "
        f"{_AT_MOST * 1000:.0f} ms that it may take, and, for a day and a week, with the same question in SQL over raw "
        f"samples. Medians of {rounds}. Sizes are those of the file, written anew so that nothing in it is free.",
        tuple(rows),
    )


def recorder(executors: int = 1_000, seconds: float = 120, warm_up: float = 45) -> Section:
    """Let a dashboard record that nobody looks at, and count the processor time it takes.

    ``warm_up`` are seconds in which it starts, takes its first samples and writes its first batch.
    """
    shares = [_share(executors, seconds, history, warm_up) for history in ("on", "off")]
    return Section(
        "Recording",
        f"Processor time of a dashboard that nobody looks at, as a share of one core, over {seconds:g} s: a gateway of "
        f"{executors:,} executors of four nodes each is sampled at the default interval. Compared with the "
        f"{_OF_ONE_CORE:.0%} that it may take. The same process without recording stands below.",
        (
            Row("Recording", [shares[0]], [_OF_ONE_CORE], PERCENT, 1.0),
            Row("Without recording", [shares[1]], [], PERCENT),
        ),
    )


def _asked(archive: DuckdbArchive, rounds: int) -> Iterator[Row]:
    everything, one = Scope(), Scope(("gateway-0",), None, "function0_executor_0")
    asked: Sequence[tuple[str, Callable[[], object]]] = (
        ("Slots by function, a month", partial(archive.usage, everything, MONTH)),
        ("Statistics of every executor, a month", partial(archive.statistics, everything, MONTH)),
        ("Statistics of every executor, a week", partial(archive.statistics, everything, WEEK)),
        ("Slots by function, a week", partial(archive.usage, everything, WEEK)),
        ("Slots by function, a day", partial(archive.usage, everything, DAY)),
        ("Steps of one executor, a month", partial(archive.series, one, MONTH)),
        ("Steps of every executor, a peak of two hours", partial(archive.series, everything, _two_hours())),
        ("Gateways, a month", partial(archive.reached, everything, MONTH)),
        ("Changes, a month", partial(archive.changes, everything, MONTH)),
    )
    for what, ask in asked:
        ask()
        yield Row(what, [_took(ask) for _ in range(rounds)], [_AT_MOST], MILLISECONDS, 1.0)


def _beside_raw(archive: DuckdbArchive, rounds: int) -> Iterator[Row]:
    for name, window in (("a day", DAY), ("a week", WEEK)):
        usage, raw_usage = interleaved(
            rounds,
            partial(_took, partial(archive.usage, Scope(), window)),
            partial(_took, partial(_raw, archive, _RAW_USAGE, window)),
        )
        yield Row(f"Slots by function, {name}, beside raw samples", usage, raw_usage, MILLISECONDS)
        statistics, raw_statistics = interleaved(
            rounds,
            partial(_took, partial(archive.statistics, Scope(), window)),
            partial(_took, partial(_raw, archive, _RAW_STATISTICS, window)),
        )
        yield Row(f"Statistics, {name}, beside raw samples", statistics, raw_statistics, MILLISECONDS)


def _sizes(archive: DuckdbArchive, executors: int) -> Iterator[Row]:
    """What the file holds of an executor: with raw samples, and without them."""
    copy = archive.file.with_name("copy.duckdb")
    archive.copy_to(copy)
    both = copy.stat().st_size
    with duckdb.connect(str(archive.file), config={"memory_limit": MEMORY}) as connection:
        connection.execute("TRUNCATE executor_raw; TRUNCATE gateway_raw")
    archive.copy_to(copy)
    steps = copy.stat().st_size
    years = executors * (MONTH.span / timedelta(days=365))
    yield Row("Steps of an executor for a year", [steps / years], [], MEBIBYTES)
    yield Row("Raw samples of an executor for a week", [(both - steps) / executors], [], MEBIBYTES)


def _raw(archive: DuckdbArchive, query: str, window: Window) -> object:
    """Ask the same file without steps, as an analyst would; within one process DuckDB shares it."""
    with duckdb.connect(str(archive.file), config={"memory_limit": MEMORY}) as connection:
        ends = [each.replace(tzinfo=None) for each in (window.begin, window.end)]
        return connection.execute(query.format(step=int(window.step.total_seconds())), ends).df()


def _took(action: Callable[[], object]) -> float:
    begun = time.perf_counter()
    action()
    return time.perf_counter() - begun


def _two_hours() -> Window:
    return Window(END - timedelta(hours=2), END)


def _sample(executors: int, number: int) -> GatewaySample:
    known = tuple(
        ExecutorSample(
            executor=f"function{each % 20}_executor_{each}",
            function=f"function{each % 20}",
            total=40,
            used=(each + number) % 40,
            available=40 - (each + number) % 40,
            stranded=0,
            healthy=4,
            unhealthy=0,
            unknown=0,
            heartbeat_age=1.5,
            status=Status.SERVING,
            verdict=Verdict.MATCH,
            epoch=number,
        )
        for each in range(executors)
    )
    nodes = 4 * executors
    return GatewaySample("gateway-0", END + number * EVERY, "gateway-0", None, True, nodes, nodes, known)  # noqa: FBT003


def _as_parquet(sample: GatewaySample, file: Path) -> None:
    pq.write_table(pa.Table.from_pylist([asdict(executor) for executor in sample.executors]), file)


def _share(executors: int, seconds: float, history: str, warm_up: float) -> float:
    """The share of one core that the dashboard takes once it has begun to record."""
    with TemporaryDirectory(prefix="bench-history-") as folder, gateway(executors) as served:
        environment = {**AS_USUAL, "HISTORY": history, "HISTORY_FILE": str(Path(folder, "history.duckdb"))}
        with dashboard(served.configuration, environment) as server:
            time.sleep(warm_up)
            before, begun = processor_seconds(server.pid), time.monotonic()
            time.sleep(seconds)
            return (processor_seconds(server.pid) - before) / (time.monotonic() - begun)
