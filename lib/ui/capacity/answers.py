"""What the past says of a scope and a window, asked once for all who look.

Windows end where steps do, so that the same question comes again until another step is over: neither a beat nor a
click asks anew. Frames are shared between threads, so nobody may change one.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Literal

import pandas as pd
import streamlit as st

from lib.history.duckdb_file import DuckdbArchive
from lib.history.questions import Archive, Scope, Window

KEPT: Final = 128
"""Answers that are kept, over all viewers; those that were asked for longest ago go first."""

KEPT_FOR: Final = timedelta(hours=1)
EXTENT_KEPT_FOR: Final = timedelta(seconds=20)

Question = Literal["usage", "series", "statistics", "reached", "changes"]


@dataclass(frozen=True, slots=True)
class Answers:
    """The past of a scope in a window. Every question raises ArchiveError where it can't be answered."""

    archive: Archive
    scope: Scope
    window: Window

    @property
    def before(self) -> "Answers":
        """The same of the window before."""
        return self.of(self.window.before)

    def of(self, window: Window) -> "Answers":
        """The same of another window."""
        return Answers(self.archive, self.scope, window)

    def whole_gateways(self) -> "Answers":
        """The same of everything on these gateways."""
        return Answers(self.archive, Scope(gateways=self.scope.gateways), self.window)

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
        return _answer(self.archive, id(self.archive), question, self.scope, self.window)


def extent(archive: Archive) -> Window | None:
    """From the first step that is kept to the end of the last complete one, as it was some seconds ago."""
    return _extent(archive, id(archive))


def made_up(archive: Archive) -> Window | None:
    """The span of a past that was made up for a demonstration; only a file can have one."""
    return archive.made_up() if isinstance(archive, DuckdbArchive) else None


@st.cache_resource(max_entries=KEPT, ttl=KEPT_FOR, show_spinner=False)
def _answer(_archive: Archive, archive: int, question: Question, scope: Scope, window: Window) -> pd.DataFrame:  # noqa: ARG001 - tells archives apart
    answer: pd.DataFrame = getattr(_archive, question)(scope, window)
    return answer


@st.cache_resource(max_entries=8, ttl=EXTENT_KEPT_FOR, show_spinner=False)
def _extent(_archive: Archive, archive: int) -> Window | None:  # noqa: ARG001 - the same
    return _archive.extent()
