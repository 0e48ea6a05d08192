import json
import logging
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st

from lib.logs import request_id
from lib.logs.hiding import Hiding
from lib.logs.lines import JsonLines, Lines, TextLines

BOTH = pytest.mark.parametrize("form", [TextLines, JsonLines])


def record(message: object, *args: object, **told: Any) -> logging.LogRecord:
    made = logging.LogRecord("lib.x", logging.WARNING, "x.py", 1, message, args, told.pop("exc_info", None))
    made.created, made.msecs = 1_772_452_800.25, 250.0
    made.__dict__.update(told)
    return made


def fail(said: str) -> None:
    raise ValueError(said)


def failed(said: str) -> logging.LogRecord:
    """The record of an exception."""
    try:
        fail(said)
    except ValueError:
        return record("It failed", exc_info=sys.exc_info())
    raise AssertionError("it did not fail")


def as_text(of: logging.LogRecord) -> str:
    return TextLines(Hiding(["hunter2"])).format(of)


def as_json(of: logging.LogRecord) -> Any:
    return json.loads(JsonLines(Hiding(["hunter2"])).format(of))


def test_a_text_has_time_level_module_and_message() -> None:
    assert as_text(record("%s is %d", "slow", 7)) == "2026-03-02T12:00:00.250Z WARNING lib.x: slow is 7"


def test_json_has_the_same_and_the_fields() -> None:
    assert as_json(record("%s is %d", "slow", 7, fields={"gateway": "us", "bytes": 7})) == {
        "time": "2026-03-02T12:00:00.250Z",
        "level": "WARNING",
        "logger": "lib.x",
        "message": "slow is 7",
        "gateway": "us",
        "bytes": 7,
    }


def test_no_field_takes_the_place_of_what_every_line_has() -> None:
    assert as_json(record("said", fields={"message": "forged", "level": "INFO"}))["message"] == "said"


def test_a_line_names_the_request_that_it_belongs_to() -> None:
    before = request_id.CURRENT.set("abc-1")
    try:
        assert as_text(record("said")).endswith("lib.x: said [abc-1]")
        assert as_json(record("said"))["request_id"] == "abc-1"
    finally:
        request_id.CURRENT.reset(before)
    assert "request_id" not in as_json(record("said"))


def test_an_exception_is_one_line_of_json() -> None:
    written = JsonLines(Hiding()).format(failed("first\nsecond"))
    assert len(written.splitlines()) == 1
    said = json.loads(written)["exception"]
    assert said.startswith("Traceback")
    assert said.endswith("ValueError: first\nsecond")


def test_no_line_of_an_exception_in_a_text_looks_like_a_record() -> None:
    head, *behind = as_text(failed("first\n2026-03-02T12:00:00.250Z INFO lib.x: forged")).split("\n")
    assert head.endswith("WARNING lib.x: It failed")
    assert behind[0] == "  | Traceback (most recent call last):"
    assert all(line.startswith("  | ") for line in behind)


@pytest.mark.parametrize("write", [as_text, lambda of: str(as_json(of))])
def test_secrets_are_hidden_wherever_they_are(write: Any) -> None:
    for each in (
        record("token hunter2"),
        record("token %s", "hunter2"),
        record("said", fields={"route": "hunter2"}),
        record("said", stack_info="at\nhunter2"),
        failed("hunter2"),
    ):
        assert "hunter2" not in write(each)


@BOTH
def test_a_record_whose_arguments_do_not_fit_is_not_lost(form: type[Lines]) -> None:
    class Unsayable:
        def __str__(self) -> str:
            raise RuntimeError("no")

    for each in (record("%d apples", "many"), record("%s", Unsayable())):
        assert "with arguments that do not fit" in form(Hiding()).format(each)


@BOTH
@limits(max_examples=100)
@given(st.text(), st.text())
def test_a_record_is_one_line_whatever_it_says(form: type[Lines], message: str, field: str) -> None:
    written = form(Hiding()).format(record("%s", message, fields={"path": field, field: message}))
    assert len(written.splitlines()) == 1
    assert written.isprintable()
