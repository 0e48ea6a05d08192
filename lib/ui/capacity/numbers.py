"""The slots in view at this moment, from all that there are to those that the next job can get."""

import streamlit as st

from lib.fleet.bands import TIGHT
from lib.fleet.sums import at_least
from lib.fleet.words import count, percent
from lib.planning import now as present
from lib.planning.now import Waterfall
from lib.ui.capacity.view import View

_NOMINAL = "All slots, as the gateways count them; those of one etcd count once."
_STRANDED = "Free slots on nodes that are silent or accept no work: counted, but of no use to a job."
_SERVING = "Nominal − stranded: the slots that jobs hold or can get."
_USED = "Slots that hold a job or are reserved for one; in percent of nominal."
_FREE = "Free slots without stranded ones: what the next job can get; in percent of nominal."


def draw(view: View) -> None:
    """Draw the numbers; one that is at least so much, as parts are not known, has a ≥ before it."""
    rows = view.rows()
    known = [row.slots for row in rows if row.slots.nominal is not None]
    if not known:
        st.info("No slots are known now of what is in view.", icon=":material/hourglass_top:")
        return
    whole = len(known) == len(rows) and not view.silent
    for label, value, note, warned, formula in _told(present.added(known), view.target, whole=whole):
        st.metric(
            label,
            value,
            delta=note or None,
            delta_color="orange" if warned else "off",
            delta_arrow="off",
            help=formula,
            width=150,
        )


def _told(slots: Waterfall, target: float, *, whole: bool) -> list[tuple[str, str, str, bool, str]]:
    """Label, value, note, whether that is a warning, and formula of each; shares only where the whole is known."""
    band, headroom = (slots.band, slots.headroom) if whole else (None, None)
    used = "" if band is None else f"{percent(slots.utilization)}, {band.name}"
    tight = headroom is not None and headroom < target
    free = "" if headroom is None else f"{percent(headroom)}, should be {percent(target)}"
    return [
        ("Nominal", _text(slots.nominal, whole=whole), "", False, _NOMINAL),
        ("Stranded", _text(slots.stranded, whole=whole), "", False, _STRANDED),
        ("Serving", _text(slots.serving, whole=whole), "", False, _SERVING),
        ("Used", _text(slots.used, whole=whole), used, band in TIGHT, _USED),
        ("Truly free", _text(slots.free, whole=whole), free, tight, f"{_FREE} {percent(target)} is set by `HEADROOM`."),
    ]


def _text(number: int | None, *, whole: bool) -> str:
    return count(number) if whole or number is None else at_least(number).text
