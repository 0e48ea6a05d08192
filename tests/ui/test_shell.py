from lib import telemetry
from lib.ui import parts
from tests.ui.drawn import Open
from tests.ui.measured import runs


def test_a_run_of_a_whole_page_is_measured_once_with_all_its_parts(overview: Open) -> None:
    before = runs(telemetry.WHOLE_PAGE), runs(parts.BEAT)
    overview(1)
    assert (runs(telemetry.WHOLE_PAGE), runs(parts.BEAT)) == (before[0] + 1, before[1])
