"""How long a person waits for the panel of an executor, and for the next one in it."""

import asyncio
from functools import partial
from typing import NamedTuple

from playwright.sync_api import Page

from bench.browser import pages_with_tables, rest, waited, watch
from bench.measure import FINE_MILLISECONDS, MILLISECONDS, Row, Section, breath, interleaved, interleaved_async
from bench.servers import COLLECTING, FROZEN, WITHOUT_COLLECTING, PageServer, bare_page, dashboard, gateway
from bench.session import Session, open_page

_GOAL = 1.5
_WARM_UP = 2
_FIRST = 0
_FIRST_NAME = (120, 52)
"""Pixels from the corner of a table to the name in its first row."""

_REST = 1_000.0
"""Milliseconds in the browser: the table behind our panel follows 400 ms after the last step."""

_TABLE = '[data-testid="stDataFrame"]'
_DIALOG = 'section[role="dialog"]'
_HEADING = f"drawn.text('{_DIALOG} .stHeading h2')"


class Looked(NamedTuple):
    """A panel opened, and then the next executor in it: seconds until each was there."""

    opened: float
    followed: float


def measure(chromium: str, executors: int = 1_000, rounds: int = 15) -> Section:
    """Open the panel on both pages in turns, over the WebSocket and in the browser at ``chromium``."""
    with (
        gateway(executors) as served,
        dashboard(served.configuration, FROZEN) as ours,
        bare_page("panel") as bare,
        bare_page("panel", WITHOUT_COLLECTING) as light,
    ):
        answers, bare_answers, light_answers = asyncio.run(_answers(ours, bare, light, rounds))
        paints, bare_paints, light_paints = _paints(chromium, rounds, ours, bare, light)
    return Section(
        "The panel",
        f"A click on the name of one of {executors:,} executors opens its panel, and the arrow key leads to the next. "
        "Compared with a page of one title and a table of 1,000 rows, whose names open a bare `st.dialog` on the "
        "right: a heading, a table of 4 rows, and a button for the next with the same key. Drawn: from the event until "
        "the frame with the new heading is painted, in a headless Chromium. Answered: from the request until the "
        f"server says that all has run, over the WebSocket. {COLLECTING} No reading changes meanwhile. Medians of "
        f"{rounds}.",
        (
            Row("Open, drawn", _opened(paints), _opened(bare_paints), MILLISECONDS, _GOAL),
            Row("Next, drawn", _followed(paints), _followed(bare_paints), MILLISECONDS, _GOAL),
            Row("Open, answered", _opened(answers), _opened(bare_answers), FINE_MILLISECONDS, _GOAL),
            Row("Next, answered", _followed(answers), _followed(bare_answers), FINE_MILLISECONDS, _GOAL),
            Row("Open, drawn, beside no collecting", _opened(paints), _opened(light_paints), MILLISECONDS),
            Row("Next, drawn, beside no collecting", _followed(paints), _followed(light_paints), MILLISECONDS),
            Row("Open, answered, beside no collecting", _opened(answers), _opened(light_answers), FINE_MILLISECONDS),
            Row(
                "Next, answered, beside no collecting", _followed(answers), _followed(light_answers), FINE_MILLISECONDS
            ),
        ),
    )


def _opened(looks: list[Looked]) -> list[float]:
    return [look.opened for look in looks]


def _followed(looks: list[Looked]) -> list[float]:
    return [look.followed for look in looks]


async def _answers(ours: PageServer, bare: PageServer, light: PageServer, rounds: int) -> list[list[Looked]]:
    async with open_page(ours) as our_page, open_page(bare) as bare_page, open_page(light) as light_page:
        looks = partial(_look, our_page), partial(_look_bare, bare_page), partial(_look_bare, light_page)
        await interleaved_async(_WARM_UP, *looks)
        return await interleaved_async(rounds, *looks)


async def _look(page: Session) -> Looked:
    opened = await page.open_panel(_FIRST)
    await breath()
    followed = await page.step()
    await breath()
    await page.rest()
    await page.close_panel()
    return Looked(opened, followed)


async def _look_bare(page: Session) -> Looked:
    opened = await page.open_panel(_FIRST)
    await breath()
    followed = await page.press("next")
    return Looked(opened, followed)


def _paints(chromium: str, rounds: int, *servers: PageServer) -> list[list[Looked]]:
    with pages_with_tables(chromium, *servers) as pages:
        looks = [partial(_look_at, page) for page in pages]
        interleaved(_WARM_UP, *looks)
        return interleaved(rounds, *looks)


def _look_at(page: Page) -> Looked:
    x, y = _FIRST_NAME
    page.locator(_TABLE).first.hover(position={"x": x, "y": y})
    rest(page, _REST)
    watch(page, "drawn.click", _HEADING)
    page.mouse.down()
    page.mouse.up()
    opened = waited(page)
    rest(page, _REST)
    watch(page, "drawn.key", _HEADING)
    page.keyboard.press("ArrowDown")
    followed = waited(page)
    rest(page, _REST)
    page.keyboard.press("Escape")
    page.wait_for_selector(_DIALOG, state="detached")
    return Looked(opened, followed)
