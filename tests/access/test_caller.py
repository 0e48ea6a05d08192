from lib.access.caller import ANYONE, Caller, Role


def test_a_caller_without_a_list_sees_every_gateway() -> None:
    assert ANYONE.sees("g1")


def test_a_caller_with_a_list_sees_its_gateways_alone() -> None:
    caller = Caller("ann", Role.VIEWER, frozenset({"g1"}))
    assert caller.sees("g1")
    assert not caller.sees("g2")


def test_only_an_operator_operates() -> None:
    assert ANYONE.operates
    assert not Caller("ann", Role.VIEWER).operates
