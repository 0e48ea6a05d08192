from streamlit.testing.v1 import AppTest

from tests.ui.drawn import Open
from tests.ui.scripts import source, tells


def test_every_page_watches_its_connection(overview: Open) -> None:
    assert "setTriggerValue" in source(overview(1), "reconnected").js_content


def test_what_it_tells_runs_the_whole_page_again() -> None:
    page = AppTest.from_function(_counted).run()

    assert [each.value for each in tells(page, "reconnected", again=1).markdown] == ["2 runs"]


def _counted() -> None:
    import streamlit as st  # noqa: PLC0415 - only the body of the function becomes the script

    from lib.ui.reconnected import watch  # noqa: PLC0415

    st.session_state["runs"] = st.session_state.get("runs", 0) + 1
    st.markdown(f"{st.session_state['runs']} runs")
    watch()
