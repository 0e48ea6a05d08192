import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st

from lib.fleet.configuration import Source, Topic, configuration
from lib.fleet.masking import MASK
from lib.fleet.model import Node
from tests.fleet.documents import NAME, ONE, THREE, TWO, desired, fleet, parts, status

Told = list[tuple[Topic, str, str]]
CANARY = "zq7#canary#7qz"


def nodes(details: Any = None, params: Any = None, *addresses: str) -> tuple[Node, ...]:
    """Nodes that all publish the same."""
    return published(dict.fromkeys(addresses or (ONE,), (details, params)))


def published(by_address: dict[str, tuple[Any, Any]]) -> tuple[Node, ...]:
    """Nodes by address with their details and params."""
    known = parts(
        nodes={NAME: by_address},
        actual={address: status(details=details) for address, (details, _) in by_address.items()},
        wanted={address: desired(params=params) for address, (_, params) in by_address.items()},
    )
    return fleet(known).nodes_of(NAME)


def told(details: Any = None, params: Any = None) -> Told:
    """Topic, setting and value of each row."""
    return [(row.topic, row.setting, row.value) for row in configuration(nodes(details, params))]


def test_what_publishes_nothing_has_no_configuration() -> None:
    assert configuration(()) == configuration(nodes()) == configuration(nodes({}, {})) == ()


@pytest.mark.parametrize(
    ("details", "topic", "setting"),
    [
        ({"resources": {"limits": {"cpu": 2}}}, Topic.RESOURCES, "resources.limits.cpu"),
        ({"limits": {"nofile": 2}}, Topic.RESOURCES, "limits.nofile"),
        ({"requests": {"anything": 2}}, Topic.RESOURCES, "requests.anything"),
        ({"container": {"gpuCount": 2}}, Topic.RESOURCES, "container.gpuCount"),
        ({"memory_mb": 2}, Topic.RESOURCES, "memory_mb"),
        ({"featureFlags": {"fast": 2}}, Topic.FLAGS, "featureFlags.fast"),
        ({"flags": [2]}, Topic.FLAGS, "flags[0]"),
        ({"env": {"LOG_LEVEL": 2}}, Topic.ENVIRONMENT, "env.LOG_LEVEL"),
        ({"environment": 2}, Topic.ENVIRONMENT, "environment"),
        ({"env": {"REQUEST_TIMEOUT": 2}}, Topic.ENVIRONMENT, "env.REQUEST_TIMEOUT"),
        ({"job_timeout": 2}, Topic.TIMEOUTS, "job_timeout"),
        ({"jobTimeoutSeconds": 2}, Topic.TIMEOUTS, "jobTimeoutSeconds"),
        ({"runtime": {"timeouts": {"job": 2}}}, Topic.TIMEOUTS, "runtime.timeouts.job"),
        ({"memory_timeout": 2}, Topic.TIMEOUTS, "memory_timeout"),
        ({"requests": 2}, Topic.OTHER, "requests"),
        ({"rate_limit": 2}, Topic.OTHER, "rate_limit"),
        ({"model": 2}, Topic.OTHER, "model"),
        ({"a": {"b": {"c": {"cpu": 2}}}}, Topic.OTHER, "a.b.c.cpu"),
        ({"program": {"environmental": 2}}, Topic.OTHER, "program.environmental"),
        ({"job_id": 2}, Topic.OTHER, "job_id"),
    ],
)
def test_the_first_name_of_a_path_that_tells_a_topic_decides(details: Any, topic: Topic, setting: str) -> None:
    assert told(details) == [(topic, setting, "2")]


@pytest.mark.parametrize(
    "key", ["job_id", "misses", "missing_since", "status_degraded_since", "status_degraded_reason"]
)
def test_what_the_gateway_notes_of_a_dispatch_is_a_topic_of_its_own(key: str) -> None:
    assert told(params={key: "x"}) == [(Topic.DISPATCH, key, "x")]
    assert told(params={"nested": {key: "x"}}) == [(Topic.OTHER, f"nested.{key}", "x")]


