"""Whatever bytes a gateway sends, they end as a page or as a sentence, and never as an exception."""

import json
from collections.abc import Mapping
from typing import Any, Final, get_args, get_origin

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct

from lib.gateway import wire
from lib.gateway.routes import Kind
from tests.faults.page_model import Looks, make_files, make_page, make_panels, make_samples
from tests.faults.payloads import BODIES, DECODERS, ODD, mutated
from tests.fleet.documents import NOW, written

EXAMPLES: Final = 170
LOOKS: Final = 10
GENERATED: Final = 100
"""Examples of each test; the first looks so often at a gateway, and each look brings a payload of each kind."""

FIXED: Final = {"derandomize": True, "deadline": None, "database": None}


def test_ten_thousand_payloads_are_tried() -> None:
    assert (EXAMPLES * LOOKS + GENERATED) * len(DECODERS) >= 10_000


def test_the_answers_are_sound_before_they_are_changed() -> None:
    seen = Looks.begun(NOW).look(BODIES)
    assert len(seen.fleet.executors) == 8
    assert not any(reading.error for reading in seen.snapshot.readings.values())
    make_panels(seen)


@given(st.lists(st.integers(0, 2**32), min_size=LOOKS, max_size=LOOKS))
@settings(max_examples=EXAMPLES, **FIXED)
def test_changed_answers_end_as_a_page(seeds: list[int]) -> None:
    looks = Looks.begun(NOW)
    for number, seed in enumerate(seeds):
        seen = looks.look(mutated(seed))
        make_page(seen)
        make_samples(seen)
        if number % 2:
            make_panels(seen)
    make_files(seen)


_JSON = st.recursive(
    st.sampled_from(ODD) | st.text(max_size=5) | st.integers() | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
_PLACES = st.sampled_from(["10.1.5.0:50005", "10.1.5.1:50005", "", "grpc://[::1]:7101"])
_NAMES = st.sampled_from(["ner_executor_005", "extract-executor-prod-us-east-1-000", "", "é"])
_KEYS = st.builds("{}/{}".format, _PLACES, _NAMES) | _NAMES
_TIMES = st.sampled_from([written(age) for age in (-9.0, 1.0, 45.0, 900.0)])
_TEXTS = _PLACES | _NAMES | _TIMES | st.sampled_from(["SERVING", "NOT_SERVING", "degraded"])


def _like(kind: Any) -> st.SearchStrategy[Any]:
    """JSON of a type of the wire; seldom something else, and a field may be missing."""
    options = [each for each in get_args(kind) if each is not type(None)]
    if isinstance(kind, type) and issubclass(kind, Struct):
        fields = {field.encode_name: _like(field.type) for field in msgspec.structs.fields(kind)}
        return st.fixed_dictionaries({}, optional={name: like for name, like in fields.items() if name != "answer"})
    if get_origin(kind) is list:
        return st.lists(_like(options[0]), max_size=4)
    if get_origin(kind) is dict:
        return st.dictionaries(_KEYS, _like(options[1]), max_size=4)
    if kind is str:
        return _TEXTS
    if kind in (bool, int, float):
        return {bool: st.booleans(), int: st.integers(-1, 9), float: st.floats(-1, 101)}[kind]
    if kind is Any or not options:
        return _JSON
    return st.one_of(*map(_like, options[:1] if hasattr(kind, "__metadata__") else options))


ANSWERS: Final[dict[Kind, Any]] = {
    Kind.EXECUTORS: wire.Deployments,
    Kind.STATUS: wire.DeploymentStatus,
    Kind.CAPACITY: wire.Capacity,
    Kind.READINESS: wire.Readiness,
    Kind.OPERATIONS: wire.OperationsHealth,
    Kind.DEBUG: wire.Debug,
}


@given(st.fixed_dictionaries({kind: _like(answer) | _JSON for kind, answer in ANSWERS.items()}))
@settings(max_examples=GENERATED, **FIXED)
def test_made_up_answers_end_as_a_page(results: Mapping[Kind, Any]) -> None:
    looks = Looks.begun(NOW)
    looks.look(BODIES)
    seen = looks.look({kind: json.dumps({"result": result}).encode() for kind, result in results.items()})
    make_page(seen)
    make_panels(seen)
    make_samples(seen)
