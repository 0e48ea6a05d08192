import pytest

from lib.fleet.secret_names import Secrecy, may_be_shown, secrecy

SECRET = (
    *("password", "PASSWORD", "db_password", "dbPassword", "passwd", "passphrase", "pwd", "DB_PWD", "dbPwd", "pass"),
    *("secret", "client-secret", "clientsecret", "client_secret", "clientSecret", "AWS_SECRET_ACCESS_KEY"),
    *("token", "accessToken", "aws_session_token", "bearer", "jwt"),
    *("api_key", "api-key", "apiKey", "APIKey", "apikey", "OPENAI_API_KEY", "x-api-key", "X-Api-Key"),
    *("key", "keys", "encryption.key", "signingKey", "SSHKey", "key_material", "private_key", "AWS_ACCESS_KEY_ID"),
    *("credentials", "creds", "dbCreds", "auth", "Authorization", "oauth", "basic_auth", "Cookie", "sentry_dsn"),
    *("connection_string", "connectionString", "ConnectionString", "AZURE_CONNECTION_STRING", "conn_str", "connstr"),
    *("passwort", "pass\u200bword", "pass\xadword", "ｐａｓｓｗｏｒｄ", "\u202ftoken"),
    *("SAS", "sas_url", "blobSas", "sig", "SharedAccessSignature", "X-Amz-Signature"),
)
HARMLESS = (
    *("author", "authors", "coauthored_by", "authority", "unauthorized_requests"),  # auth is only a part of them
    *("monkey", "MONKEY", "keyboard", "keyboard_layout", "turkey", "keyword"),  # key is
    *("compass", "bypass", "passenger", "passport"),  # pass is
    *("tokenizer", "tokenizer_name", "Tokenizer", "tokenization", "tokenisation"),  # a part of a model, not of a login
    *("design", "signal", "kansas", "signature_model"),  # sig and sas are; a model may look for signatures on paper
    *("job_id", "misses", "status_degraded_reason", "connection_pool", "stringency"),
)
MEASURES = (
    *("max_tokens", "maxTokens", "MAX_TOKENS", "tokens", "tokens_per_minute", "token_count", "tokenCount"),
    *("session_timeout", "sessionTtl", "password_min_length", "api_key_count", "token_expires_in", "secret_version"),
)


@pytest.mark.parametrize("name", SECRET)
def test_names_of_secrets(name: str) -> None:
    assert secrecy(name) is Secrecy.SECRET


@pytest.mark.parametrize("name", HARMLESS)
def test_names_that_only_contain_the_word_of_a_secret(name: str) -> None:
    assert secrecy(name) is Secrecy.OPEN


@pytest.mark.parametrize("name", MEASURES)
def test_names_of_what_measures_a_secret(name: str) -> None:
    assert secrecy(name) is Secrecy.NUMBER


@pytest.mark.parametrize("value", [None, "", True, False])
@pytest.mark.parametrize("of_it", Secrecy)
def test_nothing_yes_and_no_are_shown_always(value: object, of_it: Secrecy) -> None:
    assert may_be_shown(value, of_it)


@pytest.mark.parametrize("number", [0, 5, -1, 0.5, "4096", "0.5", "128k", "8K", "1M"])
def test_a_number_is_shown_as_a_measure_and_not_as_a_secret(number: object) -> None:
    assert may_be_shown(number, Secrecy.NUMBER)
    assert not may_be_shown(number, Secrecy.SECRET)


@pytest.mark.parametrize("text", ["hunter2", "12345678901", "1e5", "0x1f", "1 2", "1.2.3"])
def test_a_text_is_shown_only_where_there_is_no_secret(text: str) -> None:
    assert may_be_shown(text, Secrecy.OPEN)
    assert not may_be_shown(text, Secrecy.NUMBER)
