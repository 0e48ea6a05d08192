import tomllib
import traceback
from pathlib import Path

import pytest
from pydantic import SecretStr

from lib import settings
from lib.settings import Settings, SettingsError
from tests.faults.certificates import made

ROOT = Path(__file__).parent.parent
LINKS = ("DEBUG_URL", "EVENTS_URL", "REGISTRY_URL")
NO_LINKS = (
    ("m3.example/debug", "http:// or https://"),
    ("/debug?executor={executor}", "http:// or https://"),
    ("javascript:alert('{executor}')", "http:// or https://"),
    ("ftp://m3.example/{executor}", "http:// or https://"),
    (" https://m3.example", "http:// or https://"),
    ("https://m3.example/\nX-Header: 1", "http:// or https://"),
    ("https://m3.example/{executor", "nothing but {gateway} and {executor}"),
    ("https://m3.example/executor}", "nothing but {gateway} and {executor}"),
    ("https://m3.example/{}", "nothing but {gateway} and {executor}"),
    ("https://m3.example/{node}", "nothing but {gateway} and {executor}"),
    ("https://m3.example/{executor.__class__}", "nothing but {gateway} and {executor}"),
    ("https://m3.example/{executor!r:>9}", "nothing but {gateway} and {executor}"),
    ("https://m3.example/{{executor}}", "nothing but {gateway} and {executor}"),
    ("https://m3.example/{ executor }", "nothing but {gateway} and {executor}"),
    ("https://m3.example/{EXECUTOR}", "nothing but {gateway} and {executor}"),
)
"""Addresses that no link can have, with what would be right."""


@pytest.fixture(autouse=True)
def _no_settings_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for field in Settings.model_fields:
        monkeypatch.delenv(field.upper(), raising=False)


def test_the_version_is_the_projects() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["version"] == settings.VERSION


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_says_what_it_means(name: str) -> None:
    description = Settings.model_fields[name].description or ""
    assert description.endswith(".")


def test_with_an_empty_environment_every_setting_has_its_default() -> None:
    loaded = settings.load()
    assert (loaded.host, loaded.port, loaded.gateways_file) == ("127.0.0.1", 8501, Path("gateways.json"))
    assert (loaded.connect_timeout, loaded.read_timeout, loaded.call_timeout) == (3, 5, 10)
    assert loaded.demo == "off"


def test_the_environment_sets_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "9000")
    monkeypatch.setenv("REFRESH_HEALTH", "0.5")
    monkeypatch.setenv("DEMO", "auto")
    monkeypatch.setenv("GATEWAYS_FILE", "elsewhere.json")
    loaded = settings.load()
    assert (loaded.port, loaded.refresh_health, loaded.demo) == (9000, 0.5, "auto")
    assert loaded.gateways_file == Path("elsewhere.json")


def test_an_empty_variable_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "")
    assert settings.load().port == 8501


def test_a_file_of_variables_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("PORT=9000\n")
    assert settings.load().port == 8501


@pytest.mark.parametrize(
    ("variable", "value", "remedy"),
    [
        ("PORT", "http", "a valid integer"),
        ("PORT", "0", "greater than or equal to 1"),
        ("PORT", "65536", "less than or equal to 65535"),
        ("REFRESH_HEALTH", "0", "greater than 0"),
        ("REFRESH_CAPACITY", "5s", "a valid number"),
        ("CALL_TIMEOUT", "inf", "a finite number"),
        ("READ_TIMEOUT", "nan", "a finite number"),
        ("FIRST_READ_WAIT", "-1", "greater than or equal to 0"),
        ("MAX_BODY_MIB", "0", "greater than or equal to 1"),
        ("STALE_AFTER_MISSED", "1.5", "a valid integer"),
        ("DEMO", "on", "'off' or 'auto'"),
        *((variable, template, remedy) for variable in LINKS for template, remedy in NO_LINKS),
    ],
)
def test_an_error_names_the_variable_its_value_and_what_would_be_right(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, remedy: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(SettingsError) as caught:
        settings.load()
    error = caught.value
    assert (error.variable, error.value) == (variable, value)
    assert remedy in error.remedy
    assert str(error) == f"{variable}={value!r} cannot be used: {error.remedy}."


def test_without_an_address_there_is_no_link() -> None:
    loaded = settings.load()
    assert (loaded.debug_url, loaded.events_url, loaded.registry_url) == (None, None, None)


@pytest.mark.parametrize("variable", LINKS)
@pytest.mark.parametrize(
    "template",
    [
        "https://m3.example/debug?gateway={gateway}&executor={executor}",
        "http://m3.example:8080/{executor}/{executor}#{gateway}",
        "https://m3.example/everything",
        "https://m3.example/ünï/{executor}",
    ],
)
def test_the_address_of_a_link_may_name_gateway_and_executor(
    monkeypatch: pytest.MonkeyPatch, variable: str, template: str
) -> None:
    monkeypatch.setenv(variable, template)
    assert getattr(settings.load(), variable.lower()) == template


def test_an_empty_address_of_a_link_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEBUG_URL", "")
    assert settings.load().debug_url is None


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        settings.load().port = 1


@pytest.mark.parametrize("address", ["htp://ann:canary7@prometheus.example", "//canary7@prometheus.example"])
def test_an_address_that_cannot_be_used_is_not_repeated_where_it_may_hold_a_password(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("HISTORY_URL", address)
    with pytest.raises(SettingsError) as caught:
        settings.load()
    assert "HISTORY_URL" in str(caught.value)
    assert "canary7" not in "".join(traceback.format_exception(caught.value))


def test_what_is_secret_is_not_in_the_repr_of_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HISTORY_URL", "http://ann:canary7@prometheus.example")
    monkeypatch.setenv("NOTIFY_URLS", "slack://canary7")
    assert "canary7" not in repr(settings.load())


def test_simulated_gateways_have_files_of_their_own_and_alert_nobody() -> None:
    real = Settings(notify_urls=SecretStr("jsons://hooks.example"))
    demo = real.for_demo

    assert demo.history_file == real.history_file.with_name("demo-history.duckdb")
    assert demo.alerts_state == real.alerts_state.with_name("demo-alerts.json")
    assert demo.notify_urls is None
    assert real.notify_urls is not None


def test_a_file_of_authorities_is_tried_at_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = made(tmp_path).authority
    monkeypatch.setenv("CA_FILE", str(file))
    assert settings.load().ca_file == file


@pytest.mark.parametrize(
    ("content", "remedy"), [(None, "that can be read"), (b"no certificate", "a PEM file"), (b"", "a PEM file")]
)
def test_a_file_without_authorities_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None, remedy: str
) -> None:
    file = tmp_path / "authorities.pem"
    if content is not None:
        file.write_bytes(content)
    monkeypatch.setenv("CA_FILE", str(file))
    with pytest.raises(SettingsError, match=rf"CA_FILE=.*authorities\.pem.*{remedy}"):
        settings.load()


def test_a_folder_holds_no_authorities(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CA_FILE", str(tmp_path))
    with pytest.raises(SettingsError, match="CA_FILE"):
        settings.load()
