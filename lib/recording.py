"""The recording of this process: samples of every gateway at a steady pace, given to whoever keeps or judges them."""

import logging
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from lib.alerts.timeline import as_changes
from lib.alerts.watching import Alerts
from lib.feed.reading import Snapshot
from lib.fleet.current import View
from lib.fleet.history import History
from lib.fleet.model import Fleet
from lib.fleet.shared_etcd import Site, site_ids
from lib.history.changed import new_changes
from lib.history.elsewhere import Elsewhere
from lib.history.keeper import Keeper
from lib.history.questions import Archive
from lib.history.recorder import Recorder
from lib.history.samples import Change, GatewaySample, sample, with_each_node
from lib.settings import Settings

logger = logging.getLogger(__name__)


class Seen(NamedTuple):
    """What is known of a gateway at one look."""

    snapshot: Snapshot
    view: View


def samples_of(seen: Sequence[Seen], at: datetime) -> tuple[GatewaySample, ...]:
    """The samples of these looks at gateways, taken at one instant."""
    sites = site_ids([Site(each.view.fleet, each.snapshot.gateway.datacenter) for each in seen])
    return tuple(sample(each.snapshot, each.view.fleet, sites[each.view.fleet.gateway_id], at) for each in seen)


class Recording:
    """Takes samples from its start on, on a thread of its own. Any thread may ask for the latest.

    ``alerts``, where there are any, follows them, and what becomes of alerts is kept with the changes.
    """

    def __init__(self, settings: Settings, look: Callable[[], Sequence[Seen]], alerts: Alerts | None) -> None:
        self.alerts = alerts
        self.keeper = _keeper(settings)
        self._look = look
        self._complete = with_each_node if settings.metrics_per_node == "on" else _as_it_is
        self._samples: tuple[GatewaySample, ...] = ()
        self._histories: dict[str, History] = {}
        self._recorder = Recorder(self._take, settings.history_interval)

    def start(self) -> None:
        """Begin to take samples."""
        self._recorder.start()

    def close(self) -> None:
        """End, and write what is held."""
        self._recorder.close()
        if self.alerts is not None:
            self.alerts.close()
        self.keeper.close()

    @property
    def samples(self) -> tuple[GatewaySample, ...]:
        """The latest sample of each gateway; empty before the first."""
        return self._samples

    @property
    def archive(self) -> Archive | None:
        """The past, where it can be asked."""
        return self.keeper.archive

    def _take(self) -> None:
        seen = self._look()
        samples = samples_of(seen, datetime.now(UTC))
        self._samples = tuple(self._complete(each, of.view.fleet) for each, of in zip(samples, seen, strict=True))
        before = self._histories
        self._histories = {each.view.fleet.gateway_id: each.view.history for each in seen}
        changes = [
            change
            for gateway, history in self._histories.items()
            for change in new_changes(gateway, before.get(gateway), history)
        ]
        self.keeper.keep(samples, [*changes, *self._alerted()])

    def _alerted(self) -> list[Change]:
        """What has become of alerts with these samples; whatever goes wrong there, the samples are kept."""
        if self.alerts is None:
            return []
        try:
            return as_changes(self.alerts.take(self._samples))
        except Exception:
            logger.exception("The alerts could not be followed; that is tried again with the next sample")
            return []


def _as_it_is(sampled: GatewaySample, _fleet: Fleet) -> GatewaySample:
    return sampled


def _keeper(settings: Settings) -> Keeper | Elsewhere:
    if settings.history_url is not None:
        return Elsewhere(settings.history_url, settings.settling)
    return Keeper(settings.history_file, timedelta(seconds=settings.history_batch))
