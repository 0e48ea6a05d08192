"""The past in a Prometheus-compatible server that scrapes ``/metrics``: the same questions, asked in PromQL."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Final, TypeVar

import pandas as pd

from lib.fleet.model import Status, Verdict
from lib.history import promql, questions
from lib.history.exposition import GATEWAY_NODES, OF_EXECUTOR, OF_GATEWAY, SAMPLED_AT, STATUS, VERDICT, Metric
from lib.history.prometheus_server import CONNECTIONS, PrometheusServer, Series
from lib.history.questions import COARSE, FINE, ArchiveError, Scope, Window, step_begin
from lib.history.retold import LONGEST_GAP, Words, retold

KEPT: Final = timedelta(days=400)
"""How far back the first sample is looked for."""

_LEAST: Final = timedelta(microseconds=1)

Asked = TypeVar("Asked")
Answered = TypeVar("Answered")
Named = tuple[str, str]
"""A gateway and an executor."""


def _utc_now() -> datetime:
    return datetime.now(UTC)


class PrometheusArchive:
    """The server at ``url``, which may have a path, a user and a password. Any thread may ask; see Archive.

    ``settling`` is how many seconds a dispatch takes, which is no change of status. A step that has not ended ``now``
    is not told. Raises ArchiveError where the address is none.
    """

    def __init__(self, url: str, settling: float, now: Callable[[], datetime] = _utc_now) -> None:
        self._server = PrometheusServer(url)
        self._settling = timedelta(seconds=settling)
        self._now = now

    def close(self) -> None:
        """Close the connections."""
        self._server.close()

    def usage(self, scope: Scope, window: Window) -> pd.DataFrame:
        """See Archive."""
        found = self._in_steps(promql.usage(scope, window.step), promql.OF_FUNCTION, window)
        found = found.dropna(subset="executors").merge(self._sites_in_steps(scope, window), "left", ["at", "gateway"])
        return _answer(found, questions.USAGE, ["at", "gateway", "function"])

    def series(self, scope: Scope, window: Window) -> pd.DataFrame:
        """See Archive."""
        found = self._in_steps(promql.series(scope, window.step), OF_EXECUTOR, window)
        return _answer(found.fillna({"samples": 0}), questions.SERIES, ["at", "gateway", "executor"])

    def statistics(self, scope: Scope, window: Window) -> pd.DataFrame:
        """See Archive."""
        first, until = self._ends(window)
        if first >= until:
            return _answer(pd.DataFrame(), questions.STATISTICS, [])
        found = self._at(promql.statistics(scope, window.step, until - first), OF_EXECUTOR, until)
        sites = _latest(self._at({"seen": promql.sites(scope, until - first)}, SAMPLED_AT.labels, until))
        found = found.fillna({"steps": 0}).merge(sites, "left", ["at", "gateway"])
        return _answer(found, questions.STATISTICS, ["gateway", "executor"])

    def reached(self, scope: Scope, window: Window) -> pd.DataFrame:
        """See Archive."""
        found = self._in_steps(promql.reached(scope, window.step), OF_GATEWAY, window)
        found = found.dropna(subset="samples").merge(self._sites_in_steps(scope, window), "left", ["at", "gateway"])
        return _answer(found, questions.REACHED, ["at", "gateway"])

    def changes(self, scope: Scope, window: Window) -> pd.DataFrame:
        """See Archive; of status and verdict alone, worked out from the samples around each (`lib.history.retold`)."""
        hours = self._hours_with_changes(scope, window)
        told = _Told()
        for read in _side_by_side(lambda hour: self._read(hour, hours[hour]), hours):
            for series in read:
                told.take(series)
        named = sorted({name for names in hours.values() for name in names})
        changes = [
            change
            for gateway, executor in named
            for change in retold(gateway, executor, *told.of(gateway, executor), self._settling)
            if window.begin <= change.at < window.end
        ]
        changes.sort(key=lambda change: (-change.at.timestamp(), change.gateway, change.executor, change.sort))
        rows = [[getattr(change, column) for column in questions.CHANGES] for change in changes]
        return questions.typed(pd.DataFrame(rows, columns=list(questions.CHANGES)))

    def extent(self) -> Window | None:
        """See Archive."""
        now = self._now()
        ends = {
            name: float(series.points[0][1])
            for name, expression in promql.first_and_last_sample(KEPT).items()
            for series in self._server.at(expression, now)
        }
        if not ends:
            return None
        begin, end = (step_begin(_moment(ends[name]), FINE) for name in ("first", "last"))
        return Window(begin, end) if begin < end else None

    def _ends(self, window: Window) -> tuple[datetime, datetime]:
        """When the first step of a window begins and the last complete one ends; they may be the wrong way round."""
        step = window.step
        aligned = window.aligned()
        until = step_begin(aligned.end - _LEAST, step) + step
        return step_begin(aligned.begin + step - _LEAST, step), min(until, step_begin(self._now(), step))

    def _in_steps(self, expressions: promql.Expressions, labels: Sequence[str], window: Window) -> pd.DataFrame:
        """Columns by the begin of each step and by labels."""
        step, (first, until) = window.step, self._ends(window)
        answers = _side_by_side(
            lambda expression: self._server.steps(expression, first + step, until, step), expressions.values()
        )
        return _frame(dict(zip(expressions, answers, strict=True)), labels, step)

    def _at(self, expressions: promql.Expressions, labels: Sequence[str], at: datetime) -> pd.DataFrame:
        """Columns at one instant by labels."""
        answers = _side_by_side(lambda expression: self._server.at(expression, at), expressions.values())
        return _frame(dict(zip(expressions, answers, strict=True)), labels, timedelta())

    def _sites_in_steps(self, scope: Scope, window: Window) -> pd.DataFrame:
        return _latest(self._in_steps({"seen": promql.sites(scope, window.step)}, SAMPLED_AT.labels, window))

    def _hours_with_changes(self, scope: Scope, window: Window) -> dict[datetime, set[Named]]:
        """Who may have changed in the hour that ends then, or in the time before it that it is compared with."""
        expression = promql.perhaps_changed(scope, LONGEST_GAP + COARSE)
        first, last = (step_begin(at, COARSE) + COARSE for at in (window.begin, window.end - _LEAST))
        hours: dict[datetime, set[Named]] = defaultdict(set)
        for series in self._server.steps(expression, first, last, COARSE):
            for at, _ in series.points:
                hours[_moment(at)].add((series.metric["gateway"], series.metric["executor"]))
        return hours

    def _read(self, until: datetime, names: set[Named]) -> list[Series]:
        """The samples of an hour and of the time that it is compared with."""
        gateways, executors = (tuple(sorted(set(each))) for each in zip(*names, strict=True))
        matchers = {"gateway": gateways, "executor": executors}

        def read(metric: Metric, labels: Iterable[str]) -> list[Series]:
            chosen = {label: matchers[label] for label in labels}
            return self._server.at(promql.raw(metric, chosen, LONGEST_GAP + COARSE), until)

        return [
            *read(GATEWAY_NODES, ["gateway"]),
            *read(STATUS, ["gateway", "executor"]),
            *read(VERDICT, ["gateway", "executor"]),
        ]


class _Told:
    """What samples say: when each gateway was known, and the words of its executors then."""

    def __init__(self) -> None:
        self._known: dict[str, set[float]] = defaultdict(set)
        self._words: dict[str, dict[Named, dict[float, str]]] = {
            each.name: defaultdict(dict) for each in (STATUS, VERDICT)
        }

    def take(self, series: Series) -> None:
        """Add the samples of a series."""
        name, gateway = series.metric["__name__"], series.metric["gateway"]
        if name == GATEWAY_NODES.name:
            self._known[gateway].update(at for at, _ in series.points)
            return
        word = series.metric["status" if name == STATUS.name else "verdict"]
        said = self._words[name][gateway, series.metric["executor"]]
        said.update((at, word) for at, _ in series.points)

    def of(self, gateway: str, executor: str) -> tuple[list[datetime], dict[datetime, Words]]:
        """When the gateway was known, in order, and what was said of the executor then. Raises ArchiveError."""
        statuses = self._words[STATUS.name][gateway, executor]
        verdicts = self._words[VERDICT.name][gateway, executor]
        try:
            said = {
                _moment(at): (Status(word), Verdict(verdicts.get(at, Verdict.UNKNOWN))) for at, word in statuses.items()
            }
        except ValueError as error:
            raise ArchiveError(
                f"The Prometheus server holds a status or verdict that is none: {error}. "
                "See whether it scrapes a dashboard of another version."
            ) from error
        return [_moment(at) for at in sorted(self._known[gateway])], said


def _side_by_side(ask: Callable[[Asked], Answered], questions_: Iterable[Asked]) -> Iterator[Answered]:
    """The answers in the order of the questions, several of which are asked at a time."""
    with ThreadPoolExecutor(CONNECTIONS, "prometheus") as threads:
        yield from threads.map(ask, list(questions_))


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _frame(answers: dict[str, list[Series]], labels: Sequence[str], back: timedelta) -> pd.DataFrame:
    """A column an answer, by labels and instants, which are put so far back."""
    columns = [_column(name, found, labels) for name, found in answers.items()]
    frame = pd.concat(columns, axis=1).reset_index()
    frame["at"] = pd.to_datetime(frame["at"].astype("float64"), unit="s", utc=True) - back
    return frame


def _column(name: str, found: Sequence[Series], labels: Sequence[str]) -> "pd.Series[float]":
    points = [
        (at, *(each.metric[label] for label in labels), float(value)) for each in found for at, value in each.points
    ]
    frame = pd.DataFrame(points, columns=["at", *labels, name])
    return frame.set_index(["at", *labels])[name]


def _latest(sites: pd.DataFrame) -> pd.DataFrame:
    """The site that each gateway was seen with last."""
    return sites.sort_values("seen").drop_duplicates(["at", "gateway"], keep="last").drop(columns="seen")


def _answer(found: pd.DataFrame, columns: Sequence[str], order: list[str]) -> pd.DataFrame:
    ordered = found.sort_values(order, ignore_index=True) if order else found
    return questions.typed(ordered.reindex(columns=list(columns)))
