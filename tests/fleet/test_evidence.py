"""Documents sorted by executor and address (contract 9, join key)."""

import pytest

from lib.fleet.evidence import Evidence, gather, is_internal
from lib.fleet.parts import Parts
from lib.gateway.wire import Deployments, Endpoint, WorkerServer
from tests.fleet.documents import (
    NAME,
    NOW,
    ONE,
    THREE,
    TWO,
    capacity,
    desired,
    load,
    parts,
    readiness,
    status,
    worker,
)


def listed(*addresses: str | None) -> Evidence:
    return gather(parts(deployments=Deployments({NAME: [Endpoint(address, "/default") for address in addresses]})))


def test_an_address_counts_once_however_it_is_written() -> None:
    evidence = listed("grpc://10.0.0.1:7101", "grpcs://10.0.0.1:7101", "10.0.0.1:7101", "grpc://[fd00::7]:7101")

    assert evidence.listed == {NAME: {ONE, "[fd00::7]:7101"}}
    assert evidence.unplaced == 0


@pytest.mark.parametrize("address", ["", None, "  ", "grpc://"])
def test_an_entry_without_an_address_is_skipped_and_counted(address: str | None) -> None:
    evidence = listed(ONE, address, address)

    assert evidence.listed == {NAME: {ONE}}
    assert evidence.unplaced == 2


def test_keys_without_address_or_executor_are_counted() -> None:
    evidence = gather(parts(actual={"/": status(), f"{ONE}/": status()}, wanted={f"/{NAME}": desired()}))

    assert (evidence.status, evidence.desired, evidence.unplaced) == ({}, {}, 3)


def test_executors_come_from_every_document_but_slots() -> None:
    known = parts(
        {"listed": [ONE]},
        {f"{ONE}/actual": status()},
        {f"{ONE}/wanted": desired()},
        readiness=readiness(worker("ready")),
        capacity=capacity(loads=[load(ONE, "loaded")]),
    )

    assert gather(known).executors() == {"listed", "actual", "wanted", NAME}


def test_addresses_of_an_executor_are_in_order() -> None:
    evidence = gather(parts({NAME: [TWO]}, {THREE: status()}, {ONE: desired()}))

    assert evidence.addresses(NAME) == [ONE, TWO, THREE]
    assert evidence.addresses("no such executor") == []


def test_endpoints_of_the_framework_are_told_apart() -> None:
    names = ["/default", "_jina_dry_run_", "/_jina_dry_run_", "extract", "/default", None, ""]
    known = parts(deployments=Deployments({NAME: [Endpoint(ONE, name) for name in names]}))

    assert gather(known).endpoints(NAME) == (("/default", "extract"), ("/_jina_dry_run_", "_jina_dry_run_"))
    assert gather(known).endpoints("no such executor") == ((), ())


def test_only_the_framework_begins_endpoints_with_its_own_name() -> None:
    assert [is_internal(name) for name in ("_jina_x", "/_jina_x", "/jina", "/default")] == [True, True, False, False]


def test_entries_of_a_node_are_found_by_its_bare_address() -> None:
    evidence = listed("grpc://10.0.0.1:7101", "grpc://10.0.0.2:7101", "10.0.0.1:7101")

    assert len(evidence.entries_by_address(NAME)[ONE]) == 2


def test_a_worker_server_stands_for_each_of_its_executors() -> None:
    server = WorkerServer(address="grpc://10.0.0.1:7101", state="ready", executors=["a", "b"])
    homeless = WorkerServer(address=None, state="ready", executors=["c"])
    idle = WorkerServer(address=TWO, state="ready", executors=None)

    evidence = gather(parts(readiness=readiness(server, homeless, idle)))

    assert evidence.workers == {"a": {ONE: server}, "b": {ONE: server}}


def test_a_load_needs_an_executor_and_an_address() -> None:
    found, nameless, homeless = load(ONE), load(ONE, ""), load("")

    evidence = gather(parts(capacity=capacity(loads=[found, nameless, homeless])))

    assert evidence.loads == {NAME: {ONE: found}}


def test_answers_that_never_came_are_no_evidence() -> None:
    evidence = gather(Parts("us-east", NOW))

    assert evidence.executors() == set()
    assert evidence.unplaced == 0