def test_rows_are_in_order_of_topic_and_name_and_say_who_published_them() -> None:
    rows = configuration(nodes({"b": 1, "a": 2, "cpu": 3}, {"job_id": "0198", "B": 4}))
    assert [(row.topic, row.setting, row.source) for row in rows] == [
        (Topic.RESOURCES, "cpu", Source.STATUS),
        (Topic.DISPATCH, "job_id", Source.DESIRED),
        (Topic.OTHER, "a", Source.STATUS),
        (Topic.OTHER, "B", Source.DESIRED),
        (Topic.OTHER, "b", Source.STATUS),
    ]


def test_a_value_that_all_nodes_have_is_one_row() -> None:
    (row,) = configuration(nodes({"model": "v2"}, None, ONE, TWO, THREE))
    assert (row.nodes, row.of, row.where) == ((ONE, TWO, THREE), 3, "all 3 nodes")


def test_values_that_differ_are_a_row_each() -> None:
    rows = configuration(
        published({ONE: ({"model": "v2"}, None), TWO: ({"model": "v1"}, None), THREE: ({"model": "v2"}, None)})
    )
    assert [(row.value, row.where) for row in rows] == [("v2", f"{ONE}, {THREE}"), ("v1", TWO)]


def test_a_value_that_only_some_nodes_have_says_which() -> None:
    (row,) = configuration(published({ONE: ({"model": "v2"}, None), TWO: (None, None)}))
    assert (row.nodes, row.of, row.where) == ((ONE,), 2, ONE)


def test_the_only_node_is_named() -> None:
    (row,) = configuration(nodes({"model": "v2"}))
    assert row.where == ONE


def test_a_node_that_says_a_thing_twice_is_one_node() -> None:
    (row,) = configuration(nodes({"a": {"b": 1}, "a.b": 1}))
    assert row.nodes == (ONE,)


def test_pairs_of_name_and_value_read_as_settings() -> None:
    env = [{"name": "DEBUG", "value": 1}, {"name": "DB_PASSWORD", "value": "hunter2"}, {"value": 2}, {"name": "x"}]
    assert told({"env": env}) == [
        (Topic.ENVIRONMENT, "env.DB_PASSWORD", MASK),
        (Topic.ENVIRONMENT, "env.DEBUG", "1"),
        (Topic.ENVIRONMENT, "env[2].value", "2"),
        (Topic.ENVIRONMENT, "env[3].name", "x"),
    ]
    assert told([{"name": "cpu", "value": 2}]) == [(Topic.RESOURCES, "cpu", "2")]


@pytest.mark.parametrize(("details", "shown"), [("plain", "plain"), (7, "7"), (True, "true")])
def test_details_that_are_a_lone_value_are_shown_as_such(details: object, shown: str) -> None:
    assert told(details) == [(Topic.OTHER, "details", shown)]


def test_secrets_are_masked_wherever_they_are() -> None:
    carried = {
        "env": {"API_KEY": CANARY, "URL": f"mongodb://ada:{CANARY}@mongo", "ARGS": ["-p", CANARY]},
        "text": json.dumps({"client_secret": CANARY}),
        "max_tokens": 4096,
        "tokenizer": "bert",
    }
    rows = configuration(nodes(carried, carried))
    assert CANARY not in repr(rows)
    assert {row.value for row in rows if row.setting in ("max_tokens", "tokenizer")} == {"4096", "bert"}


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["name", "value", "env", "a.b", "", "[0]"]) | st.text(max_size=3), inner, max_size=3
        )
    ),
    max_leaves=8,
)


@limits(deadline=None)
@given(st.lists(st.tuples(_json, st.dictionaries(st.text(max_size=3), _json, max_size=2)), min_size=1, max_size=3))
def test_each_node_that_publishes_anything_is_in_a_row_and_none_is_twice_in_one(told: list[tuple[Any, Any]]) -> None:
    by_address = dict(zip((ONE, TWO, THREE), told, strict=False))
    rows = configuration(published(by_address))
    assert {address for row in rows for address in row.nodes} == {
        address for address, (details, params) in by_address.items() if details or params
    }
    assert all(len(set(row.nodes)) == len(row.nodes) <= row.of for row in rows)
