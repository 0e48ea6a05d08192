"""Report: the whole review as one file, compared with an earlier instant where one is wanted."""

from datetime import UTC, datetime, timedelta

import streamlit as st

from lib.fleet import export
from lib.ui.capacity import changed
from lib.ui.capacity.view import View
from lib.ui.clock import now, zone

_COMPARE, _DAY = "report_compare", "report_day"


def draw(view: View) -> None:
    """Offer the file; it is made when somebody clicks."""
    end = view.answers.window.end
    st.markdown(
        f"One HTML file that needs no network and prints well, frozen at **{end:%Y-%m-%d %H:%M} UTC**: coverage, "
        "formulas, all charts and tables of this page, and the advice."
    )
    compared = st.toggle("Say what has changed since an earlier day", key=_COMPARE)
    since = _instant(end) if compared else None
    at, local, changes = now(), zone(), changed.changes_asked()

    def made() -> bytes:
        from lib.ui.report.document import rendered  # noqa: PLC0415 - needed when somebody clicks
        from lib.ui.report.review import Asked, review  # noqa: PLC0415 - the same

        return rendered(review(Asked(view, local, at, since, changes)))

    st.download_button(
        "Review report",
        data=made,
        file_name=export.file_name(str(view.place), "capacity-review", end, "html"),
        mime="text/html",
        key="review_report",
        icon=":material/description:",
        on_click="ignore",
    )


def _instant(end: datetime) -> datetime:
    """The end of the day that was chosen, as UTC has it."""
    latest = (end - timedelta(days=1)).date()
    day = st.date_input("The window of the same length that ended on", latest, max_value=latest, key=_DAY, width=260)
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1)
