"""Tells when the browser has painted the page, so that heavy parts can wait for it."""

import streamlit as st

_STATE = "first_paint"
_SCRIPT = """
export default function ({ setStateValue }) {
  let ended = false;
  const tell = () => { if (!ended) { ended = true; setStateValue("painted", true); } };
  const look = () => {
    if (ended) return;
    if (document.querySelector('[data-testid="stDataFrame"] canvas')) {
      requestAnimationFrame(() => setTimeout(tell, 0));
    } else {
      setTimeout(look, 50);
    }
  };
  const late = setTimeout(tell, 4000);
  look();
  return () => { ended = true; clearTimeout(late); };
}
"""

_signal = st.components.v2.component("deployments_first_paint", js=_SCRIPT)


def painted() -> bool:
    """Whether this session's browser has painted the page once; the caller's fragment reruns when it has."""
    if not st.session_state.get(_STATE):
        result = _signal(key="first_paint_signal", on_painted_change=_remember)
        return bool(result and result.get("painted"))
    return True


def _remember() -> None:
    st.session_state[_STATE] = True
