import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.fleet.filters import UNNAMED, ExecutorFilter, facets, positions
from lib.fleet.model import Executor, Status, Verdict
from tests.fleet.records import executor, rollup

OCR = executor("ocr-executor-prod-us-east-1-001", rollup(owners=("Worker-7@10.1.6.2",)), endpoints=("/document/ocr",))
NER = executor(
    "ner_executor_eu-west-1",
    rollup(status=Status.ERROR, verdict=Verdict.DRIFT, owners=()),
    endpoints=("/document/extract", "/status"),
)
PLAIN = executor("Straße", rollup(status=Status.UNKNOWN, verdict=Verdict.UNKNOWN), endpoints=())
ALL = (OCR, NER, PLAIN)

_words = st.sampled_from(["", "o", "OCR", "executor", "/document", "status 10", "x y"])
_filters = st.builds(
    ExecutorFilter,
    text=_words,
    statuses=st.frozensets(st.sampled_from([status.value for status in Status])),
    verdicts=st.frozensets(st.sampled_from([verdict.value for verdict in Verdict])),
    functions=st.frozensets(st.sampled_from(["ocr", "ner", UNNAMED, "no such"])),
    regions=st.frozensets(st.sampled_from(["us-east-1", "eu-west-1", UNNAMED])),
)
_executors = st.lists(
    st.builds(
        executor,
        st.sampled_from(["ocr-executor-prod-us-east-1-001", "ner_executor_eu-west-1", "plain"]),
        st.builds(rollup, status=st.sampled_from(list(Status)), verdict=st.sampled_from(list(Verdict))),
    )
)


def passing(wanted: ExecutorFilter) -> list[str]:
    return [ALL[position].name for position in positions(ALL, wanted)]


def test_an_empty_filter_lets_everything_through() -> None:
    assert positions(ALL, ExecutorFilter()) == [0, 1, 2]


@pytest.mark.parametrize(
    ("wanted", "passed"),
    [
        (ExecutorFilter(statuses=frozenset({"ERROR"})), [NER]),
        (ExecutorFilter(statuses=frozenset({"ERROR", "UNKNOWN"})), [NER, PLAIN]),
        (ExecutorFilter(verdicts=frozenset({"match"})), [OCR]),
        (ExecutorFilter(functions=frozenset({"ocr", "ner"})), [OCR, NER]),
        (ExecutorFilter(functions=frozenset({UNNAMED})), [PLAIN]),
        (ExecutorFilter(regions=frozenset({"us-east-1"})), [OCR]),
        (ExecutorFilter(regions=frozenset({UNNAMED})), [PLAIN]),
        (ExecutorFilter(statuses=frozenset({"NO SUCH STATUS"})), []),
    ],
)
def test_values_of_one_part_are_alternatives(wanted: ExecutorFilter, passed: list[Executor]) -> None:
    assert passing(wanted) == [each.name for each in passed]


def test_different_parts_must_all_hold() -> None:
    statuses, functions = frozenset({"ERROR", "SERVING"}), frozenset({"ner", UNNAMED})
    assert passing(ExecutorFilter(statuses=statuses, functions=functions)) == [NER.name]
    assert passing(ExecutorFilter(text="ocr", statuses=statuses, functions=functions)) == []


@pytest.mark.parametrize(
    ("text", "passed"),
    [
        ("ocr", [OCR]),
        ("EXECUTOR", [OCR, NER]),
        ("worker-7@10.1", [OCR]),
        ("/document/extract", [NER]),
        ("extract ner", [NER]),
        ("ner\t /status ", [NER]),
        ("ocr extract", []),
        ("STRASSE", [PLAIN]),
        ("  ", [OCR, NER, PLAIN]),
        ("001worker", []),
        (".*", []),
    ],
)
def test_every_word_of_a_text_stands_in_name_owners_or_endpoints_in_any_case(text: str, passed: list[Executor]) -> None:
    assert passing(ExecutorFilter(text=text)) == [each.name for each in passed]


@given(_executors, _filters)
def test_what_passes_is_a_part_of_all_in_their_order_and_passes_again(
    executors: list[Executor], wanted: ExecutorFilter
) -> None:
    found = positions(executors, wanted)
    passed = [executors[position] for position in found]

    assert found == sorted(set(found))
    assert positions(passed, wanted) == list(range(len(passed)))
    assert not any(wanted.matches(each) for at, each in enumerate(executors) if at not in found)


@given(_executors)
def test_each_value_is_counted_as_often_as_its_filter_lets_through(executors: list[Executor]) -> None:
    counted = facets(iter(executors))
    for status, times in counted.statuses.items():
        assert len(positions(executors, ExecutorFilter(statuses=frozenset({status})))) == times
    for verdict, times in counted.verdicts.items():
        assert len(positions(executors, ExecutorFilter(verdicts=frozenset({verdict})))) == times
    for function, times in counted.functions.items():
        assert len(positions(executors, ExecutorFilter(functions=frozenset({function})))) == times
    for region, times in counted.regions.items():
        assert len(positions(executors, ExecutorFilter(regions=frozenset({region})))) == times


def test_facets_count_executors_whose_name_says_nothing() -> None:
    assert facets(ALL).functions == {"ocr": 1, "ner": 1, UNNAMED: 1}
    assert facets(ALL).regions[UNNAMED] == 1
