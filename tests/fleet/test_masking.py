import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st

from lib.fleet.masking import DEEPER, MASK, masked, settings

UUID = "0198f0aa-7e12-7abc-9def-0123456789ab"
CANARY = "zq7#canary#7qz"

SECRET_NAMES = (
    "password",
    "PASSWORD",
    "db_password",
    "dbPassword",
    "passwd",
    "passphrase",
    "pwd",
    "DB_PWD",
    "dbPwd",
    "secret",
    "client-secret",
    "clientsecret",
    "token",
    "token_count",
    "accessToken",
    "api_key",
    "api-key",
    "apiKey",
    "APIKey",
    "apikey",
    "OPENAI_API_KEY",
    "key",
    "keys",
    "encryption.key",
    "signingKey",
    "SSHKey",
    "key_material",
    "private_key",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "aws_session_token",
    "credentials",
    "auth",
    "Authorization",
    "oauth",
    "basic_auth",
    "Cookie",
    "sentry_dsn",
)
HARMLESS_NAMES = (
    "author",
    "authors",
    "coauthored_by",
    "authority",
    "unauthorized_requests",
    "monkey",
    "MONKEY",
    "keyboard",
    "turkey",
    "keyword",
    "compass",
    "bypass",
    "passenger",
    "job_id",
    "misses",
    "status_degraded_reason",
)
SECRET_VALUES = (
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P",
    "-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----",
    "-----BEGIN PRIVATE KEY-----",
    "Bearer abcdefgh12345678",
    "authorization header is bearer abcdefgh12345678",
    "mas_" + "a1b2c3" * 9,
    "mau_" + "A-B_C3" * 9,
    "key_mas_" + "a1b2c3" * 9,
    "the gateway said mas_" + "a1b2c3" * 9 + " twice",
    "AKIAIOSFODNN7EXAMPLE",
    "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY1",
    "sk-proj-abcdef123456",
    "sk_live_abcdef123456",
    "ghp_abcdefghijklmnop1234",
    "github_pat_11ABCDEFG0123456789",
    "hf_abcdefghijklmnop",
    "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
)
HARMLESS_VALUES = (
    "",
    "true",
    "3",
    UUID,
    "0198f0aa",
    "2026-03-01T09:15:31Z",
    "live_node_missing_status",
    "10.4.0.11:7101",
    "http://minio:9000/bucket@v2",
    "https://gw.example:8080",
    "s3://models/layout/v2",
    "ssh://git@example.org/repo",
    "mailto: someone@example.org",
    "skewed-distribution-model",
    "pkg-installation-directory",
    "401 Unauthorized: no such user",
    "author=Ada",
    "monkey: banana",
    "the token expired",
    "/document/extract",
)


def values(found: list[Any]) -> list[str]:
    return [setting.value for setting in found]


@pytest.mark.parametrize("name", SECRET_NAMES)
def test_a_value_under_a_secret_name_is_masked(name: str) -> None:
    assert settings({name: "hunter2"}) == [(name, MASK)]


@pytest.mark.parametrize("name", HARMLESS_NAMES)
def test_a_name_that_only_looks_like_one_keeps_its_value(name: str) -> None:
    assert settings({name: "hunter2"}) == [(name, "hunter2")]


@pytest.mark.parametrize("text", SECRET_VALUES)
def test_a_text_that_looks_like_a_secret_is_masked_whatever_its_name(text: str) -> None:
    assert settings({"note": text}) == [("note", MASK)]


@pytest.mark.parametrize("text", HARMLESS_VALUES)
def test_a_harmless_text_stays(text: str) -> None:
    assert masked(text) == text


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("mongodb://root:hunter2@mongo:27017/marie", f"mongodb://{MASK}@mongo:27017/marie"),
        ("redis://:hunter2@cache", f"redis://{MASK}@cache"),
        ("postgresql+psycopg://u:p@ss@db/x", f"postgresql+psycopg://{MASK}@db/x"),
        ("amqp://u:p/ss@mq", f"amqp://{MASK}@mq"),
        ("amqp://u:1@a,amqp://u:2@b", f"amqp://{MASK}@b"),
        ("see HTTPS://u:p@host now", f"see HTTPS://{MASK}@host now"),
        ("https://abcdefghij0123456789@git.example/x", f"https://{MASK}@git.example/x"),
    ],
)
def test_a_password_in_a_url_is_masked_and_its_host_stays(url: str, shown: str) -> None:
    assert settings({"MONGO_URL": url}) == [("MONGO_URL", shown)]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("PASSWORD=hunter2", f"PASSWORD={MASK}"),
        ("MONGO_PASSWORD=correct horse, battery", f"MONGO_PASSWORD={MASK}"),
        ("--api-key=hunter2", f"--api-key={MASK}"),
        ("signingKey: hunter2", f"signingKey: {MASK}"),
        ("host=a AccountKey=aGk=;x=1", f"host=a AccountKey={MASK}"),
        ("https://blob.example/x?sv=1&token=hunter2", f"https://blob.example/x?sv=1&token={MASK}"),
        ("Authorization: Basic aHVudGVyMg==", f"Authorization: {MASK}"),
        (json.dumps({"password": 'a"b', "user": "x"}), f'{{"password": {MASK}, "user": "x"}}'),
        ("env['SECRET'] = 'hunter2'", f"env['SECRET'] = {MASK}"),
        ('password="not closed', f"password={MASK}"),
    ],
)
def test_a_secret_that_a_text_assigns_is_masked_and_its_name_stays(text: str, shown: str) -> None:
    assert masked(text) == shown


