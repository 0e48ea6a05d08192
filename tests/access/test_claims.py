from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.access.caller import Caller, Role
from lib.access.claims import ClaimRules, name

RULES = ClaimRules("groups", frozenset({"ops", "Domain Admins"}), frozenset({"dev"}), "gateways")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@pytest.mark.parametrize(
    ("groups", "role"),
    [
        (["ops"], Role.OPERATOR),
        (["dev", "ops"], Role.OPERATOR),
        ("ops", Role.OPERATOR),
        ("Domain Admins", Role.OPERATOR),
        (["dev"], Role.VIEWER),
        (["OPS"], None),
        ("dev ops", None),
        ([["ops"]], None),
        ([], None),
        (None, None),
        (True, None),
        ({"ops": True}, None),
    ],
)
def test_a_role_comes_from_a_whole_value_of_its_claim(groups: Any, role: Role | None) -> None:
    caller = RULES.caller({"sub": "1", "groups": groups})
    assert (caller and caller.role) == role


def test_everybody_who_logs_in_may_be_a_viewer() -> None:
    rules = ClaimRules("groups", frozenset({"ops"}), frozenset({"*"}), None)
    assert rules.caller({"sub": "1"}) == Caller("1", Role.VIEWER)
    assert rules.caller({"sub": "1", "groups": "*"}) == Caller("1", Role.VIEWER)


def test_a_star_among_operators_makes_nobody_one() -> None:
    rules = ClaimRules("groups", frozenset({"*"}), frozenset({"*"}), None)
    found = rules.caller({"sub": "1", "groups": ["anything"]})
    assert found is not None
    assert not found.operates


@pytest.mark.parametrize(
    ("told", "seen"),
    [
        ({"gateways": ["us", "eu"]}, {"us", "eu"}),
        ({"gateways": "us, eu"}, {"us", "eu"}),
        ({"gateways": "*"}, None),
        ({"gateways": ["*"]}, None),
        ({"gateways": []}, set()),
        ({"gateways": 7}, set()),
        ({}, set()),
    ],
)
def test_gateways_are_those_that_the_claim_lists_and_none_where_it_is_missing(
    told: dict[str, Any], seen: set[str] | None
) -> None:
    caller = RULES.caller({"sub": "1", "groups": ["dev"], **told})
    assert caller is not None
    assert caller.gateways == seen


def test_without_a_claim_for_gateways_all_are_seen() -> None:
    rules = ClaimRules("groups", frozenset({"ops"}), frozenset(), None)
    assert rules.caller({"groups": "ops", "gateways": []}) == Caller("somebody", Role.OPERATOR)


def test_a_claim_is_found_by_its_whole_name_and_by_a_path() -> None:
    rules = ClaimRules("realm_access.roles", frozenset({"ops"}), frozenset(), None)
    assert rules.caller({"realm_access": {"roles": ["ops"]}}) is not None
    assert rules.caller({"realm_access.roles": ["ops"]}) is not None
    assert rules.caller({"realm_access": "roles"}) is None


def test_a_person_is_called_by_the_first_name_that_is_there_in_one_line() -> None:
    assert name({"sub": "1", "email": "ann@example", "preferred_username": " "}) == "ann@example"
    assert name({"name": "Ann\nAdmin\u202e"}) == "Ann Admin"
    assert name({"sub": 7}) == "somebody"


@settings(max_examples=60)
@given(st.dictionaries(st.sampled_from(["groups", "gateways", "sub", "email", "name"]), JSON))
def test_whatever_the_claims_are_nobody_gets_more_than_they_say(claims: dict[str, Any]) -> None:
    caller = RULES.caller(claims)
    said = str(claims.get("groups"))
    assert caller is None or "ops" in said or "dev" in said or "Domain Admins" in said
    assert caller is None or caller.gateways is not None or "*" in str(claims.get("gateways"))
