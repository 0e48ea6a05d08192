import html
import json
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.gateway.repeated import MASK, SHORTEST, Repeated

TOKEN = 'cnry/7+"<q>&=\\z'
TOKENS = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=SHORTEST, max_size=80)

SPELLINGS = {
    "as it is": TOKEN,
    "JSON": json.dumps(TOKEN)[1:-1],
    "JSON with escaped slashes": json.dumps(TOKEN)[1:-1].replace("/", "\\/"),
    "HTML": html.escape(TOKEN),
    "an address": quote(TOKEN, safe=""),
}


@pytest.mark.parametrize("spelling", SPELLINGS.values(), ids=SPELLINGS)
def test_a_token_is_masked_however_it_is_written(spelling: str) -> None:
    assert Repeated(TOKEN).hidden(f"key {spelling}, {spelling}!".encode()) == f"key {MASK}, {MASK}!".encode()


def test_a_body_without_it_is_the_same_object() -> None:
    body = b'{"name": "ocr"}'
    assert Repeated(TOKEN).hidden(body) is body


@settings(max_examples=60)
@given(TOKENS, st.text(max_size=20))
def test_json_stays_json_where_a_token_is_masked_in_a_text(token: str, around: str) -> None:
    said = json.loads(Repeated(token).hidden(json.dumps({"said": f"{around} {token} "}).encode()))
    assert token not in said["said"]


@pytest.mark.parametrize("token", ["", "up", "x" * (SHORTEST - 1)])
def test_what_is_too_short_to_tell_from_other_words_is_left_alone(token: str) -> None:
    assert Repeated(token).hidden(b"upxxxxxxxxxx") == b"upxxxxxxxxxx"
    assert not Repeated(token).is_in("upxxxxxxxxxx")


def test_in_a_short_text_capitals_make_no_difference() -> None:
    assert Repeated("CanaryToken").is_in("https://canarytoken.example")
    assert not Repeated("CanaryToken").is_in("https://gateway.example")
