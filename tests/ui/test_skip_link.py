from lib.ui import skip_link
from tests.ui.scripts import given
from tests.ui.session import opened


def test_the_browser_is_told_what_the_link_leads_to() -> None:
    assert given(opened(lambda: skip_link.draw("executors")), "skip_link") == {"container": ".st-key-executors"}
