"""What the server does again for a page that is open while nothing has changed."""

import asyncio

from bench.measure import FINE_MILLISECONDS, Row, Section, interleaved_async
from bench.servers import COLLECTING, FROZEN, WITHOUT_COLLECTING, PageServer, bare_page, dashboard, gateway
from bench.session import open_page

_GOAL = 2.0
_WARM_UP = 2


def measure(executors: int = 1_000, rounds: int = 25) -> Section:
    """Rerun the pages in turns."""
    with (
        gateway(executors) as served,
        dashboard(served.configuration, FROZEN) as ours,
        bare_page() as bare,
        bare_page(options=WITHOUT_COLLECTING) as light,
    ):
        beats, reruns, bare_reruns, light_reruns = asyncio.run(_samples(ours, bare, light, rounds))
    return Section(
        "A refresh with nothing changed",
        f"From the request to run again until the server says that it has, over the WebSocket that browsers use, with "
        f"{executors:,} executors of four nodes each; no reading changes meanwhile. The beat is what an open page asks "
        "for every few seconds; the whole page is what a click outside a fragment asks for. Compared with the bare "
        f"page's rerun, which makes its table of 1,000 rows again. {COLLECTING} Medians of {rounds}.",
        (
            Row("Beat of an open page", beats, bare_reruns, FINE_MILLISECONDS, _GOAL),
            Row("Rerun of the whole page", reruns, bare_reruns, FINE_MILLISECONDS),
            Row("Beat, beside no collecting", beats, light_reruns, FINE_MILLISECONDS),
            Row("Whole page, beside no collecting", reruns, light_reruns, FINE_MILLISECONDS),
        ),
    )


async def _samples(ours: PageServer, bare: PageServer, light: PageServer, rounds: int) -> list[list[float]]:
    """Beats and reruns of our page, and reruns of the bare page that collects garbage and of the one that does not."""
    async with open_page(ours) as our_page, open_page(bare) as bare_page, open_page(light) as light_page:
        actions = (our_page.beat, our_page.run, bare_page.run, light_page.run)
        await interleaved_async(_WARM_UP, *actions)
        return await interleaved_async(rounds, *actions)
