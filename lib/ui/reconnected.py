"""Has the whole page run again when the browser's connection to the dashboard is back."""

from lib.ui.browser import script

_reconnected = script("reconnected")


def watch() -> None:
    """Watch the connection; outside of every part, so that the whole page runs and not a part that is gone."""
    _reconnected(key="reconnected")
