"""What a section of the Capacity page is given: what is in view, now and in the window."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import pandas as pd

from lib.gateway.config import Gateway
from lib.history.samples import GatewaySample
from lib.planning import now as present
from lib.planning.now import Row
from lib.planning.place import Place
from lib.process import Dashboard
from lib.ui import exports
from lib.ui.capacity import answers as past
from lib.ui.capacity.table import Table


class NoPastError(Exception):
    """There is no past to ask; the message says why."""


@dataclass(frozen=True, slots=True)
class View:
    """The place in view and its gateways; ``samples`` are those of this moment, ``silent`` who told no slots in them.

    ``why_no_past`` says why there is no past where ``asked`` is None.
    """

    dashboard: Dashboard
    place: Place
    gateways: Sequence[Gateway]
    samples: tuple[GatewaySample, ...]
    silent: tuple[str, ...]
    asked: past.Answers | None
    why_no_past: str

    @property
    def answers(self) -> past.Answers:
        """What the past says. Raises NoPastError where there is none."""
        if self.asked is None:
            raise NoPastError(self.why_no_past)
        return self.asked

    @property
    def target(self) -> float:
        """The headroom that should be kept, in percent."""
        return self.dashboard.settings.headroom

    def rows(self) -> tuple[Row, ...]:
        """The executors in view now, worst first."""
        return present.executors(self.samples)

    def offer_now(self, table: Table, rows: pd.DataFrame) -> None:
        """Offer a table of this moment as a file; it is as old as the oldest sample."""
        oldest = min((sample.at for sample in self.samples), default=None)
        exports.offer_of(self._ids(), table.key, partial(_itself, rows), oldest)

    def offer_past(self, table: Table, rows: pd.DataFrame) -> None:
        """Offer a table of the window as a file; it is of the window's end."""
        exports.offer_of(self._ids(), table.key, partial(_itself, rows), self.answers.window.end)

    def _ids(self) -> list[str]:
        return [gateway.id for gateway in self.gateways]


def _itself(rows: pd.DataFrame) -> pd.DataFrame:
    return rows
