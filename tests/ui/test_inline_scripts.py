from lib.ui.inline_scripts import hashes


def test_streamlit_and_the_timer_have_one_inline_script_each() -> None:
    found = hashes()
    assert len(found) == 2
    assert all(each.startswith("'sha256-") and each.endswith("='") for each in found)
