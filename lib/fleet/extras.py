"""Questions about one executor that are answered when somebody looks at it, from all that its gateway sent."""

from collections.abc import Mapping
from functools import cached_property

from msgspec import Raw

from lib.fleet.endpoints import EndpointFacts, endpoints
from lib.fleet.evidence import ByAddress, Evidence, keyed
from lib.fleet.parts import Parts
from lib.fleet.times import Moments
from lib.fleet.vitals import Vitals, vitals
from lib.gateway import extras


class Extras:
    """The answers of one gateway at one instant, searched once when the first question comes."""

    def __init__(self, evidence: Evidence, parts: Parts) -> None:
        self._evidence = evidence
        self._parts = parts
        self._moments = Moments(parts.observed_at)

    def endpoints_of(self, executor: str) -> tuple[EndpointFacts, ...]:
        """The endpoints of an executor, one a path."""
        told = extras.objects(self._entries.get(executor))
        return endpoints(self._evidence.entries.get(executor, ()), told)

    def vitals_of(self, executor: str) -> Mapping[str, Vitals]:
        """The vitals of each node of an executor by its address."""
        documents = self._documents.get(executor, {})
        workers = self._evidence.workers.get(executor, {})
        return {
            address: vitals(extras.fields(documents.get(address)), workers.get(address), self._moments)
            for address in self._evidence.addresses(executor)
        }

    @cached_property
    def _entries(self) -> Mapping[str, Raw]:
        return {} if self._parts.deployments is None else extras.entries_by_executor(self._parts.deployments.answer)

    @cached_property
    def _documents(self) -> ByAddress[Raw]:
        return {} if self._parts.status is None else keyed(extras.status_by_key(self._parts.status.answer))[0]
