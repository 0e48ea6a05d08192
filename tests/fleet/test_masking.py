import json
from base64 import b64encode
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st

from lib.fleet.masking import DEEPER, MASK, masked, masked_json, settings

CANARY = "zq7#canary#7qz"

SECRET_NAMES = ("password", "dbPassword", "api_key", "APIKey", "client-secret", "token", "Authorization", "sentry_dsn")
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P"


def base64(text: str) -> str:
    return b64encode(text.encode()).decode()


def values(found: list[Any]) -> list[str]:
    return [setting.value for setting in found]


@pytest.mark.parametrize("name", SECRET_NAMES)
def test_a_value_under_a_secret_name_is_masked(name: str) -> None:
    assert settings({name: "hunter2"}) == [(name, MASK)]


@pytest.mark.parametrize("name", ["author", "monkey", "keyboard_layout", "tokenizer", "job_id"])
def test_a_name_that_only_looks_like_one_keeps_its_value(name: str) -> None:
    assert settings({name: "hunter2"}) == [(name, "hunter2")]


@pytest.mark.parametrize("value", [True, False, None, ""])
def test_yes_no_and_nothing_are_no_secrets(value: object) -> None:
    assert masked_json({"password": value}) == {"password": value}


@pytest.mark.parametrize("value", [4096, 0.5, "4096", "128k"])
def test_a_number_that_measures_a_secret_is_shown(value: object) -> None:
    assert masked_json({"max_tokens": value, "limits": {"session_timeout": value}}) == {
        "max_tokens": value,
        "limits": {"session_timeout": value},
    }


def test_what_is_no_number_under_a_measure_is_masked_and_so_is_a_number_under_a_secret() -> None:
    assert masked_json({"max_tokens": "hunter2", "token": 4096, "password": "4096"}) == {
        "max_tokens": MASK,
        "token": MASK,
        "password": MASK,
    }
    assert masked_json({"tokens": {"input": 5, "text": "hunter2"}, "secret": {"max_tokens": 5}}) == {
        "tokens": {"input": 5, "text": MASK},
        "secret": {"max_tokens": MASK},
    }


@pytest.mark.parametrize("text", [JWT, "AKIAIOSFODNN7EXAMPLE", "Bearer abcdefgh12345678", "mas_" + "a1b2c3" * 9])
def test_a_text_that_looks_like_a_secret_is_masked_whatever_its_name(text: str) -> None:
    assert settings({"note": text}) == [("note", MASK)]


@pytest.mark.parametrize(
    "text",
    [
        "-----BEGIN PRIVATE KEY-----\nMIIEow",
        JWT,
        "mongodb://root:hunter2@mongo/marie",
        json.dumps({"auths": {"registry.example": {"auth": "aHVudGVyMg=="}}}),
        "export API_KEY=hunter2 DEBUG=1",
        json.dumps([{"name": "DB_PASSWORD", "value": "hunter2"}]),
    ],
)
def test_a_secret_in_base64_is_masked_whole(text: str) -> None:
    assert masked(base64(text)) == masked(f"--config {base64(text)}") == MASK


@pytest.mark.parametrize("text", ["layout model v2, trained in spring", "a" * 40, "żółw i jeż w lesie na polanie"])
def test_a_harmless_text_in_base64_of_less_than_40_characters_stays(text: str) -> None:
    harmless = base64(text)[:39]
    assert masked(harmless) == harmless


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
        ("https://u%3Ahunter2@host/x", f"https://{MASK}@host/x"),
        ("https://h/r?u=https%3A%2F%2Fu%3Ahunter2%40host", f"https://h/r?u=https%3A%2F%2F{MASK}%40host"),
        ("h?u=https%253A%252F%252Fu%253Ahunter2%2540host", f"h?u=https%253A%252F%252F{MASK}%2540host"),
        ("//u:hunter2@host/x", f"//u:{MASK}@host/x"),
        ("jdbc:oracle:thin:scott/hunter2@//db:1521/x", f"jdbc:oracle:thin:scott/{MASK}@//db:1521/x"),
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
        ('config {"password": "a\\"b", "user": "x"}', f'config {{"password": {MASK}, "user": "x"}}'),
        ("{'name': 'DB_PASSWORD', 'value': 'hunter2'}", f"{{'name': 'DB_PASSWORD', 'value': {MASK}}}"),
        ("Server=db;User Id=sa;Password=hunter2;", f"Server=db;User Id=sa;Password={MASK}"),
        ("https://blob.example/x?sv=1&sig=aGk%3D", f"https://blob.example/x?sv=1&sig={MASK}"),
        ("https://s3.example/x?X-Amz-Signature=0a1b", f"https://s3.example/x?X-Amz-Signature={MASK}"),
        ("max_tokens=4096, api_key=hunter2", f"max_tokens=4096, api_key={MASK}"),
        ("max_tokens=hunter2", f"max_tokens={MASK}"),
        ("next=%2Flogin%3Ftoken%3Dhunter2", f"next=%2Flogin%3Ftoken%3D{MASK}"),
        ("env['SECRET'] = 'hunter2'", f"env['SECRET'] = {MASK}"),
        ('password="not closed', f"password={MASK}"),
        ('said "{\\"password\\": \\"hunter2\\"}"', f'said "{{\\"password\\": {MASK}'),
        ("password: |\n  hunter2\n  and more", f"password: {MASK}"),
        ("https://h.example/x?code=hunter22&y=1", f"https://h.example/x?code={MASK}&y=1"),
        ("https://h.example/x?Signature=hunter22", f"https://h.example/x?Signature={MASK}"),
        ("https://h.example/cb#access_token=hunter2", f"https://h.example/cb#access_token={MASK}"),
        ("<db><password>hunter2</password></db>", f"<db><password>{MASK}</password></db>"),
        ("ｐａｓｓｗｏｒｄ=hunter2", MASK),
        ("pass\u200bword=hunter2", MASK),
    ],
)
def test_a_secret_that_a_text_assigns_is_masked_and_its_name_stays(text: str, shown: str) -> None:
    assert masked(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("login --password hunter2 --user ada", f"login --password {MASK} --user ada"),
        ("login -v --password hunter2", f"login -v --password {MASK}"),
        ("login --password '-x y' now", f"login --password {MASK} now"),
        ("mysql -u root -p hunter2 marie", f"mysql -u root -p {MASK} marie"),
        ("curl -u ada:hunter2 http://gw", f"curl -u {MASK} http://gw"),
        ("curl --user=ada:hunter2 http://gw", f"curl --user={MASK} http://gw"),
        (
            "docker run -p 127.0.0.1:8080:80/tcp -u 1000:1000 marie",
            "docker run -p 127.0.0.1:8080:80/tcp -u 1000:1000 marie",
        ),
        ("serve --max-tokens 4096 --tokenizer gpt2", "serve --max-tokens 4096 --tokenizer gpt2"),
        ("mysql -uroot -phunter2 marie", f"mysql -uroot -p{MASK} marie"),
        ("redis-cli -h cache -a hunter2 ping", f"redis-cli -h cache -a {MASK} ping"),
        ("machine db login ann password hunter2", f"machine db login ann password {MASK}"),
        ("root:hunter2@tcp(db:3306)/marie", f"root:{MASK}@tcp(db:3306)/marie"),
    ],
)
def test_a_secret_that_a_command_is_given_is_masked(text: str, shown: str) -> None:
    assert masked(text) == shown


