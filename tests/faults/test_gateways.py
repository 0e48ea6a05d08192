"""Each fault of a gateway, through client, feed, fleet and page: see ``matrix``."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from lib.gateway.routes import Kind
from lib.process import Observation
from tests.faults.certificates import Certificates
from tests.faults.given_away import leaks
from tests.faults.matrix import ALL, BODIES, MIB, PATIENT, REPEATED, TIMES, TLS, Fault, label
from tests.faults.page import drawn, said
from tests.faults.server import Resolver, at
from tests.faults.watched import PATIENT as PATIENCE
from tests.faults.watched import WITHOUT_PATIENCE, Watched, errors, known, watching
from tests.gateway.server import Reply
from tests.pages.reading import metrics
from tests.security.secrets import TOKEN

Watch = Callable[..., AbstractContextManager[Watched]]


@pytest.fixture(scope="module")
def patient(
    tmp_path_factory: pytest.TempPathFactory, resolver: Resolver, certificates: Certificates
) -> Iterator[Watch]:
    settings = {**PATIENCE, "ca_file": certificates.authority}
    with watching(settings, tmp_path_factory.mktemp("patient"), resolver) as watch:
        yield watch


@pytest.fixture(scope="module")
def impatient(tmp_path_factory: pytest.TempPathFactory, resolver: Resolver) -> Iterator[Watch]:
    with watching(WITHOUT_PATIENCE, tmp_path_factory.mktemp("impatient"), resolver) as watch:
        yield watch


def begun(watched: Watched, fault: Fault) -> Observation:
    """The gateway once all that should fail has failed, and nothing else: that is told, and what was known stays.

    It was sent its token, and nothing that is made of it holds that.
    """
    before = watched.well()
    fault.begin(watched.server)
    expected = {kind: fault.kind if kind in fault.kinds else None for kind in ALL}
    seen = watched.until(lambda seen: errors(seen) == expected)
    page = drawn(seen)
    assert fault.says in said(page)
    assert "Showing " in said(page)
    assert known(seen) == known(before)
    assert metrics(page) == metrics(drawn(before))
    assert {request.headers.get("authorization") for request in watched.server.requests} == {f"Bearer {TOKEN}"}
    assert leaks(watched.dashboard, seen, page) == {}
    return seen


def ended(watched: Watched, seen: Observation) -> None:
    """Hold that once the fault ends all is read again, as it was, and nothing more is said."""
    watched.server.be_well()
    after = watched.well(seen.snapshot.taken_at)
    page = drawn(after)
    assert not page.error
    assert not page.warning
    assert known(after) == known(seen)


def hold(watched: Watched, fault: Fault) -> None:
    """Hold what is true of every fault; and the gateway beside it answers all the time."""
    watched.well()
    beside = watched.beside_since()
    ended(watched, begun(watched, fault))
    assert watched.beside_since() == beside
    assert None not in beside.values()


@pytest.mark.parametrize("fault", PATIENT, ids=label)
def test_a_fault_is_told_and_keeps_what_was_known_and_ends_and_is_of_one_gateway(patient: Watch, fault: Fault) -> None:
    with patient() as watched:
        hold(watched, fault)


@pytest.mark.parametrize("fault", REPEATED, ids=label)
def test_so_is_one_that_repeats_the_token_that_it_was_sent(patient: Watch, fault: Fault) -> None:
    with patient() as watched:
        hold(watched, fault)


@pytest.mark.parametrize("fault", TLS, ids=label)
def test_so_is_one_of_a_certificate(patient: Watch, certificates: Certificates, fault: Fault) -> None:
    with patient(certificates) as watched:
        hold(watched, fault)


@pytest.mark.parametrize("fault", TIMES, ids=label)
def test_so_is_one_that_takes_time_and_the_gateway_beside_it_waits_for_none(impatient: Watch, fault: Fault) -> None:
    with impatient() as watched:
        seen = begun(watched, fault)
        watched.await_beside(seen.snapshot.taken_at)
        ended(watched, seen)


@pytest.mark.parametrize("fault", [each for each in BODIES if each.kind == "too_large"], ids=label)
def test_an_answer_without_end_takes_no_memory(patient: Watch, fault: Fault) -> None:
    with patient() as watched:
        watched.well()
        begun = resident("VmRSS")
        Path("/proc/self/clear_refs").write_text("5")  # begins the high-water mark anew
        fault.begin(watched.server)
        watched.until(lambda seen: all(seen.snapshot.reading(kind).failures > 2 for kind in ALL))
        assert resident("VmHWM") - begun < 96 * MIB


def resident(line: str) -> int:
    """Bytes of this process in memory, by the name of a line of its status: the threads of others are no Python."""
    status = Path("/proc/self/status").read_text()
    return next(int(each.split()[1]) * 1024 for each in status.splitlines() if each.startswith(f"{line}:"))


def test_a_gateway_that_asks_to_be_left_alone_is_left_alone(
    tmp_path_factory: pytest.TempPathFactory, resolver: Resolver
) -> None:
    settings = {**PATIENCE, "backoff_max": 3600}
    with watching(settings, tmp_path_factory.mktemp("patient"), resolver) as watch, watch() as watched:
        watched.well()
        route, server = "/api/capacity", watched.server
        at(route, Reply(status=429, headers={"retry-after": "1800"}))(server)
        seen = watched.until(lambda seen: errors(seen)[Kind.CAPACITY])
        assert "it asks to wait 1800 s" in said(drawn(seen))
        asked = server.paths.count(route)
        watched.until(lambda _: len(server.paths) > 60)
        assert server.paths.count(route) == asked
