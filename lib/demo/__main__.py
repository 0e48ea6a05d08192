"""`python -m lib.demo`: simulated gateways as a process of their own; see `--help`."""

import argparse
import asyncio
from collections.abc import Callable
from pathlib import Path

from lib.demo.process import Cast, Wishes, benchmark, demo, run
from lib.demo.world import Generation

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
    return parser


def _cast(parser: argparse.ArgumentParser, given: argparse.Namespace) -> Cast:
    if given.executors is not None:
        return benchmark(given.executors, given.nodes or 4, given.generation or Generation.G2, given.port or 0)
    if any(option is not None for option in (given.nodes, given.generation, given.port)):
        parser.error("--nodes, --generation and --port need --executors")
    return demo()


def main() -> None:
    """Serve until a signal or the end of stdin."""
    parser = _arguments()
    given = parser.parse_args()
    wishes = Wishes(given.write, given.count_file, given.until_stdin_closes)
    try:
        asyncio.run(run(_cast(parser, given), wishes))
    except OSError as error:
        parser.exit(1, f"{parser.prog}: {error}\n")


if __name__ == "__main__":
    main()
