"""A link for the keyboard past the head of the page; seen only while it has the focus."""

from lib.ui.browser import script

_skip = script("skip", "button")


def draw(container: str) -> None:
    """Draw the link to what the container of this key holds; the first thing on the page."""
    _skip(key="skip_link", data={"container": f".st-key-{container}"})
