"""Tells when the browser has painted a part of the page, so that what is heavy or further down can wait for it."""

import streamlit as st

_STATE = "painted"
_SCRIPT = """
export default function ({ data, setStateValue }) {
  let ended = false;
  const tell = () => { if (!ended) { ended = true; setStateValue("painted", true); } };
  const look = () => {
    if (ended) return;
    if (document.querySelector(data.selector)) {
      requestAnimationFrame(() => requestIdleCallback(tell, { timeout: 1000 }));
    } else {
      setTimeout(look, 50);
    }
  };
  const late = setTimeout(tell, 4000);
  look();
  return () => { ended = true; clearTimeout(late); };
}
"""
_ROWS = '{part} [data-testid="stDataFrame"] table[role="grid"] tbody tr'

_signal = st.components.v2.component("deployments_painted", js=_SCRIPT)


def painted(part: str) -> bool:
    """Whether this session's browser has once painted rows of a table in ``part``, a container's key.

    The caller's fragment runs again when it has. A session without a browser has no paint to wait for.
    """
    seen: set[str] = st.session_state.setdefault(_STATE, set())
    if part in seen or "User-Agent" not in st.context.headers:
        return True
    # Streamlit gives the value to the run that follows it; from then on the session remembers.
    result = _signal(
        key=f"painted_{part}", data={"selector": _ROWS.format(part=f".st-key-{part}")}, on_painted_change=_noted
    )
    if result and result.get("painted"):
        seen.add(part)
        return True
    return False


def _noted() -> None:
    """Streamlit wants a callback for a state that is read back."""
