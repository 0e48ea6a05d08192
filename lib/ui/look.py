"""How states look: a hue of the theme, a word and a sign for each; colour is never the only one."""

from dataclasses import dataclass
from pathlib import Path

from lib.fleet.bands import BANDS, Band
from lib.fleet.functions import Redundancy
from lib.fleet.model import NodeHealth, Status, Verdict
from lib.planning.advice import Move
from lib.planning.demand import Pressure
from lib.planning.forecast import Outcome
from lib.planning.headroom import Verdict as Fitting


@dataclass(frozen=True, slots=True)
class Look:
    """A hue of the theme, and the sign that stands before the word."""

    hue: str
    sign: str


STATUS = {
    Status.SERVING: Look("green", "✓"),
    Status.STARTING: Look("yellow", "↻"),
    Status.STOPPING: Look("yellow", "↓"),
    Status.STOPPED: Look("gray", "■"),
    Status.ERROR: Look("red", "✕"),
    Status.UNKNOWN: Look("gray", "?"),
}

VERDICT = {
    Verdict.MATCH: Look("green", "✓"),
    Verdict.SETTLING: Look("blue", "…"),
    Verdict.DRIFT: Look("orange", "≠"),
    Verdict.UNKNOWN: Look("gray", "?"),
}

HEALTH = {
    NodeHealth.UNHEALTHY: Look("red", "✕"),
    NodeHealth.UNKNOWN: Look("gray", "?"),
    NodeHealth.HEALTHY: Look("green", "✓"),
}

REDUNDANCY = {
    Redundancy.ENOUGH: Look("green", "✓"),
    Redundancy.SINGLE: Look("orange", "⚠"),
    Redundancy.NOWHERE: Look("red", "✕"),
    Redundancy.UNKNOWN: Look("gray", "?"),
}

BAND_HUES: dict[Band, str] = dict(zip(BANDS, ("#3b6fd4", "#3b6fd4", "#b5740f", "#c6392f"), strict=True))
"""Bars below 70 % are the accent: colour only where it asks for something. Each has 3 : 1 to both grounds."""


PLANNED = {
    Fitting.FITS: Look("green", "✓"),
    Fitting.TOO_SMALL: Look("red", "✕"),
    Fitting.NOT_KNOWN: Look("gray", "?"),
    Move.ADD: Look("orange", "＋"),
    Move.REMOVE: Look("blue", "−"),
    Move.KEEP: Look("green", "✓"),
    Move.NONE: Look("gray", "?"),
    Pressure.FULL_WAITING: Look("red", "✕"),
    Pressure.OUT_OF_REACH: Look("red", "✕"),
    Pressure.WAITING_BESIDE_FREE: Look("orange", "≠"),
    Pressure.FULL_CONTENT: Look("yellow", "■"),
    Pressure.FREE: Look("green", "✓"),
    Pressure.NO_SLOTS: Look("gray", "■"),
    Outcome.GROWS: Look("orange", "↗"),
    Outcome.FALLING: Look("blue", "↘"),
    Outcome.NO_TREND: Look("green", "→"),
    Outcome.INSUFFICIENT: Look("gray", "?"),
    Outcome.NO_SLOTS: Look("gray", "■"),
    BANDS[0].name: Look("green", "✓"),
    BANDS[1].name: Look("green", "✓"),
    BANDS[2].name: Look("orange", "▲"),
    BANDS[3].name: Look("red", "✕"),
}
"""The words of capacity planning; those that are equal mean the same."""


def planned_chip(word: str) -> str:
    """Sign and word of planning; a word without a look stands alone."""
    found = PLANNED.get(word)
    return word if found is None else f"{found.sign} {word}"


def status_chip(status: Status) -> str:
    """Sign and word of a status."""
    return f"{STATUS[status].sign} {status.value}"


def verdict_chip(verdict: Verdict) -> str:
    """Sign and word of a verdict."""
    return f"{VERDICT[verdict].sign} {verdict.value}"


def health_chip(health: NodeHealth) -> str:
    """Sign and word of a node's health."""
    return f"{HEALTH[health].sign} {health.value}"


STYLE = f"<style>\n{Path(__file__).with_name('page.css').read_text(encoding='utf-8')}</style>"
