"""Times as the viewer reads them: how long ago, or the time of day in the viewer's zone."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from lib.fleet.words import NOT_KNOWN, ago


def now() -> datetime:
    """The dashboard's clock."""
    return datetime.now(UTC)


def zone() -> ZoneInfo:
    """The viewer's time zone; UTC where the browser does not say one."""
    try:
        return ZoneInfo(st.context.timezone or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def absolute(moment: datetime | None, where: ZoneInfo) -> str:
    """Date and time in a zone, such as ``2026-03-01 10:15:31``; "—" for none."""
    return NOT_KNOWN if moment is None else f"{_local(moment, where):%Y-%m-%d %H:%M:%S}"


def time_of_day(moment: datetime, where: ZoneInfo) -> str:
    """Time in a zone, with the date where it is not today's."""
    local = _local(moment, where)
    today = now().astimezone(where).date()
    return f"{local:%H:%M:%S}" if local.date() == today else f"{local:%Y-%m-%d %H:%M:%S}"


def relative(moment: datetime | None, at: datetime) -> str:
    """``12 s ago``; "—" for none."""
    return NOT_KNOWN if moment is None else ago((at - moment).total_seconds())


def _local(moment: datetime, where: ZoneInfo) -> datetime:
    """The time in a zone; as it is for the first and the last day that a calendar has, which a zone may lie beyond."""
    try:
        return moment.astimezone(where)
    except OverflowError:
        return moment
