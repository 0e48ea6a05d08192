"""Download buttons: a table as CSV or Parquet, made when somebody clicks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import pandas as pd
import streamlit as st

from lib.fleet import export
from lib.fleet.comparison import DATA_KINDS
from lib.fleet.tables import joined
from lib.gateway.routes import Kind
from lib.process import Observation
from lib.ui.clock import now

ALL_GATEWAYS = "all-gateways"
"""Stands in the name of a file for the id of a gateway."""

_FORMATS = (
    ("CSV", "csv", "text/csv", export.to_csv),
    ("Parquet", "parquet", "application/vnd.apache.parquet", export.to_parquet),
)


@dataclass(frozen=True, slots=True)
class _Origin:
    """Where the rows of a file come from: the id of a gateway or several, and when the answer was read."""

    gateway: str
    observed_at: datetime | None


def offer(
    observation: Observation, table: str, whole: pd.DataFrame, rows: Sequence[int] | None, kind: Kind = Kind.STATUS
) -> None:
    """Offer the rows of a whole table, all where ``rows`` is None; ``kind`` is the reading whose age the file tells.

    The rows are chosen here: when the file is made, on a thread of its own, there is no address to ask.
    """
    gateway_id = observation.snapshot.gateway.id
    observed_at = observation.snapshot.reading(kind).at or observation.fleet.observed_at
    origin = _Origin(gateway_id, observed_at)
    _offer(gateway_id, table, partial(_stamped, origin, partial(_taken, whole, rows)))


def offer_across(observations: Sequence[Observation], table: str, make: Callable[[], pd.DataFrame]) -> None:
    """Offer a table over several gateways; the file tells the age of the oldest answer that counts in it."""
    snapshots = [observation.snapshot for observation in observations]
    moments = [each.reading(kind).at for each in snapshots for kind in DATA_KINDS if not each.is_stale(kind)]
    ids = joined(snapshot.gateway.id for snapshot in snapshots) or ""
    origin = _Origin(ids, min(filter(None, moments), default=None))
    _offer(ALL_GATEWAYS, table, partial(_stamped, origin, make))


def offer_of(ids: Sequence[str], table: str, make: Callable[[], pd.DataFrame], observed_at: datetime | None) -> None:
    """Offer a table of these gateways; ``observed_at`` is how far its data go."""
    file = ids[0] if len(ids) == 1 else ALL_GATEWAYS
    _offer(file, table, partial(_stamped, _Origin(joined(ids) or "", observed_at), make))


def offer_past(whose: str, table: str, make: Callable[[], pd.DataFrame]) -> None:
    """Offer a table whose rows say themselves of which gateway and time they are; ``whose`` names it in the file."""
    _offer(whose, table, make)


def _offer(whose: str, table: str, make: Callable[[], pd.DataFrame]) -> None:
    at = now()
    with st.popover("Export", icon=":material/download:", key=f"export_{table}"):
        for label, ending, mime, write in _FORMATS:
            st.download_button(
                label,
                data=partial(_file, make, write),
                file_name=export.file_name(whose, table, at, ending),
                mime=mime,
                key=f"{table}_{ending}",
                on_click="ignore",
                width="stretch",
            )


def _taken(whole: pd.DataFrame, rows: Sequence[int] | None) -> pd.DataFrame:
    return whole if rows is None else whole.take(list(rows))


def _stamped(origin: _Origin, make: Callable[[], pd.DataFrame]) -> pd.DataFrame:
    age = None if origin.observed_at is None else (now() - origin.observed_at).total_seconds()
    return export.stamped(make(), origin.gateway, origin.observed_at, age)


def _file(make: Callable[[], pd.DataFrame], write: Callable[[pd.DataFrame], bytes]) -> bytes:
    return write(make())
