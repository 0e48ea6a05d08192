"""One time line of what became of alerts and of the changes of executors, as a frame to filter and to take away."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import pandas as pd

from lib.alerts.engine import Event
from lib.alerts.rules import BY_NAME
from lib.fleet.tables import TEXT, TIME, Column
from lib.history.questions import CHANGES, typed
from lib.history.samples import Change

NOT_LISTED: Final = "not listed"


class Kind(StrEnum):
    """What sort of entry it is: the ``sort`` of a change."""

    ALERT = "alert"
    STATUS = "status"
    VERDICT = "verdict"
    EPOCH = "epoch"


TIMELINE: Final[tuple[Column[Any], ...]] = (
    Column("at", TIME, "When it was first seen.", lambda entry: entry.at),
    Column("kind", TEXT, "alert, status, verdict or epoch.", lambda entry: entry.kind),
    Column("gateway", TEXT, "Id of the gateway.", lambda entry: entry.gateway),
    Column("executor", TEXT, "Name of the executor, where it is about one.", lambda entry: entry.executor or None),
    Column("what", TEXT, "What changed: before → after, or what became of an alert.", lambda entry: entry.what),
    Column("why", TEXT, "The reason, as far as it is known.", lambda entry: entry.why or None),
)
"""The columns of the time line, as exported."""


@dataclass(frozen=True, slots=True)
class TimelineFilter:
    """What an entry must be; an empty part lets everything through."""

    text: str = ""
    kinds: frozenset[str] = frozenset()
    gateways: frozenset[str] = frozenset()


def as_changes(events: Iterable[Event]) -> list[Change]:
    """What became of alerts, in the form in which the past is kept."""
    return [
        Change(event.at, event.gateway, event.executor or "", Kind.ALERT, event.rule, event.turn, event.says)
        for event in events
    ]


def frame_of(changes: Iterable[Change]) -> pd.DataFrame:
    """``CHANGES`` (lib.history.questions) of changes."""
    rows = [(each.at, each.gateway, each.executor, each.sort, each.before, each.after, each.reason) for each in changes]
    return typed(pd.DataFrame(rows, columns=list(CHANGES)))


def timeline(kept: pd.DataFrame, seen: pd.DataFrame) -> pd.DataFrame:
    """The time line, newest first, from two ``CHANGES``: those that are kept, and those that this process has seen.

    What is in both counts once, as it is kept. Columns are those of ``TIMELINE``.
    """
    both = pd.concat([each for each in (kept, seen) if len(each)] or [kept], ignore_index=True)
    same = ["at", "gateway", "executor", "sort"]
    alerts = both["sort"] == Kind.ALERT
    both = both[~both.assign(rule=both["before"].where(alerts, "")).duplicated([*same, "rule"])]
    both = both.sort_values(["at", "gateway", "executor", "sort"], ascending=[False, True, True, True])
    return pd.DataFrame(
        {
            "at": both["at"],
            "kind": both["sort"],
            "gateway": both["gateway"],
            "executor": both["executor"],
            "what": _what(both),
            "why": both["reason"],
        }
    ).reset_index(drop=True)


def filtered(line: pd.DataFrame, wanted: TimelineFilter) -> pd.DataFrame:
    """The entries that pass every part; each word of the text stands somewhere in the entry, in any case."""
    chosen = _is_one_of(line["kind"], wanted.kinds) & _is_one_of(line["gateway"], wanted.gateways)
    kept = line[chosen]
    words = wanted.text.casefold().split()
    if words:
        said = kept["gateway"] + "\n" + kept["executor"] + "\n" + kept["what"] + "\n" + kept["why"]
        said = said.astype(str).str.casefold()
        for word in words:
            said = said[said.str.contains(word, regex=False)]
        kept = kept.loc[said.index]
    return kept.reset_index(drop=True)


def _is_one_of(column: pd.Series, wanted: Collection[str]) -> "pd.Series[bool]":
    return column.isin(list(wanted)) if wanted else pd.Series(data=True, index=column.index, dtype=bool)


def _what(changes: pd.DataFrame) -> list[str]:
    return [_words(*each) for each in zip(changes["sort"], changes["before"], changes["after"], strict=True)]


def _words(sort: str, before: str, after: str) -> str:
    if sort == Kind.ALERT:
        return f"{BY_NAME[before].title if before in BY_NAME else before}: {after}"
    said = f"{before or NOT_LISTED} → {after or NOT_LISTED}"
    return f"epoch {said}" if sort == Kind.EPOCH else said
