"""The simulated fleets: who runs where, and what is the matter with whom."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from lib.demo.chance import chance, seed
from lib.demo.node import Node, Trait
from lib.demo.world import Executor, Generation, World

__all__ = ["ap_south", "benchmark", "eu_west", "us_east"]

_ENDPOINTS = {
    "extract": ("/document/extract", "/document/status"),
    "classify": ("/document/classify",),
    "embedding": ("/text/embed",),
    "ocr": ("/document/ocr",),
    "layout": ("/document/layout",),
    "summarize": ("/text/summarize",),
    "split": ("/document/split",),
    "ner": ("/text/ner",),
}
_EVERY_EXECUTORS_ENDPOINTS = ("_jina_dry_run_", "/default")
_MOST_NODES, _MOST_SLOTS = 6, 8
_LEAST_APPETITE, _APPETITE_RANGE = 0.45, 0.5
_INSATIABLE = 100.0  # full even at night
_UP = timedelta(days=6, hours=3, seconds=17.402117)
_OLDEST_DEPLOYMENT_DAYS = 40
_TROUBLED_FOR = {
    Trait.STALE: timedelta(minutes=9),
    Trait.DRIFTED: timedelta(minutes=12),
    Trait.RETRYING: timedelta(minutes=18),
    Trait.QUARANTINED: timedelta(minutes=25),
    Trait.FAILED: timedelta(minutes=40),
}


@dataclass(frozen=True)
class _Region:
    started: datetime
    subnet: int
    peak_hour: float
    past_misses: int = 0


@dataclass(frozen=True)
class _Plan:
    """An executor before it has addresses. What is left open is drawn by chance from its name."""

    name: str
    function: str
    traits: tuple[Trait, ...]
    slots: int | None = None
    appetite: float | None = None
    leaked_slots: int = 0
    addresses: tuple[str, ...] = ()


def _executors(region: _Region, plans: Iterable[_Plan]) -> tuple[Executor, ...]:
    return tuple(_executor(region, number, plan) for number, plan in enumerate(plans, start=1))


def _executor(region: _Region, number: int, plan: _Plan) -> Executor:
    nodes = tuple(_node(region, plan, number, replica) for replica in range(len(plan.traits)))
    endpoints = _EVERY_EXECUTORS_ENDPOINTS + _ENDPOINTS[plan.function]
    return Executor(plan.name, plan.function, endpoints, nodes, plan.leaked_slots)


def _node(region: _Region, plan: _Plan, number: int, replica: int) -> Node:
    drawn_slots = 1 + int(_MOST_SLOTS * chance(seed(plan.name, "slots")))
    drawn_appetite = _LEAST_APPETITE + _APPETITE_RANGE * chance(seed(plan.name, "appetite"))
    age = timedelta(hours=1, days=_OLDEST_DEPLOYMENT_DAYS * chance(seed(plan.name, "age"), replica))
    trait = plan.traits[replica]
    high, low = divmod(number, 250)
    address = f"10.{region.subnet + high}.{low}.{11 + replica}:7101"
    if plan.addresses:
        address = plan.addresses[replica]
    return Node(
        executor=plan.name,
        replica=replica,
        seed=seed(plan.name, address),
        address=address,
        slots=plan.slots or drawn_slots,
        peak_hour=region.peak_hour + 4 * chance(seed(plan.name, "peak")) - 2,
        appetite=plan.appetite or drawn_appetite,
        deployed=region.started - age,
        past_misses=region.past_misses if chance(seed(plan.name, "missed"), replica) < 0.2 else 0,
        trait=trait,
        since=region.started - _TROUBLED_FOR.get(trait, timedelta()),
    )


def _regular(name: str, function: str) -> _Plan:
    return _Plan(name, function, (Trait.FINE,) * (1 + int(_MOST_NODES * chance(seed(name, "nodes")))))


def us_east(started: datetime) -> World:
    """Give a G2 gateway with about 40 executors, most of them well, that shows every state at once and always."""
    region = _Region(started, subnet=4, peak_hour=17.0)
    functions = list(_ENDPOINTS) * 3
    by_convention = [
        _regular(f"{function}-executor-prod-us-east-1-{number:03}", function)
        for number, function in enumerate(functions, start=1)
    ]
    upstream = [
        _regular("invoice_executor", "extract"),
        _regular("remittance_executor", "extract"),
        _regular("document_split_executor", "split"),
        _Plan("key_value_executor", "ner", (Trait.FINE,) * 2, slots=4, appetite=_INSATIABLE),  # free in eu-west-1
    ]
    return World(
        id="us-east-1",
        name="US East (demo)",
        datacenter="us-east-1",
        generation=Generation.G2,
        gateway_started=started - _UP,
        executors=_executors(region, [*by_convention, *upstream, *_every_state()]),
        gone=("legacy_ocr_executor",),
    )


def _every_state() -> list[_Plan]:
    fine = Trait.FINE
    shared = ("10.4.200.11:7101", "10.4.200.12:7101")
    return [
        _Plan("split-executor-prod-us-east-1-025", "split", (Trait.CHECKING, Trait.CHECKING)),
        _Plan("redaction_executor", "extract", (Trait.UNCLAIMED,)),
        _Plan("summarize-executor-prod-us-east-1-026", "summarize", ()),
        _Plan("layout-executor-prod-us-east-1-027", "layout", (Trait.RETRYING, Trait.FAILED)),
        _Plan("extract-executor-prod-us-east-1-028", "extract", (fine, fine, Trait.QUARANTINED)),
        _Plan("barcode_executor", "ocr", (Trait.NEVER_USED, Trait.NEVER_USED)),
        _Plan("ner-executor-prod-us-east-1-029", "ner", (fine, fine, Trait.STALE)),
        _Plan("classify-executor-prod-us-east-1-030", "classify", (fine, Trait.DRIFTED)),
        _Plan("layout-executor-prod-us-east-1-031", "layout", (fine, Trait.LATE)),
        _Plan("ocr-executor-prod-us-east-1-032", "ocr", (fine,) * 4, slots=4, appetite=_INSATIABLE),
        _Plan("embedding-executor-prod-us-east-1-033", "embedding", (fine,) * 3, 2, _INSATIABLE, leaked_slots=2),
        _Plan("form_executor", "extract", (fine, fine), addresses=shared),
        _Plan("remark_executor", "extract", (fine, fine), addresses=shared),
        _Plan(
            "summarize-executor-prod-us-east-1-034",
            "summarize",
            (fine, fine),
            addresses=("[fd00::7]:7101", "[fd00::8]:7101"),
        ),
    ]


def eu_west(started: datetime) -> World:
    """Give a G1 gateway with 16 executors, one of them without nodes and one never used.

    The function of the latter runs here alone.
    """
    region = _Region(started, subnet=5, peak_hour=12.0, past_misses=2)
    regular = [
        _regular("extract-executor-prod-eu-west-1-001", "extract"),
        _regular("classify_executor", "classify"),
        _regular("embedding-executor-prod-eu-west-1-002", "embedding"),
        _regular("ocr_executor", "ocr"),
        _regular("layout-executor-prod-eu-west-1-003", "layout"),
        _regular("summarize_executor", "summarize"),
        _regular("split-executor-prod-eu-west-1-004", "split"),
        _regular("ner_executor", "ner"),
        _regular("ocr-executor-staging-eu-west-1-005", "ocr"),
        _regular("invoice_executor", "extract"),
        _regular("remittance_executor", "extract"),
        _regular("document_split_executor", "split"),
        _regular("key_value_executor", "ner"),
        _regular("redaction_executor", "extract"),
    ]
    special = [
        _Plan("extract-executor-prod-eu-west-1-006", "extract", ()),
        _Plan("contract_executor", "classify", (Trait.NEVER_USED,)),
    ]
    return World(
        id="eu-west-1",
        name="EU West (demo)",
        datacenter="eu-west-1",
        generation=Generation.G1,
        gateway_started=started - _UP,
        executors=_executors(region, [*regular, *special]),
    )


def ap_south(started: datetime) -> World:
    """Give a G2 gateway with 12 executors that are well, for incidents to happen to.

    Its executors share hosts, a port each, so that the loss of a host is trouble of many of them.
    """
    region = _Region(started, subnet=6, peak_hour=7.0)
    regular = [
        _regular(f"{function}-executor-prod-ap-south-1-{number:03}", function)
        for number, function in enumerate(_ENDPOINTS, start=1)
    ]
    upstream = [
        _regular("invoice_executor", "extract"),
        _regular("document_split_executor", "split"),
        _regular("barcode_executor", "ocr"),
        _regular("form_executor", "extract"),
    ]
    plans = enumerate([*regular, *upstream], start=7101)
    return World(
        id="ap-south-1",
        name="AP South (demo)",
        datacenter="ap-south-1",
        generation=Generation.G2,
        gateway_started=started - _UP,
        executors=_executors(region, (_on_shared_hosts(plan, port) for port, plan in plans)),
    )


def _on_shared_hosts(plan: _Plan, port: int) -> _Plan:
    return replace(plan, addresses=tuple(f"10.6.0.{11 + replica}:{port}" for replica in range(len(plan.traits))))


def benchmark(started: datetime, generation: Generation, executors: int, nodes: int) -> World:
    """Give one gateway of any size, all well."""
    region = _Region(started, subnet=16, peak_hour=17.0)
    functions = list(_ENDPOINTS)
    plans = (
        _Plan(f"{function}-executor-prod-bench-1-{number:05}", function, (Trait.FINE,) * nodes)
        for number, function in ((number, functions[number % len(functions)]) for number in range(executors))
    )
    return World(
        id="bench",
        name="Benchmark",
        datacenter="bench-1",
        generation=generation,
        gateway_started=started - _UP,
        executors=_executors(region, plans),
    )