def test_secrets_are_found_at_any_depth_and_all_below_a_secret_name_is_one() -> None:
    carried = {
        "limits": {"cpu": 2, "memory": "4Gi"},
        "env": [{"DEBUG": True}, {"API_KEY": 12345}],
        "credentials": {"user": "ada", "parts": ["hunter", {"2": None}], "empty": ""},
    }
    assert settings(carried) == [
        ("limits.cpu", "2"),
        ("limits.memory", "4Gi"),
        ("env[0].DEBUG", "true"),
        ("env[1].API_KEY", MASK),
        ("credentials.user", MASK),
        ("credentials.parts[0]", MASK),
        ("credentials.parts[1].2", ""),
        ("credentials.empty", ""),
    ]


def test_a_secret_that_is_named_beside_its_value_is_masked() -> None:
    env = [{"name": "DB_PASSWORD", "value": "hunter2"}, {"name": "DEBUG", "value": "1"}]
    assert values(settings(env)) == ["DB_PASSWORD", MASK, "DEBUG", "1"]


def test_an_argument_after_a_secret_flag_is_masked() -> None:
    arguments = ["--user", "ada", "--password", "hunter2", "-v", "--token=x"]
    assert values(settings(arguments)) == ["--user", "ada", "--password", MASK, "-v", f"--token={MASK}"]


def test_a_secret_that_is_itself_a_name_is_masked() -> None:
    assert settings({"holders": {"mas_" + "a1b2c3" * 9: "admin"}}) == [(f"holders.{MASK}", "admin")]


@pytest.mark.parametrize(
    ("value", "text"), [(None, ""), (True, "true"), (False, "false"), (0, "0"), (1.5, "1.5"), ({}, "{}"), ([], "[]")]
)
def test_values_are_written_as_json_has_them(value: object, text: str) -> None:
    assert settings({"x": value}) == [("x", text)]


def test_a_lone_value_has_no_path() -> None:
    assert settings("plain") == [("", "plain")]
    assert settings(None) == [("", "")]


def nested(depth: int, inside: object) -> Any:
    for _level in range(depth):
        inside = {"a": inside}
    return inside


def test_what_is_nested_too_deeply_is_left_out_and_not_written_unmasked() -> None:
    [setting] = settings(nested(12, {"password": CANARY}))
    assert setting.value == DEEPER
    assert values(settings({"secret": nested(40, [CANARY])})) == [MASK]
    assert values(settings(nested(100_000, CANARY))) == [DEEPER]


def test_every_leaf_of_a_large_structure_comes_once() -> None:
    found = settings({f"node{number}": ["text", {"password": CANARY}] for number in range(5_000)})
    assert len(found) == len({setting.path for setting in found}) == 10_000
    assert values(found).count(MASK) == 5_000


@pytest.mark.parametrize(
    "text", ["a" * 1_000_000, "a://b:" * 50_000, "pass=" * 50_000, "token" * 50_000, '"' * 50_000, "password " * 9_000]
)
def test_a_hostile_text_is_cut_and_ends(text: str) -> None:
    assert len(masked(text)) <= 500


def test_a_secret_that_begins_before_the_cut_is_masked_whole() -> None:
    shown = masked("x" * 480 + " mongodb://root:" + "hunter2" * 20 + "@mongo")
    assert "hunter2" not in shown


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)
_holding_canary = st.recursive(
    st.just(CANARY),
    lambda inner: st.one_of(
        st.tuples(_json, inner).map(list),
        st.tuples(st.text(), inner, _json).map(lambda made: {"beside": made[2], made[0]: made[1]}),
    ),
    max_leaves=4,
)
_around = st.lists(st.text() | st.none(), max_size=14)


def wrapped(inside: Any, steps: list[str | None]) -> Any:
    """The value inside mappings under these names; None stands for a list."""
    for step in steps:
        inside = [inside] if step is None else {step: inside, "beside": 1}
    return inside


@limits(deadline=None)
@given(st.sampled_from(SECRET_NAMES), _holding_canary, _around)
def test_nothing_below_a_secret_name_is_ever_shown(name: str, secret: Any, around: list[str | None]) -> None:
    shown = settings(wrapped({name: secret}, around))
    assert not any(CANARY in setting.value or CANARY in setting.path for setting in shown)


@limits(deadline=None)
@given(_json)
def test_any_json_has_settings(value: Any) -> None:
    assert all(len(setting.value) <= 500 for setting in settings(value))
