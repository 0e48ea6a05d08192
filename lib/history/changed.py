"""Which changes a look at a gateway has brought, from what the process remembers of it before and after."""

from lib.fleet.history import Change as Remembered
from lib.fleet.history import History, StatusChange, changes
from lib.fleet.track import EpochRun
from lib.history.samples import Change

NO_STATUS = ""
"""Stands for an executor that the gateway does not list."""


def new_changes(gateway: str, before: History | None, after: History) -> list[Change]:
    """The changes that came between two states of what is remembered, oldest first.

    Dispatches that follow each other are one change: it is told when the first of them was seen.
    """
    found: list[Change] = []
    for name, track in after.tracks.items():
        if before is not None and before.tracks.get(name) is track:
            continue
        known = set() if before is None else {_sight(each) for each in changes(before, name)}
        found.extend(_told(gateway, name, each) for each in changes(after, name) if _sight(each) not in known)
    return sorted(found, key=lambda change: (change.at, change.executor, change.sort))


def _sight(change: Remembered) -> tuple[object, ...]:
    """What tells a change from others, and stays the same while it goes on."""
    return type(change), change.begin if isinstance(change, EpochRun) else change.at


def _told(gateway: str, executor: str, change: Remembered) -> Change:
    if isinstance(change, EpochRun):
        return Change(change.begin, gateway, executor, "epoch", str(change.before), str(change.after), change.reason)
    if isinstance(change, StatusChange):
        before, after = change.before or NO_STATUS, change.after or NO_STATUS
        return Change(change.at, gateway, executor, "status", before, after, change.reason)
    return Change(change.at, gateway, executor, "verdict", change.before, change.after, change.reason)
