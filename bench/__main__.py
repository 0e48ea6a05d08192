"""`python -m bench` measures everything and keeps the result; `python -m bench NAME` measures one part."""

import argparse
import gc
import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import partial

from bench import assembly, memory, page, polling, report, rerun
from bench.measure import Section

_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def _parts(chromium: str) -> Mapping[str, Callable[[], Section]]:
    return {
        "page": partial(page.measure, chromium),
        "assembly": assembly.measure,
        "rerun": rerun.measure,
        "memory": memory.measure,
        "requests": polling.measure,
    }


def _chromium() -> str:
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, _BROWSERS)), None)
    if found is None:
        sys.exit("No Chromium was found: set CHROMIUM to the path of one.")
    return found


def _measured(parts: Mapping[str, Callable[[], Section]]) -> Iterator[Section]:
    """Measure one part after the other, and show each as soon as it is there."""
    for measure in parts.values():
        section = measure()
        print(report.section(section), end="\n\n", flush=True)
        yield section


def main() -> None:
    """Measure what was asked for."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that no server is left behind
    gc.freeze()  # as the dashboard does once it runs
    chromium = _chromium()
    parts = _parts(chromium)
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure the dashboard's speed.")
    parser.add_argument("part", nargs="?", choices=parts, help=f"one part; without it all, kept in {report.RESULTS}")
    asked = parser.parse_args().part
    if asked:
        sections = list(_measured({asked: parts[asked]}))
    else:
        sections = list(_measured(parts))
        report.RESULTS.write_text(report.document(report.this_machine(chromium), sections), encoding="utf-8")
    print(report.verdict(sections))


if __name__ == "__main__":
    main()
