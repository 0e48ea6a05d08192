"""The page's beat: it looks again every few seconds, so that the feed knows that somebody is looking."""

from streamlit_autorefresh import st_autorefresh


def beat(seconds: float) -> None:
    """Rerun the page at an interval; mounted last, as it costs time before the first paint elsewhere."""
    st_autorefresh(interval=int(seconds * 1000), key="beat")
