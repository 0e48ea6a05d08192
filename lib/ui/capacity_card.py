"""The capacity card: totals, the band's advice, what does not add up, the chart and the holders."""

import streamlit as st

from lib.fleet.bands import BANDS, band
from lib.fleet.model import CapacityTotals, Fleet
from lib.fleet.words import NOT_KNOWN, count, percent, plural
from lib.gateway.routes import Kind
from lib.planning.place import Place, Sort
from lib.process import Observation
from lib.ui import address, frame, holders_table, slot_chart
from lib.ui.exports import offer

_TOTAL = "Slots of the whole gateway, as it counts them; beside it should stand the sum of nodes × slots per node."
_USED = "Slots that hold a job or are reserved for one."
_AVAILABLE = "Free slots, as the gateway counts them: the sum over executors of max(0, total − used)."
_UTILIZATION = "Utilization % = used ÷ total × 100. " + " ".join(
    f"Up to {each.upper:g} %: {each.name}." if each.upper < float("inf") else f"Above: {each.name}." for each in BANDS
)
_STRANDED = (
    "Stranded slots are free, but on nodes that are stale or accept no work: no job can get them. "
    "On a gateway that sends no slots per node they are derived, and then an upper bound."
)


def draw(observation: Observation) -> None:
    """Draw the card; a stale answer is shown as what was."""
    fleet = observation.fleet
    with st.container(horizontal=True, vertical_alignment="center"):
        st.header("Capacity", anchor=False, width="stretch")
        st.page_link(
            frame.capacity(),
            label="Capacity planning",
            query_params={address.SCOPE: str(Place(Sort.GATEWAY, observation.snapshot.gateway.id))},
        )
        offer(observation, "holders", observation.tables.holders, None, Kind.CAPACITY)
    if fleet.capacity is None:
        st.info("The gateway has not answered with its capacity yet.", icon=":material/hourglass_top:")
        return
    _numbers(fleet.capacity, stale=fleet.capacity_stale)
    _advice(fleet.capacity, stale=fleet.capacity_stale)
    _flags(fleet)
    slot_chart.draw(fleet)
    holders_table.draw(fleet)


def _numbers(totals: CapacityTotals, *, stale: bool) -> None:
    shown = (
        ("Total", count(totals.capacity), _TOTAL, ""),
        ("Used", count(totals.used), _USED, ""),
        ("Available", count(totals.available), f"{_AVAILABLE} {_STRANDED}", _stranded(totals)),
        ("Utilization", percent(totals.utilization), _UTILIZATION, ""),
    )
    with st.container(horizontal=True):
        for label, value, formula, note in shown:
            st.metric(
                label,
                NOT_KNOWN if stale else value,
                delta=(f"was {value}" if stale else note) or None,
                delta_color="orange" if note and not stale else "off",
                delta_arrow="off",
                help=formula,
                width=140,
            )


def _stranded(totals: CapacityTotals) -> str:
    if not totals.stranded:
        return ""
    at_most = "up to " if totals.stranded_derived else ""
    return f"{at_most}{count(totals.stranded)} stranded"


def _advice(totals: CapacityTotals, *, stale: bool) -> None:
    found = band(totals.utilization)
    if stale:
        st.caption("The capacity answer is too old to go by.")
    elif found is None:
        st.caption("No capacity to speak of: utilization is not defined.")
    elif found is BANDS[-1]:
        st.error(found.advice, icon=":material/local_fire_department:")
    elif found is BANDS[-2]:
        st.warning(found.advice, icon=":material/trending_up:")
    else:
        st.caption(found.advice)


def _flags(fleet: Fleet) -> None:
    if fleet.capacity is None:
        return
    flagged = [slots for slots in fleet.slots if slots.flags]
    said = list(fleet.capacity.flags)
    if flagged:
        said.append(f"The slots of {plural(len(flagged), 'executor')} do not add up: see Flags in the table below")
    if said:
        st.caption(":material/flag: " + " · ".join(said))
