from lib.alerts.engine import State
from lib.alerts.thresholds import DEFAULTS
from lib.alerts.watching import Seen
from lib.fleet.model import Status
from lib.settings import Settings
from lib.ui.activity_head import ELSEWHERE, NO_SAMPLE, NOT_WATCHED, summary
from tests.alerts.observed import after, executor, gateway, run, unknown

FAILING = [gateway(executor(status=Status.ERROR))]


def said(state: State, sampled: float | None = 0, at: float = 10) -> str:
    seen = Seen(state, DEFAULTS, (), (), None if sampled is None else after(sampled))
    return summary(seen, Settings(history_interval=30), after(at))


def test_nothing_is_well_that_nobody_watches() -> None:
    assert NOT_WATCHED in summary(None, Settings(history="off"), after(0))
    assert NO_SAMPLE in said(State(), sampled=None)
    assert "No alert fires" not in said(State(), at=91)
    assert "The latest sample is 1\u202fmin 31\u202fs old." in said(State(), at=91)


def test_where_nothing_fires_it_says_so() -> None:
    assert "No alert fires" in said(State())


def test_what_fires_is_counted_and_what_is_not_known_any_more() -> None:
    assert "1 alert firing] · 1 critical" in said(run([FAILING])[-1].state)
    assert "1 not known any more" in said(run([FAILING, [gateway(unknown())]])[-1].state)


def test_a_replica_that_leaves_alerts_to_another_one_says_so_and_not_that_none_fires() -> None:
    here = summary(None, Settings(alerts="off"), after(0))
    assert ELSEWHERE in here
    assert "No alert fires" not in here
