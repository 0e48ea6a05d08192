"""What the page about a gateway says of it, without a browser: its health line, warnings, notices and numbers."""

from streamlit.testing.v1 import AppTest

from lib.fleet.rules import Rules
from lib.process import Observation
from lib.ui import health, hints, metrics
from lib.ui.clock import now
from tests.pages.reading import plain
from tests.ui.session import opened


def drawn(observation: Observation) -> AppTest:
    """The parts of the page that tell of trouble."""

    def draw() -> None:
        health.draw(observation.snapshot, lambda: None)
        hints.draw_notices(observation.fleet)
        metrics.draw(observation.fleet, Rules())
        hints.draw(observation.fleet, now())

    return opened(draw)


def said(page: AppTest) -> str:
    """All its text as it is read."""
    texts = [each.value for each in (*page.error, *page.warning, *page.markdown, *page.caption)]
    return plain("\n".join([*texts, *(each.label for each in page.expander)]))