def test_a_text_that_is_json_is_masked_as_the_structure_that_it_is() -> None:
    carried = [{"name": "DB_PASSWORD", "value": 'a"b'}, {"password": "hunter2", "max_tokens": 5}]
    assert json.loads(masked(f" {json.dumps(carried)}")) == masked_json(carried)
    assert json.loads(json.loads(masked(json.dumps({"inner": json.dumps(carried)})))["inner"]) == masked_json(carried)


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


@pytest.mark.parametrize(
    "pair",
    [
        {"Name": "DB_PASSWORD", "Value": "hunter2"},
        {"field": "api_key", "val": "hunter2"},
        {"header": "Authorization", "content": "hunter2"},
        {"variable": "TOKEN", "default": "hunter2"},
        ["password", "hunter2"],
    ],
)
def test_a_secret_is_masked_in_any_form_of_a_pair(pair: Any) -> None:
    assert "hunter2" not in json.dumps(masked_json({"env": [pair]}))


def test_two_words_are_no_pair_unless_the_first_is_the_name_of_a_secret() -> None:
    assert masked_json([["ocr", "ner"], ["the token expired", "today"]]) == [
        ["ocr", "ner"],
        ["the token expired", "today"],
    ]


def test_all_lines_of_a_key_are_masked_and_what_stands_around_it_is_not() -> None:
    lines = ["before", "-----BEGIN PRIVATE KEY-----", "MIIEow", "aGk=", "-----END PRIVATE KEY-----", "after"]
    assert masked_json(lines) == ["before", MASK, MASK, MASK, MASK, "after"]
    assert masked_json(lines[:4]) == ["before", MASK, MASK, MASK]


def test_an_argument_after_a_secret_flag_is_masked() -> None:
    arguments = ["--user", "ada", "--password", "hunter2", "-v", "--token=x", "--max-tokens", "5", "-p", "hunter2"]
    shown = ["--user", "ada", "--password", MASK, "-v", f"--token={MASK}", "--max-tokens", "5", "-p", MASK]
    assert masked_json(arguments) == shown
    assert masked_json(["-p", 8080, "-u", "ada:hunter2"]) == ["-p", 8080, "-u", MASK]


def test_names_that_are_masked_alike_stay_apart() -> None:
    one, other = "mas_" + "a1b2c3" * 9, "mas_" + "d4e5f6" * 9
    assert masked_json({one: 1, other: 2}) == {MASK: 1, f"{MASK} 2": 2}


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
    "text",
    [
        "a" * 1_000_000,
        "a://b:" * 50_000,
        "pass=" * 50_000,
        "token" * 50_000,
        '"' * 50_000,
        "password " * 9_000,
        "-p " * 50_000,
        "[" * 50_000,
        "tokens=1" * 9_000,
        "%3a%2f%2f" * 9_000,
        "<password" * 9_000,
        "<password>" * 9_000,
        "mysql " * 9_000,
        "jdbc:oracle:a:" * 9_000,
        "login a password " * 9_000,
        "eyJabcdefgh" * 9_000,
        "ｐ" * 50_000,
        "-----BEGIN " * 9_000,
    ],
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
