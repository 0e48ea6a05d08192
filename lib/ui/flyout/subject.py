"""The executor that the panel is about: as it is, or as it was last known where the gateway lists it no more."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lib.fleet.as_json import json_of
from lib.fleet.endpoints import EndpointFacts
from lib.fleet.history import Gone
from lib.fleet.listing import Missing
from lib.fleet.model import Executor, Node
from lib.fleet.vitals import Vitals
from lib.process import Observation


@dataclass(frozen=True, slots=True)
class Subject:
    """An executor with what is known of its parts; ``gone`` says that it was last known, and when."""

    executor: Executor
    observation: Observation
    gone: Gone | None = None

    @property
    def name(self) -> str:
        """The executor's name."""
        return self.executor.name

    def nodes(self) -> tuple[Node, ...]:
        """Its nodes, by address."""
        return self.gone.nodes if self.gone else self.observation.fleet.nodes_of(self.name)

    def vanished(self) -> tuple[Missing, ...]:
        """Its nodes that have vanished lately, the latest first; none of one that is gone as a whole."""
        listed_last = reversed(() if self.gone else self.observation.fleet.vanished)
        return tuple(node for node in listed_last if node.executor == self.name)

    def endpoints(self) -> tuple[EndpointFacts, ...]:
        """Its endpoints; of one that is gone no more than the paths is remembered."""
        if self.gone is None:
            return self.observation.fleet.endpoints_of(self.name)
        own, internal = self.executor.endpoints, self.executor.internal_endpoints
        return tuple(EndpointFacts(path, path in internal, 0, (), (), ()) for path in (*own, *internal))

    def vitals(self) -> Mapping[str, Vitals]:
        """What richer servers say of its nodes, by address; nothing of one that is gone."""
        return {} if self.gone else self.observation.fleet.vitals_of(self.name)

    def json(self) -> dict[str, Any]:
        """All that the panel shows, secrets masked."""
        observed_at = self.gone.last_seen if self.gone else self.observation.fleet.observed_at
        gateway_id = self.observation.snapshot.gateway.id
        return json_of(self.executor, self.nodes(), self.endpoints(), self.vitals(), gateway_id, observed_at)


def subject(name: str, observation: Observation) -> Subject | None:
    """The executor of that name; None where nothing is or was known of it."""
    executor = observation.fleet.executor(name)
    if executor is not None:
        return Subject(executor, observation)
    gone = observation.history.gone.get(name)
    return Subject(gone.executor, observation, gone) if gone else None
