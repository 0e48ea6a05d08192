"""The same questions of the history file and of a Prometheus that has scraped the same samples."""

import json
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from bench.measure import MILLISECONDS, Row, Section, interleaved
from bench.past import DAY, month
from lib.history.duckdb_file import MEMORY, DuckdbArchive
from lib.history.questions import FINE, Scope

_EXPOSED = """
    COPY (
        SELECT 'used{gateway="' || gateway || '",executor="' || executor || '",function="' || function || '"} '
            || used || ' ' || epoch(moment)
        FROM executor_raw JOIN executor USING (key) WHERE moment >= ? AND moment < ? ORDER BY moment, key
    ) TO 'FILE' (HEADER false, QUOTE '', DELIMITER '\\x01')
"""
_OF_FUNCTIONS = "sum by (gateway, function) (avg_over_time(used[5m]))"
_OF_EVERY_EXECUTOR = "avg_over_time(used[5m])"
_START_LIMIT = 60.0
_LOOK_EVERY = 0.1


def measure(executors: int = 200, rounds: int = 7) -> Section:
    """Ask both about a day in steps of five minutes. RuntimeError where Prometheus is not installed."""
    with (
        month(executors) as archive,
        TemporaryDirectory(prefix="bench-prometheus-") as folder,
        _prometheus(_blocks(archive, Path(folder))) as url,
    ):
        usage, series = partial(archive.usage, Scope(), DAY), partial(archive.series, Scope(), DAY)
        rows = (
            _compared(rounds, "Slots by function", usage, partial(_asked, url, _OF_FUNCTIONS)),
            _compared(rounds, "Steps of every executor", series, partial(_asked, url, _OF_EVERY_EXECUTOR)),
        )
    return Section(
        "Questions beside Prometheus",
        f"A day of {executors:,} executors in steps of five minutes: from the history file, as a DataFrame with all "
        "that is kept of a step; compared with a `query_range` of one metric, the used slots, from a local Prometheus "
        "with the same samples, its JSON decoded. Fewer executors than above, as it takes samples in as text. Medians "
        f"of {rounds}.",
        rows,
    )


def _compared(rounds: int, what: str, ours: partial[object], theirs: partial[object]) -> Row:
    ours(), theirs()
    own, other = interleaved(rounds, partial(_took, ours), partial(_took, theirs))
    return Row(what, own, other, MILLISECONDS)


def _took(action: partial[object]) -> float:
    begun = time.perf_counter()
    action()
    return time.perf_counter() - begun


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise RuntimeError(f"{name} is missing: run scripts/install_servers")
    return found


def _blocks(archive: DuckdbArchive, folder: Path) -> Path:
    """The data of a Prometheus that has the raw samples of the day."""
    exposed, data = folder / "day.txt", folder / "data"
    with duckdb.connect(str(archive.file), config={"memory_limit": MEMORY}) as connection:
        ends = [each.replace(tzinfo=None) for each in (DAY.begin, DAY.end)]
        connection.execute(_EXPOSED.replace("FILE", str(exposed)), ends)
    with exposed.open("r+", encoding="utf-8") as text:
        first = text.read()
        text.seek(0)
        text.write(f"# TYPE used gauge\n{first}# EOF\n")
    command = [_program("promtool"), "tsdb", "create-blocks-from", "openmetrics", str(exposed), str(data)]
    subprocess.run(command, check=True, capture_output=True)
    return data


@contextmanager
def _prometheus(data: Path) -> Iterator[str]:
    """A Prometheus that scrapes nothing and answers from this data."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{probe.getsockname()[1]}"
    configuration = data.with_name("prometheus.yml")
    configuration.write_text("scrape_configs: []\n", encoding="utf-8")
    options = (f"--config.file={configuration}", f"--storage.tsdb.path={data}", "--storage.tsdb.retention.time=10y")
    command = [_program("prometheus"), *options, f"--web.listen-address={address}", "--log.level=error"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as child:
        try:
            _await_ready(f"http://{address}/-/ready")
            yield f"http://{address}"
        finally:
            child.terminate()


def _await_ready(url: str) -> None:
    until = time.monotonic() + _START_LIMIT
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(url, timeout=1):  # noqa: S310 - an http address of our own child
                return
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            time.sleep(_LOOK_EVERY)
    raise RuntimeError("Prometheus did not start")


def _asked(url: str, query: str) -> object:
    """The answer of a ``query_range`` at the ends of the day's steps."""
    step = FINE.total_seconds()
    told = {"query": query, "start": DAY.begin.timestamp() + step, "end": DAY.end.timestamp(), "step": step}
    address = f"{url}/api/v1/query_range?{urllib.parse.urlencode(told)}"
    with urllib.request.urlopen(address) as answer:  # noqa: S310 - the same
        decoded = json.load(answer)
    if not decoded["data"]["result"]:
        raise RuntimeError(f"Prometheus knows nothing of {query}")
    return decoded
