"""What the shared suite (`test_archive.py`) does not ask: a past that is really scraped, and what is Prometheus's."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import pytest

from lib.fleet.model import Status, Verdict
from lib.history.prometheus import PrometheusArchive
from lib.history.questions import FINE, ArchiveError, Scope, Window, step_begin
from lib.history.retold import REASON
from lib.history.samples import GatewaySample
from tests.gateway.server import Reply, ScriptedServer
from tests.history.pasts import BEGIN, executor, gateway, moments
from tests.history.prometheus_servers import keep, prometheus
from tests.history.scraping import asked, dashboard_at_work, scraped, served
from tests.pages.gateways import be_captured, be_down
from tests.servers import awaited

SETTLING: Final = 30.0
HOUR: Final = timedelta(hours=1)


def test_a_dashboard_with_a_server_for_the_past_writes_no_file_and_asks_the_server(tmp_path: Path) -> None:
    past = [gateway(at, executor("ocr_a", 3)) for at in moments(11)]
    file = tmp_path / "history.duckdb"
    with prometheus(tmp_path, keep(past, tmp_path)) as url, ScriptedServer() as us:
        be_captured(us)
        with dashboard_at_work(tmp_path, us, history_url=url) as dashboard:
            awaited(lambda: dashboard.samples() or None)
            assert dashboard.archive is not None
            assert dashboard.archive.series(Scope(), Window(BEGIN, BEGIN + FINE))["used"].tolist() == [3]
    assert not file.exists()


def test_what_the_dashboard_offers_is_scraped_and_answers_the_questions(tmp_path: Path) -> None:
    with ScriptedServer() as us, served() as target:
        be_captured(us)
        with dashboard_at_work(tmp_path, us) as dashboard:
            sample = awaited(lambda: next((each for each in dashboard.samples() if each.readable), None))
            with prometheus(tmp_path, tmp_path / "data", [scraped(target)]) as url:
                awaited(lambda: (asked(url, "max(count_over_time(deployments_executor_slots[1h]))") or 0) >= 3 or None)
                be_down(us)
                awaited(lambda: asked(url, "deployments_gateway_readable") == 0 or None)
                awaited(lambda: (asked(url, "absent(deployments_executor_slots)") == 1) or None)
                _holds(url, sample)


def _holds(url: str, sample: GatewaySample) -> None:
    """Hold that the questions are answered as the sample says, about steps as if they were complete already."""
    archive = PrometheusArchive(url, SETTLING, now=lambda: sample.at + HOUR)
    begin = step_begin(sample.at, FINE)
    window = Window(begin, begin + HOUR)
    series, statistics, reached = (
        ask(Scope(), window) for ask in (archive.series, archive.statistics, archive.reached)
    )
    known = {each.executor: each for each in sample.executors if each.used is not None}
    assert known
    for _, row in statistics[statistics["steps"] > 0].iterrows():
        one = known.pop(row["executor"])
        assert (row["gateway"], row["site"], row["function"]) == (sample.gateway, sample.site, one.function)
        assert (row["total"], row["used_mean"], row["used_max"]) == (one.total, one.used, one.used)
        assert (row["available_min"], row["stranded_max"]) == (one.available, one.stranded)
    assert not known
    assert (series["used"].dropna() <= series["total"][series["used"].notna()]).all()
    assert (reached["samples"] * reached["readable"]).sum() >= 3
    assert round((reached["samples"] * (1 - reached["readable"])).sum()) >= 1
    assert archive.usage(Scope(), window)["used"].notna().all()
    archive.close()


@contextmanager
def archive_of(samples: list[GatewaySample], folder: Path, now: datetime | None = None) -> Iterator[PrometheusArchive]:
    with prometheus(folder, keep(samples, folder)) as url:
        archive = PrometheusArchive(url, SETTLING, now=lambda: now or samples[-1].at)
        yield archive
        archive.close()


def test_changes_are_told_without_a_reason_and_a_dispatch_is_none(tmp_path: Path) -> None:
    statuses = [Status.SERVING, Status.STARTING, Status.SERVING, Status.ERROR]
    past = [gateway(at, executor("ocr_a", status=each)) for at, each in zip(moments(4), statuses, strict=True)]
    with archive_of(past, tmp_path) as archive:
        found = archive.changes(Scope(), Window(BEGIN, BEGIN + HOUR))
    assert found[["before", "after", "reason"]].to_numpy().tolist() == [["SERVING", "ERROR", REASON]]


def test_changes_of_several_hours_are_each_told_once(tmp_path: Path) -> None:
    every = timedelta(minutes=10)
    past = [
        gateway(at, executor("ocr_a", status=Status.ERROR if number % 7 < 3 else Status.SERVING), executor("llm_a"))
        for number, at in enumerate(moments(60, BEGIN, every))
    ]
    with archive_of(past, tmp_path) as archive:
        found = archive.changes(Scope(), Window(BEGIN, BEGIN + 10 * HOUR))
    expected = [BEGIN + number * every for number in range(59, 0, -1) if number % 7 in (0, 3)]
    assert [at.to_pydatetime() for at in found["at"]] == expected
    assert set(found["executor"]) == {"ocr_a"}


def test_a_gateway_that_could_not_be_read_has_not_unlisted_its_executors(tmp_path: Path) -> None:
    past = [
        gateway(at, nodes=None, fresh_nodes=None, reachable=False)
        if 5 <= number < 15
        else gateway(at, executor("ocr_a", verdict=Verdict.MATCH if number < 5 else Verdict.DRIFT))
        for number, at in enumerate(moments(20))
    ]
    with archive_of(past, tmp_path) as archive:
        found = archive.changes(Scope(), Window(BEGIN, BEGIN + HOUR))
    assert found[["sort", "before", "after"]].to_numpy().tolist() == [["verdict", "match", "drift"]]


def test_a_dashboard_that_moved_to_another_address_is_the_same_one(tmp_path: Path) -> None:
    past = [gateway(at, executor("ocr_a", number)) for number, at in enumerate(moments(11))]
    moved = BEGIN + timedelta(minutes=2)
    data = keep(past, tmp_path, lambda sample: "old:8501" if sample.at < moved else "new:8501")
    with prometheus(tmp_path, data) as url:
        archive = PrometheusArchive(url, SETTLING, now=lambda: past[-1].at)
        window = Window(BEGIN, BEGIN + FINE)
        step, whole = archive.series(Scope(), window).iloc[0], archive.statistics(Scope(), window).iloc[0]
        usage, reached = archive.usage(Scope(), window).iloc[0], archive.reached(Scope(), window).iloc[0]
        assert archive.changes(Scope(), window).empty
        archive.close()
    assert (step["samples"], step["used"], step["used_max"]) == (10, 4.5, 9)
    assert (whole["steps"], whole["used_mean"], usage["executors"], usage["used"]) == (1, 4.5, 1, 4.5)
    assert (reached["samples"], reached["readable"]) == (10, 1)


def test_a_status_that_is_none_is_said() -> None:
    with ScriptedServer() as server:
        at = BEGIN.timestamp()
        named = {"gateway": "us", "executor": "ocr_a"}
        flagged = [{"metric": named, "values": [[at, "2"]]}]
        status = {"__name__": "deployments_executor_status", **named, "status": "TIRED"}
        server.on("/api/v1/query_range", Reply(json={"status": "success", "data": {"result": flagged}}))
        said = [{"metric": status, "values": [[at, "1"]]}]
        server.on("/api/v1/query", Reply(json={"status": "success", "data": {"result": said}}))
        archive = PrometheusArchive(server.url, SETTLING)
        with pytest.raises(ArchiveError, match="'TIRED' is not a valid Status"):
            archive.changes(Scope(), Window(BEGIN, BEGIN + HOUR))
        archive.close()
