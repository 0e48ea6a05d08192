from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from lib.gateway.config import ConfigurationError
from lib.gateway.config.loading import load
from lib.process import Dashboard
from tests.pages.reading import plain
from tests.ui.drawn import drawn

Make = Callable[..., Dashboard]


def page_of(made: Dashboard, error: ConfigurationError | None) -> AppTest:
    return drawn("unconfigured", made, error)


def test_what_is_wrong_with_the_file_is_said_as_text(dashboard: Make) -> None:
    made = dashboard()
    error = ConfigurationError(Path("**gateways**.json"), "[a](javascript:b) <b>", "Write it")
    [warning] = page_of(made, error).warning
    assert warning.proto.title == "Gateway not configured"
    assert plain(warning.value) == str(error)
    assert "](javascript" not in warning.value
    assert "**" not in warning.value


def test_without_an_error_there_is_no_file(dashboard: Make) -> None:
    [warning] = page_of(dashboard(), None).warning
    assert warning.value == "No gateways file was found."


def test_the_steps_name_the_file_and_the_variables(dashboard: Make) -> None:
    made = dashboard()
    steps = "\n".join(each.value for each in page_of(made, None).markdown)
    for said in (str(made.gateways_file), "`GATEWAYS_FILE`", "`GATEWAY_TOKEN_US_EAST_1`"):
        assert said in steps


def test_the_example_is_a_file_that_can_be_used(dashboard: Make, tmp_path: Path) -> None:
    example = page_of(dashboard(), None).code[0].value
    file = tmp_path / "example.json"
    file.write_text(example)
    [gateway] = load(file, {"GATEWAY_TOKEN_US_EAST_1": "mas_x"}).gateways
    assert (gateway.id, gateway.datacenter) == ("us-east-1", "us-east-1")
    assert gateway.token is not None


def test_the_command_names_the_variable_of_the_token_and_no_token(
    dashboard: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GATEWAY_TOKEN_US_EAST_1", "mas_the-token-of-the-canary")
    command = page_of(dashboard(), None).code[1].value
    assert command == 'curl -H "Authorization: Bearer $GATEWAY_TOKEN_US_EAST_1" https://gateway.example:8080/'
