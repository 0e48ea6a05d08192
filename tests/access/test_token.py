import pytest

from lib.access import token
from lib.access.caller import Caller, Role
from lib.access.token import TokenSettingError, bearer, caller_with, digest, entry, fresh, parsed

ANN = Caller("ann", Role.OPERATOR)
BOB = Caller("bob", Role.VIEWER, frozenset({"us-east-1", "eu-west-1"}))


def test_a_token_leads_to_its_caller_and_to_nobody_elses() -> None:
    tokens = fresh(), fresh()
    known = parsed(f"{entry(ANN, tokens[0])}, {entry(BOB, tokens[1])}")
    assert [caller_with(known, each) for each in tokens] == [ANN, BOB]
    assert caller_with(known, fresh()) is None
    assert caller_with(known, digest(tokens[0])) is None
    assert caller_with((), "") is None


def test_no_two_tokens_are_alike_and_the_setting_has_none() -> None:
    one, other = fresh(), fresh()
    assert one != other
    assert one not in entry(ANN, one)


def test_a_gateway_may_have_a_colon_in_its_id() -> None:
    caller = Caller("ann", Role.VIEWER, frozenset({"us:1"}))
    assert parsed(entry(caller, "x"))[0].caller == caller


@pytest.mark.parametrize(
    ("setting", "remedy"),
    [
        ("secret-token", "entry 1 should be name:role:gateways:hash"),
        (f"ann:admin:*:{'0' * 64}", "the role of entry 1 should be viewer or operator"),
        ("ann:viewer:*:dd_secret-token", "the hash of entry 1 should be 64 hexadecimal digits"),
        (f"ann:viewer::{'0' * 64}", "entry 1 should name gateways"),
        (f"ann:viewer:*:{'0' * 64},:viewer:*:{'0' * 64}", "entry 2 should be name:role:gateways:hash"),
    ],
)
def test_an_entry_that_cannot_be_used_is_named_without_what_it_says(setting: str, remedy: str) -> None:
    with pytest.raises(TokenSettingError, match=remedy) as caught:
        parsed(setting)
    assert "secret-token" not in str(caught.value)


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("Bearer abc", "abc"),
        ("bearer  abc ", "abc"),
        ("Basic abc", None),
        ("Bearer", None),
        ("Bearer ", None),
        ("abc", None),
        ("", None),
    ],
)
def test_the_token_stands_after_the_word_bearer(header: str, found: str | None) -> None:
    assert bearer(header) == found


def test_the_command_prints_a_token_and_the_entry_that_knows_it(capsys: pytest.CaptureFixture[str]) -> None:
    token.main(["prometheus", "viewer", "us-east-1"])
    made, setting = capsys.readouterr().out.splitlines()[1::2]
    assert caller_with(parsed(setting), made.strip()) == Caller("prometheus", Role.VIEWER, frozenset({"us-east-1"}))


def test_the_command_refuses_a_name_that_no_entry_can_have(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        token.main(["a:b", "viewer"])
    assert "should be viewer or operator" in capsys.readouterr().err
