from datetime import datetime, timedelta

import pytest

from lib.demo.node import Node, Trait
from lib.demo.probe import ProbeState, probe, probe_state

_UNWELL = {
    Trait.CHECKING: ProbeState.CHECKING,
    Trait.RETRYING: ProbeState.RETRYING,
    Trait.FAILED: ProbeState.ERROR,
}


def _node(noon: datetime, trait: Trait) -> Node:
    deployed, since = noon - timedelta(days=1), noon - timedelta(minutes=18)
    return Node("e", 0, 1, "10.4.0.11:7101", 1, 12.0, 0.5, deployed, trait=trait, since=since)


@pytest.mark.parametrize("trait", Trait)
def test_each_trait_has_its_probe_state(noon: datetime, trait: Trait) -> None:
    node = _node(noon, trait)
    assert probe_state(node) is _UNWELL.get(trait, ProbeState.READY)
    assert probe(node, noon, noon - timedelta(days=2)).state is probe_state(node)


def test_a_ready_worker_was_ready_when_it_was_last_checked(noon: datetime) -> None:
    checked = probe(_node(noon, Trait.FINE), noon, noon - timedelta(days=2))
    assert checked.last_ready_at == checked.last_checked_at
    assert checked.first_seen_at == noon - timedelta(days=1)


@pytest.mark.parametrize("trait", [Trait.RETRYING, Trait.FAILED])
def test_a_worker_in_trouble_was_ready_until_its_trouble_began(noon: datetime, trait: Trait) -> None:
    checked = probe(_node(noon, trait), noon, noon - timedelta(days=2))
    assert checked.last_ready_at == noon - timedelta(minutes=18)
    assert checked.last_error is not None


@pytest.mark.parametrize("seconds", range(0, 100, 9))
def test_a_worker_that_crashes_in_a_loop_is_always_new(noon: datetime, seconds: int) -> None:
    at = noon + timedelta(seconds=seconds)
    checked = probe(_node(noon, Trait.CHECKING), at, noon - timedelta(days=2))
    assert timedelta() <= at - checked.first_seen_at < timedelta(seconds=45)
    assert checked.last_ready_at is None
