from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable

import pytest

from lib.fleet.secret_values import encoded_texts, is_secret

SECRET = (
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P",
    "eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4R0NNIn0..48V1_ALb6US04U3b.5eym8TW_c8SuK0ltJ3rpYIzOeDQz7TALvtu6UG9oMo4vpzs9tX",
    "-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----",
    "-----BEGIN PRIVATE KEY-----",
    "-----BEGIN CERTIFICATE-----\nMIID",
    "-----BEGIN OPENSSH PRIVATE KEY-----",
    "-----BEGIN PGP PRIVATE KEY BLOCK-----",
    "---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----",
    "PuTTY-User-Key-File-2: ssh-rsa",
    "Bearer abcdefgh12345678",
    "authorization header is bearer abcdefgh12345678",
    "Basic YWRhOmh1bnRlcjI=",
    "sent basic YWRhOmh1bnRlcjI= to it",
    "mas_" + "a1b2c3" * 9,
    "mau_" + "A-B_C3" * 9,
    "key_mas_" + "a1b2c3" * 9,
    "the gateway said mas_" + "a1b2c3" * 9 + " twice",
    "AKIAIOSFODNN7EXAMPLE",
    f"dd_{'token' * 8}-of",
    "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY1",
    "sk-proj-abcdef123456",
    "sk_live_abcdef123456",
    "ghp_abcdefghijklmnop1234",
    "github_pat_11ABCDEFG0123456789",
    "hf_abcdefghijklmnop",
    "xoxb-123456789012-abcdefghij",
    "ya29.a0AfH6SMBabcdefghijklmnop",
    "https://hooks.slack.com/services/T00000000/B00000000/XXXX",
    "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "-----BEGIN%20RSA%20PRIVATE%20KEY-----%0AMIIE",
    "-----begin+private+key-----MIIE",
    "MIIEow==\n-----END PRIVATE KEY-----",
    "idxeyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.dozjgNryP4J3",
    "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxMjM0NSJ9",
    "ewogICJhbGciOiAiSFMyNTYiCn0.eyJzdWIiOiIxIn0.dozjgNryP4J3",
    "https://gw.example/t/eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.dozjgNryP4J3/x",
    "https://discord.com/api/webhooks/123456789012345678/abcdef",
    "https://acme.webhook.office.com/webhookb2/0198f0aa@0198f0ab/IncomingWebhook/ab/cd",
    "https://api.telegram.org/bot123456789:AAabcdefghijklmnopqrstuvwxyz0123456/sendMessage",
    "hvs.abcdefghijklmnop",
    "pypi-AgEIcHlwaS5vcmcC",
    "GOCSPX-abcdefghijkl",
    "dapi0123456789abcdef0123456789abcdef",
    "1//0gabcdefghijklmnopqrst",
    "ann:$2y$05$abcdefghijklmnopqrstuv",
    "$argon2id$v=19$m=65536,t=3,p=4$c2FsdA$aGFzaA",
)
HARMLESS = (
    "",
    "true",
    "3",
    "0198f0aa-7e12-7abc-9def-0123456789ab",
    "0198f0aa",
    "2026-03-01T09:15:31Z",
    "live_node_missing_status",
    "10.4.0.11:7101",
    "s3://models/layout/v2",
    "skewed-distribution-model",
    "pkg-installation-directory",
    "401 Unauthorized: no such user",
    "the token expired",
    "/document/extract",
    "Basic authentication is off",
    "basic layout",
    "/models/document-extraction/layout-v2/2026-03-01/best",
    "extract-executor-prod-us-east-1-001-blue-green-deployment",
    "registry.example/marie/extract:4.0.9",
    "eyJust a text",
    "--- BEGIN of the log",
    "eyJust.a.text",
    "pypi-mirror",
    "build 1//0",
    "$2 a day, $6 a week",
)


@pytest.mark.parametrize("text", SECRET)
def test_texts_that_are_or_hold_a_secret(text: str) -> None:
    assert is_secret(text)


@pytest.mark.parametrize("text", HARMLESS)
def test_harmless_texts(text: str) -> None:
    assert not is_secret(text)


@pytest.mark.parametrize("encode", [b64encode, urlsafe_b64encode])
@pytest.mark.parametrize("text", ["PASSWORD=hunter2?>>~~~", "line one\nline two\r\n\tthree", "żółw na polanie"])
def test_the_texts_in_base64_are_found(text: str, encode: Callable[[bytes], bytes]) -> None:
    written = encode(text.encode()).decode()
    assert list(encoded_texts(f"before {written} after")) == [text]
    assert list(encoded_texts(written.rstrip("="))) == [text]


@pytest.mark.parametrize("text", ["a short text", "layoutmodelsinvoicesxx", "A" * 24, "abcdefghijklmnopqrstuvwxyz"])
def test_what_is_no_text_in_base64_is_left_alone(text: str) -> None:
    assert list(encoded_texts(text)) == []
