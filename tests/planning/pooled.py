"""Pools made by hand, and any pools for properties."""

from typing import Any

from hypothesis import strategies as st

from lib.planning.pools import Demand, Member, Pool

STEPS = 2016


def asked(p95: float | None, peak: float | None, known: int = STEPS, **other: Any) -> Demand:
    """A demand of a week of fine steps, all known."""
    return Demand(p95, peak, known, STEPS, **other)


def member(name: str = "extract_executor", demand: Demand | None = None, **other: Any) -> Member:
    """20 slots on 5 nodes of gateway ``a``, 10 used at p95 and 12 at the peak, unless others are given."""
    row = {"function": "extract", "total": 20, "stranded": 0, "nodes": 5, "told": True, "site": "a"} | other
    return Member(**({"gateways": (row["site"],)} | row), executor=name, demand=demand or asked(10, 12))


def pool(*members: Member, demand: Demand | None = None, **other: Any) -> Pool:
    """The pool of these; what was asked of all is the sum unless it is given, today the same."""
    whole = demand or asked(
        sum(each.demand.p95 or 0 for each in members),
        sum(each.demand.peak or 0 for each in members),
        cut=any(each.demand.cut for each in members),
    )
    return Pool(**({"function": members[0].function, "members": members, "demand": whole, "today": whole} | other))


@st.composite
def members(draw: st.DrawFn, site: str = "a", name: str = "x") -> Member:
    """Any executor whose slots are known; it may have been asked for more than it has."""
    nodes = draw(st.integers(1, 12))
    total = draw(st.integers(nodes, 8 * nodes))
    peak = draw(st.floats(0, 1.3 * total))
    p95 = draw(st.floats(0, 1)) * peak
    stranded = draw(st.sampled_from([0, 0, 0, 1]))
    return member(name, asked(p95, peak), site=site, total=total, nodes=nodes, stranded=stranded)


@st.composite
def pools(draw: st.DrawFn) -> Pool:
    """Any executor type of one to four executors on up to three gateways."""
    places = draw(st.lists(st.sampled_from("abc"), min_size=1, max_size=4))
    return pool(*(draw(members(site, f"x{place}")) for place, site in enumerate(places)))


TARGETS = st.sampled_from([0.0, 20.0, 25.0, 30.0, 60.0])
