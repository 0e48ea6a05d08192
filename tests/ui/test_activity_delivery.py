from lib.alerts.delivery import TargetState
from lib.alerts.engine import State
from lib.alerts.thresholds import DEFAULTS, parsed
from lib.alerts.watching import Seen
from lib.ui.activity_delivery import draw, said
from tests.alerts.observed import after
from tests.pages.reading import plain, words
from tests.ui.session import Visit


def of(**told: object) -> str:
    return plain(Visit().call(said, TargetState("slack://…", **told)))  # type: ignore[arg-type]


def test_a_target_says_how_it_is() -> None:
    assert "not used yet" in of()
    assert "delivers" in of(delivered_at=after(0))
    failing = of(error="error=500", failing_since=after(0), waiting=2, lost=1)
    assert "failing" in failing
    assert "error=500, since 2026-03-01 09:00:00 · 2 messages waiting · 1 message lost" in failing
    assert "hangs" in of(trying_since=after(0))


def test_without_a_target_it_says_so_and_shows_the_rules() -> None:
    visit = Visit()
    visit.call(draw, Seen(State(), parsed("[rules.drift-long]\non = false"), (), (), None), demo=False)
    assert "`NOTIFY_URLS` names no target" in words(visit.page)
    table = visit.page.table[0].value
    assert len(table) == len(DEFAULTS.limits)
    assert table.loc["drift-long", "Fires"] == "switched off"


def test_nobody_is_told_of_simulated_gateways_and_that_is_said() -> None:
    visit = Visit()
    visit.call(draw, Seen(State(), parsed(""), (), (), None), demo=True)
    assert "nobody is told of simulated gateways" in words(visit.page)
