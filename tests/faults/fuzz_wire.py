"""Feeds the wire decoders what leads a coverage-guided fuzzer further; `make fuzz` runs it, CI does not.

An input is a byte that chooses the kind, then a body. Whatever it is, it must end as a document or as a BadBody or
ReportedError, and a document must make a fleet and a page.
"""

import sys
from pathlib import Path
from typing import Final

import atheris

with atheris.instrument_imports(include=["lib"]):
    from lib.gateway import errors
    from lib.gateway.reason import reason_in
    from tests.faults.page_model import Looks, make_page
    from tests.faults.payloads import BODIES, DECODERS
    from tests.fleet.documents import NOW

KINDS: Final = tuple(DECODERS)


def one_input(data: bytes) -> None:
    """Decode one input, and look at a gateway that answers with it."""
    if not data:
        return
    kind, body = KINDS[data[0] % len(KINDS)], data[1:]
    reason_in(body)
    try:
        DECODERS[kind](body)
    except (errors.BadBody, errors.ReportedError):
        return
    make_page(Looks.begun(NOW).look({**BODIES, kind: body}))


def write_seeds(folder: Path) -> None:
    """Begin with the captured bodies."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, kind in enumerate(KINDS):
        (folder / kind).write_bytes(bytes([number]) + BODIES[kind])


if __name__ == "__main__":
    write_seeds(Path(sys.argv[1]))
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()
