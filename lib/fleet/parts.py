"""The readings that a fleet is put together from, each with the question whether it is still a fact."""

from dataclasses import dataclass
from datetime import datetime

from lib.gateway.wire import Capacity, Deployments, DeploymentStatus, Readiness


@dataclass(frozen=True, slots=True)
class Parts:
    """The last good documents of one gateway; None for one that never came.

    A ``…_stale`` document is past its missed refreshes: it is shown as what was, never as what is. ``observed_at``
    is when the status document was read (else the newest other one), by the dashboard's clock; ``deployments_at`` is
    when the list of nodes was, None where that is the same time.
    """

    gateway_id: str
    observed_at: datetime
    deployments: Deployments | None = None
    deployments_stale: bool = False
    status: DeploymentStatus | None = None
    status_stale: bool = False
    capacity: Capacity | None = None
    capacity_stale: bool = False
    readiness: Readiness | None = None
    deployments_at: datetime | None = None

    @property
    def listed_at(self) -> datetime:
        """When the list of nodes was read."""
        return self.deployments_at or self.observed_at

    @property
    def listing_is_whole(self) -> bool:
        """Whether a node that is not in the list is not registered: the list is a fact, and all of it was readable."""
        return self.deployments is not None and not (self.deployments_stale or self.deployments.unreadable)

    @property
    def status_known(self) -> bool:
        """Whether the gateway has ever answered what its nodes do."""
        return self.status is not None and self.status.status is not None

    @property
    def desired_known(self) -> bool:
        """Whether the gateway has ever answered what it wants of its nodes."""
        return self.status is not None and self.status.desired is not None

    @property
    def status_is_past(self) -> bool:
        """Whether statuses were known once, and are facts no more."""
        return self.status_known and self.status_stale

    @property
    def listing_judges(self) -> bool:
        """Whether nodes are judged by the list: it is a fact, or the whole judgement is of the past anyway."""
        return self.deployments is not None and (self.status_is_past or not self.deployments_stale)
