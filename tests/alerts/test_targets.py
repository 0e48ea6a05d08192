import pytest
from pydantic import SecretStr

from lib.alerts.targets import Target, shown, targets, without_secrets
from lib.fleet.masking import MASK

SLACK = "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#ops"


@pytest.mark.parametrize(
    ("address", "label"),
    [
        (SLACK, "slack://…"),
        ("jsons://ann:hunter22@hooks.example:8443/in/c0ffee?token=abcdef", "jsons://hooks.example:8443/…"),
        ("json://127.0.0.1:8080", "json://127.0.0.1:8080/…"),
        ("mailto://ann:hunter22@mail.example", "mailto://mail.example/…"),
        ("pagerduty://integration@apikey", "pagerduty://…"),
        ("tgram://123456789:abcdefg_hijklmnop/12315544/", "tgram://…"),
        ("json://[broken", "json://…"),
        ("hunter22", "(no address)"),
    ],
)
def test_scheme_and_host_are_shown_and_nothing_else(address: str, label: str) -> None:
    assert shown(address) == label


def test_the_list_is_separated_by_commas_and_spaces() -> None:
    found = targets(SecretStr(f" json://a.example, {SLACK}\njson://b.example,,"))
    assert [target.label for target in found] == ["json://a.example/…", "slack://…", "json://b.example/…"]
    assert found[1].address.get_secret_value() == SLACK


def test_targets_that_look_alike_are_numbered_and_the_same_one_is_one() -> None:
    found = targets(SecretStr("slack://A/B/C slack://D/E/F slack://A/B/C"))
    assert [target.label for target in found] == ["slack://… (1)", "slack://… (2)"]


def test_no_list_is_no_target() -> None:
    assert targets(SecretStr("")) == ()
    assert targets(None) == ()


def test_no_part_of_an_address_is_in_what_is_said_of_it() -> None:
    address = "jsons://ann:hunter%2122@hooks.example/in/c0ffeec0ffee?token=abcdef"
    target = Target(shown(address), SecretStr(address))
    said = f"{address} refused; login hunter!22 or hunter%2122, path c0ffeec0ffee, abcdef; hooks.example is down"
    hidden = without_secrets(said, target)
    for secret in ("hunter", "c0ffee", "abcdef"):
        assert secret not in hidden
    assert MASK in hidden
    assert "hooks.example is down" in hidden


def test_an_address_is_in_no_repr() -> None:
    [target] = targets(SecretStr(SLACK))
    assert "T1JJ3T3L2" not in repr(target)
