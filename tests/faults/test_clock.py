"""A clock that is set back while the dashboard reads, records and alerts."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import duckdb

from lib.alerts.thresholds import DEFAULTS
from lib.alerts.watching import Alerts
from lib.history.keeper import Keeper
from lib.history.samples import sample
from tests.faults.page_model import Looks, make_page, make_panels
from tests.faults.payloads import BODIES
from tests.fleet.documents import NOW

BACK: Final = timedelta(hours=1)
BATCH: Final = timedelta(seconds=20)


def test_a_clock_that_is_set_back_loses_nothing_and_invents_nothing(tmp_path: Path) -> None:
    file = tmp_path / "history.duckdb"
    looks, keeper = Looks.begun(NOW), Keeper(file, BATCH)
    alerts = Alerts(tmp_path / "alerts.toml", tmp_path / "alerts.json", (), 10.0)
    moments: list[datetime] = []
    for number in range(12):
        if number == 6:
            looks.at -= BACK
        seen = looks.look(BODIES)
        make_page(seen)
        make_panels(seen)
        assert len(seen.fleet.executors) == 8
        assert all(each.status_since <= seen.fleet.observed_at + BACK for each in seen.fleet.executors)
        taken = sample(seen.snapshot, seen.fleet, "us", looks.at)
        alerts.take([taken])
        keeper.keep([taken], [])
        moments.append(looks.at)
    assert alerts.look().thresholds == DEFAULTS
    assert not alerts.look().troubles
    alerts.close()
    assert keeper.trouble is None
    keeper.close()
    with duckdb.connect(str(file), read_only=True) as opened:
        kept = opened.execute("SELECT moment FROM gateway_raw").fetchall()
    assert sorted(at.replace(tzinfo=UTC) for (at,) in kept) == sorted(moments)
