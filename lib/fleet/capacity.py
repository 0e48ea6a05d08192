"""Slots per executor and for the whole gateway (contract 3.8 and 9.4, page section Capacity Monitoring)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from lib.fleet.model import CapacityTotals, Node, NodeHealth, Slots, Status
from lib.fleet.words import plural
from lib.gateway.wire import Capacity, SlotRow, Totals

OVERCOMMITTED = "used exceeds total"
TICKETS_DISAGREE = "counter and tickets disagree (usually for less than 10 s)"
RECOMPUTED = "the gateway sent no totals: summed from its slots"
_TOTAL_FIELDS = ("capacity", "used", "available")


class Places(NamedTuple):
    """The registered nodes that hold an executor's slots.

    ``sizes`` are the slots of each node that says them; ``unreachable`` the free slots of each node that is stale or
    accepts no work, None where they are not sent.
    """

    nodes: int
    sizes: tuple[int, ...]
    unreachable: tuple[int | None, ...]


def places(nodes: Iterable[Node]) -> Places:
    """Where the slots of an executor are, from its nodes."""
    registered = [node for node in nodes if node.registered]
    return Places(
        len(registered),
        tuple(node.load.capacity for node in registered if node.load and node.load.capacity is not None),
        tuple(node.load.available if node.load else None for node in registered if _out_of_reach(node)),
    )


def slots_by_executor(answer: Capacity, held: Mapping[str, Places] | None) -> dict[str, Slots]:
    """Slots of each slot type; ``held`` says where they are, None while that is not known."""
    rows = [row for row in answer.slots or () if row.name]
    nowhere = Places(0, (), ())
    return {row.name or "": _slots(row, None if held is None else held.get(row.name or "", nowhere)) for row in rows}


def totals(answer: Capacity, slots: Iterable[Slots]) -> CapacityTotals:
    """What the gateway sent as totals, summed from the slots where it did not, with disagreements as flags."""
    rows = tuple(slots)
    sums = {
        name: _sum(getattr(row, name) for row in rows) if answer.slots is not None else None for name in _TOTAL_FIELDS
    }
    sent = answer.totals or Totals()
    values = {name: sums[name] if getattr(sent, name) is None else getattr(sent, name) for name in _TOTAL_FIELDS}
    holders = _sum(row.holders for row in rows) if sent.holder_count is None else sent.holder_count
    stranded = [row.stranded for row in rows if row.capacity] if answer.slots is not None else [None]
    return CapacityTotals(
        **values,
        holders=holders,
        stranded=None if None in stranded else _sum(stranded) or 0,
        stranded_derived=any(row.stranded_derived for row in rows),
        flags=_total_flags(answer, values, sums),
    )


def _total_flags(answer: Capacity, values: Mapping[str, int | None], sums: Mapping[str, int | None]) -> tuple[str, ...]:
    flags = []
    if answer.totals is None:
        flags.append(RECOMPUTED)
    differing = [name for name in _TOTAL_FIELDS if sums[name] is not None and values[name] != sums[name]]
    flags += [f"{name}: the gateway says {values[name]}, its slots add up to {sums[name]}" for name in differing]
    if _is_overcommitted(values["used"], values["capacity"]):
        flags.append(OVERCOMMITTED)
    return tuple(flags)


def _slots(row: SlotRow, held: Places | None) -> Slots:
    per_node = None if held is None else _per_node(row, held)
    stranded, derived = (None, False) if held is None else _stranded(row, held, per_node)
    notes = _notes(row.notes)
    return Slots(
        name=row.name or "",
        capacity=row.capacity,
        used=row.used,
        available=_available(row),
        holders=len(row.holders) if isinstance(row.holders, list) else row.holders,
        notes=notes,
        per_node=per_node,
        stranded=stranded,
        stranded_derived=derived,
        flags=tuple(_flags(row, held, notes)),
    )


def _available(row: SlotRow) -> int | None:
    if row.available is not None or row.capacity is None or row.used is None:
        return row.available
    return max(0, row.capacity - row.used)


def _notes(notes: str | list[str] | None) -> tuple[str, ...]:
    listed = notes.split(",") if isinstance(notes, str) else notes or ()
    return tuple(note.strip() for note in listed if note.strip())


def _per_node(row: SlotRow, held: Places) -> int | None:
    """Slots of one node: as sent, else capacity ÷ nodes where that divides exactly (contract 9.4)."""
    if held.sizes:
        return held.sizes[0] if len(set(held.sizes)) == 1 else None
    if not held.nodes or not row.capacity or row.capacity % held.nodes:
        return None
    return row.capacity // held.nodes


def _stranded(row: SlotRow, held: Places, per_node: int | None) -> tuple[int | None, bool]:
    """Free slots that no job can get, and whether they are derived (then an upper bound)."""
    available = _available(row)
    if not held.unreachable:
        return 0, False
    if available is None:
        return None, False
    if None not in held.unreachable:
        return min(available, _sum(held.unreachable) or 0), False
    if per_node is None:
        return None, True
    return min(available, len(held.unreachable) * per_node), True


def _out_of_reach(node: Node) -> bool:
    drained = node.load is not None and node.load.accepting is False
    stopped = node.status in (Status.STOPPED, Status.STOPPING)
    return drained or stopped or node.health is NodeHealth.UNHEALTHY


def _flags(row: SlotRow, held: Places | None, notes: Sequence[str]) -> Iterable[str]:
    if _is_overcommitted(row.used, row.capacity):
        yield OVERCOMMITTED
    if any("HOLDERS" in note.upper() for note in notes):
        yield TICKETS_DISAGREE
    if held is not None and row.capacity:
        yield from _size_flags(row.capacity, held)


def _is_overcommitted(used: int | None, capacity: int | None) -> bool:
    return used is not None and capacity is not None and used > capacity


def _size_flags(capacity: int, held: Places) -> Iterable[str]:
    """Total beside nodes × slots: it may differ for seconds after scaling, so it is said, not hidden."""
    if not held.nodes:
        yield "slots, but no nodes registered"
    elif len(held.sizes) == held.nodes and sum(held.sizes) != capacity:
        yield f"total {capacity} ≠ {sum(held.sizes)} slots of {plural(held.nodes, 'node')}"
    elif not held.sizes and capacity % held.nodes:
        yield f"total {capacity} is no multiple of {plural(held.nodes, 'node')}"


def _sum(numbers: Iterable[int | None]) -> int | None:
    known = [number for number in numbers if number is not None]
    return sum(known) if known else None
