"""The Overview, as the beat keeps it up to date."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from lib.gateway.config import Gateway
from lib.process import Dashboard, Observation
from lib.ui import overview, parts, pulse, shown


@dataclass(frozen=True, slots=True)
class OverviewPage:
    """What the Overview shows: every configured gateway."""

    dashboard: Dashboard
    gateways: Sequence[Gateway]

    def observations(self) -> list[Observation]:
        """What every part of the page shows now."""
        known = [shown.observation(gateway) for gateway in self.gateways]
        there = [each for each in known if each is not None]
        return there if len(there) == len(known) else shown.renew_all(self.dashboard, self.gateways)

    def begin(self) -> None:
        """Show the latest in a run of the whole page, unless the page is paused."""
        if not pulse.is_held(self):
            shown.renew_all(self.dashboard, self.gateways)

    def busy(self) -> str | None:
        """Nothing is ever waited for."""
        return None

    def read(self) -> str | None:
        """There is no panel."""
        return None

    def renew(self) -> Collection[str]:
        """Look again; every gateway's row tells ages."""
        shown.renew_all(self.dashboard, self.gateways)
        return [parts.OVERVIEW]

    def draw_head(self, beside: Callable[[], None] | None = None) -> None:
        """Draw how many gateways are there."""
        overview.draw_summary(self.observations(), beside)

    def shown_at(self) -> datetime:
        """When what the page shows was looked at."""
        return max(each.snapshot.taken_at for each in self.observations())


@parts.part(parts.OVERVIEW)
def rows(page: OverviewPage) -> None:
    """A row a gateway."""
    overview.draw(page.dashboard, page.observations())
