from pathlib import Path

import pytest

from lib.gateway.config import ConfigurationError

FILE = Path("gateways.json")


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ({}, "gateways.json: is empty. Write a list."),
        ({"entry": "entry 2 (us)"}, "gateways.json, entry 2 (us): is empty. Write a list."),
        ({"entry": "entry 2 (us)", "field": "url"}, "gateways.json, entry 2 (us), field url: is empty. Write a list."),
    ],
)
def test_an_error_says_where_it_is_what_is_wrong_and_what_would_be_right(where: dict[str, str], said: str) -> None:
    assert str(ConfigurationError(FILE, "is empty", "Write a list", **where)) == said


def test_an_error_carries_its_parts_for_who_handles_it() -> None:
    error = ConfigurationError(FILE, "is empty", "Write a list", entry="entry 2", field="url")
    assert (error.file, error.problem, error.remedy) == (FILE, "is empty", "Write a list")
    assert (error.entry, error.field) == ("entry 2", "url")
