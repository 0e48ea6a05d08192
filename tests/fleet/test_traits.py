"""What nodes and executors can have in common."""

import pytest

from lib.fleet.evidence import gather
from lib.fleet.traits import BY_NAME, OF_NODES, Trait
from lib.gateway.wire import Deployments, Endpoint
from tests.fleet.documents import NAME, ONE, TWO, hollow_status, parts, status
from tests.fleet.records import executor

HOST, FUNCTION, REGION, ENVIRONMENT, WORD, EPOCH, GATEWAY = OF_NODES
CONVENTIONAL = "ocr-executor-prod-us-east-1-001"
NOTHING = gather(parts({}, {}, {}))


def test_a_host_is_the_address_without_its_port() -> None:
    addresses = ["10.4.0.12:7101", "[fd00::7]:7101", "worker-1.example:7101"]

    assert list(HOST.values(executor(), addresses, NOTHING)) == [
        ("10.4.0.12:7101", "10.4.0.12"),
        ("[fd00::7]:7101", "[fd00::7]"),
        ("worker-1.example:7101", "worker-1.example"),
    ]


@pytest.mark.parametrize(
    ("trait", "expected"),
    [(FUNCTION, {"ocr"}), (REGION, {"us-east-1"}), (ENVIRONMENT, {"prod"}), (WORD, {"ocr", "prod", "us", "east"})],
    ids=["function", "region", "environment", "word"],
)
def test_what_a_name_says_all_nodes_of_its_executor_have(trait: Trait, expected: set[str]) -> None:
    assert set(trait.values(executor(CONVENTIONAL), [ONE, TWO], NOTHING)) == {
        (address, value) for value in expected for address in (ONE, TWO)
    }


@pytest.mark.parametrize("trait", BY_NAME[:3], ids=["function", "region", "environment"])
def test_a_name_without_a_part_gives_no_value(trait: Trait) -> None:
    assert list(trait.values(executor("invoice"), [ONE], NOTHING)) == []


def test_epochs_are_those_of_status_documents_that_have_one() -> None:
    three = "10.0.0.3:7101"
    evidence = gather(parts(actual={ONE: status(epoch=7), TWO: hollow_status()}))

    assert list(EPOCH.values(executor(), [ONE, TWO, three], evidence)) == [(ONE, "7")]
    assert list(EPOCH.values(executor("other"), [ONE], evidence)) == []


def test_a_gateway_is_who_registered_a_node_that_did_not_do_so_itself() -> None:
    listed = [
        Endpoint(f"grpc://{ONE}", "/a", ONE),
        Endpoint(f"grpc://{TWO}", "/a", "10.4.0.1:7101"),
        Endpoint(f"grpc://{TWO}", "/b", "10.4.0.1:7101"),
        Endpoint(None, "/a", "10.4.0.1:7101"),
    ]
    evidence = gather(parts(deployments=Deployments({NAME: listed})))

    assert list(GATEWAY.values(executor(), [ONE, TWO], evidence)) == [(TWO, "10.4.0.1:7101")]
    assert list(GATEWAY.values(executor(), [ONE], evidence)) == []


@pytest.mark.parametrize(
    ("trait", "present", "past"),
    [
        (HOST, "are on {x}", "were on {x}"),
        (WORD, "have “{x}” in the name", "had “{x}” in the name"),
        (GATEWAY, "were registered by {x}", "were registered by {x}"),
    ],
    ids=["host", "word", "gateway"],
)
def test_what_has_vanished_had_a_value_and_what_is_there_has_it(trait: Trait, present: str, past: str) -> None:
    assert (trait.said("{x}", past=False), trait.said("{x}", past=True)) == (present, past)
