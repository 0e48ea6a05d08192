"""Of when something is and how long ago that is: the browser keeps the age true while nothing else is redrawn."""

from datetime import datetime

from lib.ui.browser import script
from lib.ui.clock import now, time_of_day, zone

_as_of = script("as_of", "span")


def as_of(words: str, moment: datetime, key: str) -> None:
    """Say ``words``, the time of ``moment`` in the viewer's zone, and its growing age."""
    data = {"words": words, "at": time_of_day(moment, zone()), "age": (now() - moment).total_seconds()}
    _as_of(key=key, data=data, width="content")
