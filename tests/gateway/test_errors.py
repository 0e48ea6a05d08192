import copy
import re

import pytest

from lib.gateway import errors
from tests.gateway.tree import classes, example


def test_the_docstring_draws_every_class_in_its_place() -> None:
    drawn = re.findall(r"^( *)[*+-] (\w+)", errors.__doc__ or "", re.MULTILINE)
    assert [name for _, name in drawn] == [cls.__name__ for cls in classes()]
    assert [len(indent) // 2 for indent, _ in drawn] == [len(cls.__mro__) - 4 for cls in classes()]


def test_every_class_without_a_status_has_a_kind_of_its_own() -> None:
    kinds = [cls.kind for cls in classes() if not issubclass(cls, errors.UnexpectedStatus)]
    assert len(set(kinds)) == len(kinds)


def test_a_status_is_its_own_kind() -> None:
    assert errors.ServerFailed(503).kind == "http_503"


@pytest.mark.parametrize("cls", classes())
def test_at_fills_in_the_place_and_returns_the_same_error(cls: type[errors.GatewayError]) -> None:
    error = example(cls)
    assert error.at("EU West", "/health") is error
    assert (error.gateway, error.route) == ("EU West", "/health")


@pytest.mark.parametrize("cls", classes())
def test_the_text_names_gateway_route_and_kind(cls: type[errors.GatewayError]) -> None:
    error = example(cls)
    assert all(part in str(error) for part in ("US East", "/api/capacity", error.kind))


def test_a_detail_is_folded_to_one_line_and_cut() -> None:
    detail = errors.ReportedError("etcd is\n\n  gone " + "x" * 1000).detail
    assert detail.startswith("etcd is gone x")
    assert len(detail) == errors.DETAIL_LIMIT


@pytest.mark.parametrize(
    "text",
    ["a\nERROR b", "a\r\nb", "a\x1b[2Jb", "a\x00b", "a\x85b", "a\u2028b", "a\u202eb", "a\x9bb", "a\u200bb"],
    ids=ascii,
)
def test_a_detail_makes_no_second_line_and_nothing_that_a_terminal_acts_on(text: str) -> None:
    error = errors.ReportedError(text)
    assert f"{error.detail}{error}".isprintable()


def test_an_error_without_a_place_still_reads_well() -> None:
    assert str(errors.EmptyBody()) == "empty"
    assert str(copy.copy(errors.WrongShape("no slots"))) == "shape: no slots"
