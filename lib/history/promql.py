"""The questions about the past in PromQL.

Spans are range vectors, which have no lookback: where nothing was scraped, there is no value. A step is asked for at
its end less a millisecond, so that a sample at its end belongs to the next one. Series that differ only in who scraped
them from where are taken together.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Final

from lib.fleet.model import Status, Verdict
from lib.history.exposition import (
    AVAILABLE,
    FRESH_NODES,
    GATEWAY_NODES,
    HEARTBEAT_AGE,
    NODES,
    NODES_BY_HEALTH,
    OF_EXECUTOR,
    OF_GATEWAY,
    REACHABLE,
    READABLE,
    SAMPLED_AT,
    STATUS,
    STRANDED,
    TOTAL,
    USED,
    VERDICT,
    Metric,
)
from lib.history.questions import Scope

Expressions = Mapping[str, str]
"""An expression for each column."""

P95: Final = 0.95
OF_FUNCTION: Final = ("gateway", "function")
OF_CHANGED: Final = ("gateway", "executor")


def usage(scope: Scope, step: timedelta) -> Expressions:
    """``USAGE`` of a step, by gateway and function."""
    known = _by(OF_EXECUTOR, "count", _over("count", _of_executors(USED, scope), step))
    total = _by(OF_EXECUTOR, "max", _over("max", _of_executors(TOTAL, scope), step))
    return {
        "executors": _by(OF_FUNCTION, "count", known),
        "total": _by(OF_FUNCTION, "sum", f"{total} and {known}"),
        "used": _by(OF_FUNCTION, "sum", _mean(_of_executors(USED, scope), step, OF_EXECUTOR)),
        "available": _by(OF_FUNCTION, "sum", _mean(_of_executors(AVAILABLE, scope), step, OF_EXECUTOR)),
        "stranded": _by(OF_FUNCTION, "sum", _mean(_of_executors(STRANDED, scope), step, OF_EXECUTOR)),
    }


def series(scope: Scope, step: timedelta) -> Expressions:
    """``SERIES`` of a step, by executor."""

    def extreme(of: str, metric: Metric, *matchers: str) -> str:
        return _by(OF_EXECUTOR, of, _over(of, _of_executors(metric, scope, *matchers), step))

    used = _of_executors(USED, scope)
    return {
        "samples": _by(OF_EXECUTOR, "sum", _over("count", used, step)),
        "total": extreme("max", TOTAL),
        "used": _mean(used, step, OF_EXECUTOR),
        "used_max": extreme("max", USED),
        "used_p95": _by(OF_EXECUTOR, "max", f"quantile_over_time({P95}, {_range(used, step)})"),
        "available_min": extreme("min", AVAILABLE),
        "stranded_max": extreme("max", STRANDED),
        "nodes": extreme("max", NODES),
        "healthy_min": extreme("min", NODES_BY_HEALTH, _is("health", "healthy")),
        "heartbeat_max": extreme("max", HEARTBEAT_AGE),
        "drifting": _share(VERDICT, scope, step, _is("verdict", Verdict.DRIFT)),
        "failing": _share(STATUS, scope, step, _is("status", Status.ERROR)),
    }


def statistics(scope: Scope, step: timedelta, window: timedelta) -> Expressions:
    """``STATISTICS`` of the window that ends when they are asked for, by executor."""

    def extreme(of: str, metric: Metric) -> str:
        return _by(OF_EXECUTOR, of, _over(of, _of_executors(metric, scope), window))

    def latest(metric: Metric) -> str:
        most = _by(OF_EXECUTOR, "max", _over("max", _of_executors(metric, scope), step))
        return f"last_over_time({_steps(most, step, window)})"

    used = _steps(_mean(_of_executors(USED, scope), step, OF_EXECUTOR), step, window)
    return {
        "steps": f"count_over_time({used})",
        "total": latest(TOTAL),
        "used_mean": f"avg_over_time({used})",
        "used_p95": f"quantile_over_time({P95}, {used})",
        "used_max": extreme("max", USED),
        "available_min": extreme("min", AVAILABLE),
        "stranded_max": extreme("max", STRANDED),
        "nodes": latest(NODES),
    }


def reached(scope: Scope, step: timedelta) -> Expressions:
    """``REACHED`` of a step, by gateway."""
    return {
        "samples": _by(OF_GATEWAY, "sum", _over("count", _of_gateways(REACHABLE, scope), step)),
        "reachable": _mean(_of_gateways(REACHABLE, scope), step, OF_GATEWAY),
        "readable": _mean(_of_gateways(READABLE, scope), step, OF_GATEWAY),
        "nodes": _mean(_of_gateways(GATEWAY_NODES, scope), step, OF_GATEWAY),
        "fresh_nodes": _mean(_of_gateways(FRESH_NODES, scope), step, OF_GATEWAY),
    }


def sites(scope: Scope, span: timedelta) -> str:
    """When a gateway was last seen with each of its sites in a span, by gateway and site."""
    return _by(SAMPLED_AT.labels, "max", _over("max", _of_gateways(SAMPLED_AT, scope), span))


def first_and_last_sample(kept: timedelta) -> Expressions:
    """When the first and the last sample were taken that are kept, at most so long ago."""
    return {
        "first": f"min(min_over_time({SAMPLED_AT.name}[{_duration(kept)}]))",
        "last": f"max(max_over_time({SAMPLED_AT.name}[{_duration(kept)}]))",
    }


def perhaps_changed(scope: Scope, span: timedelta) -> str:
    """Executors that had several statuses or verdicts in a span, or were not always listed."""
    listed_of = replace(scope, function=None)
    status = _of_executors(STATUS, listed_of)
    verdict = _of_executors(VERDICT, listed_of, f"verdict!={_quoted(Verdict.SETTLING)}")
    listed = _by(OF_CHANGED, "sum", _over("count", status, span))
    known = _by(OF_GATEWAY, "sum", _over("count", _of_gateways(GATEWAY_NODES, scope), span))
    return " or ".join(
        (
            _several("status", status, span),
            _several("verdict", verdict, span),
            f"{listed} < on (gateway) group_left () {known}",
        )
    )


def raw(metric: Metric, matchers: Mapping[str, tuple[str, ...]], span: timedelta) -> str:
    """The samples of a span one by one, of all series whose labels have one of these values."""
    return f"{_matching(metric, [_one_of(label, values) for label, values in matchers.items()])}[{_duration(span)}]"


def _range(selector: str, span: timedelta) -> str:
    return f"{selector}[{_duration(span)}] offset 1ms"


def _over(what: str, selector: str, span: timedelta) -> str:
    return f"{what}_over_time({_range(selector, span)})"


def _by(labels: tuple[str, ...], what: str, vector: str) -> str:
    return f"{what} by ({', '.join(labels)}) ({vector})"


def _mean(selector: str, span: timedelta, labels: tuple[str, ...]) -> str:
    return f"{_by(labels, 'sum', _over('sum', selector, span))} / {_by(labels, 'sum', _over('count', selector, span))}"


def _share(metric: Metric, scope: Scope, span: timedelta, matcher: str) -> str:
    """The share of the samples that match, of all of the metric; 0 where none does."""
    counted = _by(OF_EXECUTOR, "sum", _over("count", _of_executors(metric, scope), span))
    matching = _by(OF_EXECUTOR, "sum", _over("count", _of_executors(metric, scope, matcher), span))
    return f"({matching} or {counted} * 0) / {counted}"


def _several(label: str, selector: str, span: timedelta) -> str:
    each = _by((*OF_CHANGED, label), "count", _over("count", selector, span))
    return f"{_by(OF_CHANGED, 'count', each)} > 1"


def _steps(vector: str, step: timedelta, window: timedelta) -> str:
    """The values of all steps of a window, without that of the step before it, wherever a range is said to begin."""
    return f"({vector})[{_duration(window - timedelta(milliseconds=1))}:{_duration(step)}]"


def _duration(span: timedelta) -> str:
    return f"{span // timedelta(milliseconds=1)}ms"


def _of_executors(metric: Metric, scope: Scope, *matchers: str) -> str:
    wanted = {"executor": scope.executor, "function": scope.function}
    chosen = [_is(label, value) for label, value in wanted.items() if value is not None]
    return _matching(metric, [*_gateways(scope), *chosen, *matchers])


def _of_gateways(metric: Metric, scope: Scope) -> str:
    return _matching(metric, _gateways(scope))


def _gateways(scope: Scope) -> list[str]:
    return [] if scope.gateways is None else [_one_of("gateway", scope.gateways)]


def _matching(metric: Metric, matchers: list[str]) -> str:
    return f"{metric.name}{{{','.join(matchers)}}}"


def _is(label: str, value: str) -> str:
    return f"{label}={_quoted(value)}"


def _one_of(label: str, values: tuple[str, ...]) -> str:
    return f"{label}=~{_quoted('|'.join(map(re.escape, values)))}"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
