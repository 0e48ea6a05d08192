"""The slots in view at this moment, from all that there are to those that the next job can get."""

from collections.abc import Sequence

import streamlit as st

from lib.fleet.bands import BANDS
from lib.fleet.words import count, percent
from lib.history.samples import GatewaySample
from lib.planning import now as present
from lib.planning.now import Waterfall

_NOMINAL = "All slots, as the gateways count them; those of one etcd count once."
_STRANDED = "Free slots on nodes that are silent or accept no work: counted, but of no use to a job."
_SERVING = "Nominal − stranded: the slots that jobs hold or can get."
_USED = "Slots that hold a job or are reserved for one; in percent of nominal."
_FREE = "Free slots without stranded ones: what the next job can get; in percent of nominal."


def draw(samples: Sequence[GatewaySample], target: float) -> None:
    """Draw the numbers; ``target`` is the share of slots that should be free, in percent."""
    slots = present.added(row.slots for row in present.executors(samples))
    for label, value, note, warned, formula in _told(slots, target):
        st.metric(
            label,
            value,
            delta=note or None,
            delta_color="orange" if warned else "off",
            delta_arrow="off",
            help=formula,
            width=150,
        )


def _told(slots: Waterfall, target: float) -> list[tuple[str, str, str, bool, str]]:
    band, headroom = slots.band, slots.headroom
    used = "" if band is None else f"{percent(slots.utilization)}, {band.name}"
    tight = headroom is not None and headroom < target
    free = "" if headroom is None else f"{percent(headroom)} of {percent(target)}"
    return [
        ("Nominal", count(slots.nominal), "", False, _NOMINAL),
        ("Stranded", count(slots.stranded), "", False, _STRANDED),
        ("Serving", count(slots.serving), "", False, _SERVING),
        ("Used", count(slots.used), used, band in BANDS[2:], _USED),
        ("Truly free", count(slots.free), free, tight, f"{_FREE} {percent(target)} should be free (`HEADROOM`)."),
    ]
