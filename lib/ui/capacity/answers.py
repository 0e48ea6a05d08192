"""What the past says of a scope and a window, asked once for all who look.

Windows end where steps do, so that the same question comes again until another step is over: neither a beat nor a
click asks anew. Frames are shared between threads, so nobody may change one.
"""

import itertools
import threading
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final, Literal
from weakref import WeakKeyDictionary

import pandas as pd
import streamlit as st

from lib.history.duckdb_file import made_up
from lib.history.questions import Archive, Scope, Window

KEPT: Final = 128
"""Answers that are kept, over all viewers; those that were asked for longest ago go first."""

KEPT_FOR: Final = timedelta(minutes=2)
"""A batch that could not be written at first comes later, into steps that were asked about before."""

EXTENT_KEPT_FOR: Final = timedelta(seconds=20)

Question = Literal["usage", "series", "statistics", "reached", "changes"]


@dataclass(frozen=True, slots=True)
class Answers:
    """The past of a scope in a window. Every question raises ArchiveError where it can't be answered.

    ``kept`` is what the archive had when this was made: when it has more, the same question is another one.
    """

    archive: Archive
    scope: Scope
    window: Window
    kept: Window

    @property
    def key(self) -> "Key":
        """What tells these answers from others."""
        return _number_of(self.archive), self.scope, self.window, self.kept

    @property
    def before(self) -> "Answers":
        """The same of the window before."""
        return self.of(self.window.before)

    def of(self, window: Window) -> "Answers":
        """The same of another window."""
        return replace(self, window=window)

    def of_executor(self, gateway: str, executor: str) -> "Answers":
        """The same of one executor of one gateway."""
        return replace(self, scope=Scope((gateway,), None, executor))

    def whole_gateways(self) -> "Answers":
        """The same of everything on these gateways."""
        return replace(self, scope=Scope(gateways=self.scope.gateways))

    def usage(self) -> pd.DataFrame:
        """See Archive."""
        return self._asked("usage")

    def series(self) -> pd.DataFrame:
        """See Archive."""
        return self._asked("series")

    def statistics(self) -> pd.DataFrame:
        """See Archive."""
        return self._asked("statistics")

    def reached(self) -> pd.DataFrame:
        """See Archive."""
        return self._asked("reached")

    def changes(self) -> pd.DataFrame:
        """See Archive."""
        return self._asked("changes")

    def _asked(self, question: Question) -> pd.DataFrame:
        return _answer(self, self.key, question)


def extent(archive: Archive) -> Window | None:
    """From the first step that is kept to the end of the last complete one, as it was some seconds ago."""
    return _extent(archive, _number_of(archive))


def made_up_in(asked: Answers) -> Window | None:
    """The span of a made-up past that reaches into the window; None where the window has nothing of it."""
    span, window = made_up(asked.archive), asked.window
    return span if span is not None and span.begin < window.end and span.end > window.begin else None


def _number_of(archive: Archive) -> int:
    """A number that no other archive of this process ever has: the id of one that is gone may come again."""
    with _lock:
        return _numbers.setdefault(archive, next(_next))


_lock = threading.Lock()
_next = itertools.count()
_numbers: WeakKeyDictionary[Archive, int] = WeakKeyDictionary()

Key = tuple[int, Scope, Window, Window]


@st.cache_resource(max_entries=KEPT, ttl=KEPT_FOR, show_spinner=False)
def _answer(_asked: Answers, key: Key, question: Question) -> pd.DataFrame:  # noqa: ARG001 - tells answers apart
    answer: pd.DataFrame = getattr(_asked.archive, question)(_asked.scope, _asked.window)
    return answer


@st.cache_resource(max_entries=8, ttl=EXTENT_KEPT_FOR, show_spinner=False)
def _extent(_archive: Archive, archive: int) -> Window | None:  # noqa: ARG001 - the same
    return _archive.extent()
