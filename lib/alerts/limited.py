"""The alerts as far as a caller may know them."""

from dataclasses import replace

from msgspec import structs

from lib.access.caller import Caller
from lib.alerts.silences import Silence
from lib.alerts.watching import Seen


def seen_by(caller: Caller, seen: Seen) -> Seen:
    """The alerts, events and silences of gateways that a caller sees."""
    if caller.gateways is None:
        return seen
    state = structs.replace(
        seen.state,
        alerts=tuple(each for each in seen.state.alerts if caller.sees(each.gateway)),
        past=tuple(each for each in seen.state.past if caller.sees(each.gateway)),
        silences=tuple(each for each in seen.state.silences if may_know(caller, each)),
    )
    return replace(seen, state=state)


def may_know(caller: Caller, silence: Silence) -> bool:
    """Whether a silence names nothing but what a caller sees; one of a rule everywhere is everybody's."""
    if silence.gateway is None:
        return caller.gateways is None or silence.executor is None
    return caller.sees(silence.gateway)


def may_end(caller: Caller, silence: Silence) -> bool:
    """Whether a caller may end a silence: an operator who sees all that it is about."""
    return caller.operates and (caller.gateways is None or (silence.gateway is not None and may_know(caller, silence)))
