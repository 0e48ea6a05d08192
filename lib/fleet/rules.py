"""Limits that the rules of a fleet use; every one is a setting."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rules:
    """Limits in seconds (contract 4.5: compatible with the page's figures, therefore settings).

    ``fresh``: a heartbeat at most this old is recent. ``settling``: an epoch may differ this long before it is
    drift. ``skew``: a heartbeat further in the future than this is worth a note.
    """

    fresh: float = 30.0
    settling: float = 30.0
    skew: float = 5.0
