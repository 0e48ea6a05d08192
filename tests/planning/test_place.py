import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.gateway.config import Gateway
from lib.history.questions import Scope
from lib.history.samples import NO_FUNCTION
from lib.planning.place import (
    EVERYWHERE,
    LISTED_AT_MOST,
    Place,
    Sort,
    choices,
    close_to,
    gateways_of,
    read,
    scope,
    within,
)
from tests.history.pasts import BEGIN, executor, gateway

US = Gateway(id="us-east-1", url="http://us.example", datacenter="virginia")
EU = Gateway(id="eu-west-1", url="http://eu.example", datacenter="dublin")
SAMPLES = (
    gateway(BEGIN, executor("extract_executor"), executor("ocr_executor"), gateway="us-east-1"),
    gateway(BEGIN, executor("extract_executor"), executor("plain", function=NO_FUNCTION), gateway="eu-west-1"),
)


@given(sort=st.sampled_from([each for each in Sort if each is not Sort.ALL]), name=st.text(min_size=1, max_size=30))
@settings(max_examples=60)
def test_a_place_of_any_name_survives_a_link(sort: Sort, name: str) -> None:
    assert read(str(Place(sort, name))) == Place(sort, name)


@pytest.mark.parametrize("text", [None, "all"])
def test_no_place_in_the_address_is_all_gateways(text: str | None) -> None:
    assert read(text) == EVERYWHERE


@pytest.mark.parametrize("text", ["gateway", "gateway:", "all:x", "node:x", ":x", "us-east-1"])
def test_what_is_no_place_is_none(text: str) -> None:
    assert read(text) is None


def test_the_choices_go_from_wide_to_narrow_and_name_each_once() -> None:
    assert [str(each) for each in choices([US, EU], SAMPLES)] == [
        "all",
        "gateway:us-east-1",
        "gateway:eu-west-1",
        "datacenter:dublin",
        "datacenter:virginia",
        "function:extract",
        "function:ocr",
        "executor:extract_executor",
        "executor:ocr_executor",
        "executor:plain",
    ]


def test_no_more_executors_are_listed_than_a_list_can_hold() -> None:
    many = gateway(BEGIN, *(executor(f"e{number}") for number in range(LISTED_AT_MOST + 5)))
    assert sum(each.sort is Sort.EXECUTOR for each in choices([US], [many])) == LISTED_AT_MOST


def test_close_names_are_those_of_the_same_sort() -> None:
    among = choices([US, EU], SAMPLES)
    assert [str(each) for each in close_to("gateway:us-east", among)] == ["gateway:us-east-1"]
    assert [str(each) for each in close_to("function:extrakt", among)] == ["function:extract"]
    assert Place(Sort.GATEWAY, "us-east-1") in close_to("us-east", among)


def test_a_place_chooses_its_gateways() -> None:
    assert gateways_of(Place(Sort.GATEWAY, "eu-west-1"), [US, EU]) == (EU,)
    assert gateways_of(Place(Sort.DATACENTER, "virginia"), [US, EU]) == (US,)
    assert gateways_of(Place(Sort.FUNCTION, "ocr"), [US, EU]) == (US, EU)


def test_the_past_is_asked_of_configured_gateways_alone() -> None:
    assert scope(EVERYWHERE, [US, EU]) == Scope(("us-east-1", "eu-west-1"))
    assert scope(Place(Sort.FUNCTION, "ocr"), [US]) == Scope(("us-east-1",), function="ocr")
    assert scope(Place(Sort.EXECUTOR, "plain"), [US]) == Scope(("us-east-1",), executor="plain")


def test_samples_within_a_place_hold_its_executors_and_stay_samples_of_their_gateways() -> None:
    [us, eu] = within(Place(Sort.FUNCTION, "ocr"), [US, EU], SAMPLES)
    assert [each.executor for each in us.executors] == ["ocr_executor"]
    assert (eu.gateway, eu.executors) == ("eu-west-1", ())
    assert within(Place(Sort.GATEWAY, "eu-west-1"), [US, EU], SAMPLES) == (SAMPLES[1],)
