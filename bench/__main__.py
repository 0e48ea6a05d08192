"""`python -m bench` measures everything and keeps the result; `python -m bench NAME` measures one part."""

import argparse
import gc
import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial

from bench import (
    assembly,
    endurance,
    failover,
    hanging,
    history,
    memory,
    page,
    panel,
    planning,
    polling,
    prometheus,
    report,
    rerun,
    scrape,
    soak,
    tick,
)
from bench.browser import ON_PATH
from bench.measure import Section

_ENDURANCE = "endurance"
_SOAK = "soak"


def _parts(chromium: str) -> Mapping[str, Callable[[], Section]]:
    return {
        "page": partial(page.measure, chromium),
        "panel": partial(panel.measure, chromium),
        "tick": partial(tick.measure, chromium),
        "assembly": assembly.measure,
        "rerun": rerun.measure,
        "hanging": hanging.measure,
        "memory": memory.measure,
        "requests": polling.measure,
        "ingest": history.ingest,
        "questions": history.questions,
        "prometheus": prometheus.measure,
        "recorder": history.recorder,
        "scrape": scrape.measure,
        "planning": partial(planning.measure, chromium),
        "failover": partial(failover.measure, chromium),
    }


def _chromium() -> str:
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, ON_PATH)), None)
    if found is None:
        sys.exit("No Chromium was found: set CHROMIUM to the path of one.")
    return found


def _measured(parts: Iterable[Callable[[], Section]]) -> Iterator[Section]:
    """Measure one part after the other, and show each as soon as it is there."""
    for measure in parts:
        section = measure()
        print(report.section(section), end="\n\n", flush=True)
        yield section


def _keep(introduction: str, chromium: str, sections: Sequence[Section]) -> None:
    """Put the sections into the results, in place of those that stood there."""
    chapter = report.chapter(introduction, report.this_machine(chromium), sections)
    kept = report.RESULTS.read_text(encoding="utf-8")
    report.RESULTS.write_text(report.with_chapter(kept, chapter), encoding="utf-8")


def _arguments(parts: Iterable[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure the dashboard's speed.")
    what = parser.add_subparsers(
        dest="part", metavar="PART", help=f"one part; without it all, kept in {report.RESULTS}"
    )
    for name in parts:
        what.add_parser(name)
    for name, about, minutes in ((_ENDURANCE, "many pages for long", 60), (_SOAK, "all at once, with incidents", 10)):
        long = what.add_parser(name, help=f"{about}, kept in {report.RESULTS}")
        long.add_argument("--minutes", type=_minutes, default=minutes, help=f"how long (default {minutes})")
    return parser.parse_args()


def _minutes(text: str) -> int:
    minutes = int(text)
    if minutes < endurance.LEAST:
        raise argparse.ArgumentTypeError(f"growth takes at least {endurance.LEAST} minutes to be seen")
    return minutes


def main() -> None:
    """Measure what was asked for."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that no server is left behind
    gc.freeze()  # as the dashboard does once it runs
    chromium = _chromium()
    parts = _parts(chromium)
    asked = _arguments(parts)
    if asked.part == _ENDURANCE:
        sections = list(_measured([partial(endurance.measure, asked.minutes)]))
        _keep(report.ENDURANCE, chromium, sections)
    elif asked.part == _SOAK:
        sections = list(_measured([partial(soak.measure, 2 * asked.minutes, every=30.0)]))
        _keep(report.SOAK, chromium, sections)
    elif asked.part:
        sections = list(_measured([parts[asked.part]]))
    else:
        sections = list(_measured(parts.values()))
        _keep(report.BENCHMARK, chromium, sections)
    print(report.verdict(sections))


if __name__ == "__main__":
    main()
