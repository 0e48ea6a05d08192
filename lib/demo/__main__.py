"""`python -m lib.demo`: simulated gateways as a process of their own; see `--help`."""

import argparse
import asyncio
import sys
from collections.abc import Callable
from pathlib import Path

from lib.demo.process import Cast, Wishes, benchmark, demo, run
from lib.demo.world import Generation

_MOST_DAYS = 400  # as long as steps are kept
_MOST_EXECUTORS, _MOST_NODES = 50_000, 200  # what the addresses of one network hold


def _whole_number(least: int, most: int) -> Callable[[str], int]:
    def whole_number(text: str) -> int:
        number = int(text)
        if not least <= number <= most:
            raise argparse.ArgumentTypeError(f"{number} is not between {least} and {most}")
        return number

    return whole_number


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m lib.demo",
        description="Serve three simulated Marie-AI gateways on free local ports, and print a gateways.json for them.",
    )
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the gateways.json to FILE too")
    parser.add_argument("--count-file", type=Path, metavar="FILE", help="keep the requests by path in FILE")
    parser.add_argument("--until-stdin-closes", action="store_true", help="exit at the end of stdin")
    large = parser.add_argument_group("one large gateway for benchmarks")
    large.add_argument("--executors", type=_whole_number(1, _MOST_EXECUTORS), metavar="N", help="how many executors")
    large.add_argument("--nodes", type=_whole_number(1, _MOST_NODES), metavar="M", help="nodes of each (default 4)")
    large.add_argument("--generation", type=Generation, choices=list(Generation), help="default g2")
    large.add_argument("--port", type=_whole_number(0, 65535), metavar="P", help="default: a free one")
    past = parser.add_argument_group("a past that is made up, for the page Capacity; nothing is served then")
    past.add_argument("--history", type=_days, metavar="DAYS", help="make so many days of it, such as 60d, and exit")
    past.add_argument("--history-file", type=Path, metavar="FILE", help="where to; default: where `make run` looks")
    return parser


def _days(text: str) -> int:
    return _whole_number(1, _MOST_DAYS)(text.removesuffix("d"))


def _cast(parser: argparse.ArgumentParser, given: argparse.Namespace) -> Cast:
    if given.executors is not None:
        return benchmark(given.executors, given.nodes or 4, given.generation or Generation.G2, given.port or 0)
    if any(option is not None for option in (given.nodes, given.generation, given.port)):
        parser.error("--nodes, --generation and --port need --executors")
    return demo()


def _make_past(parser: argparse.ArgumentParser, days: int, file: Path | None) -> None:
    from lib import settings  # noqa: PLC0415 - who serves gateways need not wait for what keeps a past
    from lib.demo.making import write_past  # noqa: PLC0415
    from lib.history.questions import ArchiveError  # noqa: PLC0415

    try:
        target = file or settings.load().demo_history_file
        write_past(target, days)
    except (ArchiveError, settings.SettingsError) as error:
        parser.exit(1, f"{parser.prog}: {error}\n")
    sys.stdout.write(f"{days} days of made-up past of the demo gateways are in {target}.\n")


def main() -> None:
    """Make a past, or serve until a signal or the end of stdin."""
    parser = _arguments()
    given = parser.parse_args()
    if given.history is not None:
        _make_past(parser, given.history, given.history_file)
        return
    wishes = Wishes(given.write, given.count_file, given.until_stdin_closes)
    try:
        asyncio.run(run(_cast(parser, given), wishes))
    except OSError as error:
        parser.exit(1, f"{parser.prog}: {error}\n")


if __name__ == "__main__":
    main()
