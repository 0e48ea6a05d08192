"""Three simulated gateways with incidents at random: `python -m bench.incidents SEED` serves them as a child.

Who starts the child knows what happens there from the same seed, and when from the file that it writes.
"""

import argparse
import asyncio
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import NamedTuple

from lib.demo import fleets
from lib.demo.app import application
from lib.demo.gateway import Gateway, LiveBodies, utc_now
from lib.demo.incidents import Act, Incident
from lib.demo.outputs import write_atomically
from lib.demo.process import Cast, Wishes, run
from lib.demo.server import GatewayServer

UNREACHABLE = frozenset({Incident.PROXY, Incident.REFUSED})
"""Those in which the health check of a gateway fails, so that the history has a gap."""

_CALM = (60, 110)
_TROUBLED = (45, 75)
"""Seconds, from and to."""
_ONE_DAY = 86_400.0


class Happened(NamedTuple):
    """An incident of a gateway."""

    gateway: str
    incident: Incident
    began: datetime
    ended: datetime


def script(seed: str) -> Sequence[Act]:
    """A day of incidents at random, the gateway unreachable in every second one, with calm between."""
    chance = Random(seed)  # noqa: S311 - the same for the same seed is what is wanted
    others = [each for each in Incident if each not in (Incident.NONE, *UNREACHABLE)]
    acts: list[Act] = []
    while sum(act.seconds for act in acts) < _ONE_DAY:
        for some in (sorted(UNREACHABLE, key=lambda each: each.name), others):
            acts += [
                Act(Incident.NONE, chance.randint(*_CALM)),
                Act(chance.choice(some), chance.randint(*_TROUBLED)),
            ]
    return acts


def happened(gateway: str, acts: Iterable[Act], started: datetime) -> Iterator[Happened]:
    """The incidents of a script that was begun at that time."""
    began = started
    for act in acts:
        ended = began + timedelta(seconds=act.seconds)
        if act.incident is not Incident.NONE:
            yield Happened(gateway, act.incident, began, ended)
        began = ended


def read(seed: str, file: Path) -> list[Happened]:
    """The incidents of the child that was given this seed, and wrote this file."""
    started = json.loads(file.read_bytes())
    return [
        each
        for gateway, at in started.items()
        for each in happened(gateway, script(f"{seed} {gateway}"), datetime.fromisoformat(at))
    ]


def _cast(seed: str, file: Path) -> Cast:
    now = utc_now()
    worlds = [fleets.us_east(now), fleets.eu_west(now), fleets.ap_south(now)]
    gateways = [Gateway(world, script(f"{seed} {world.id}")) for world in worlds]
    begun = {world.id: now.isoformat() for world in worlds}
    write_atomically(file, json.dumps(begun).encode())
    return Cast([GatewayServer(gateway, application(gateway, LiveBodies(gateway))) for gateway in gateways])


def main() -> None:
    """Serve until the end of stdin."""
    parser = argparse.ArgumentParser(prog="python -m bench.incidents")
    parser.add_argument("seed")
    for name in ("--write", "--count-file", "--started-file"):
        parser.add_argument(name, type=Path, required=True)
    given = parser.parse_args()
    cast = _cast(given.seed, given.started_file)
    asyncio.run(run(cast, Wishes(given.write, given.count_file, until_stdin_closes=True)))


if __name__ == "__main__":
    main()
