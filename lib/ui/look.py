"""How states look: a hue of the theme, a word and a sign for each; colour is never the only one."""

from dataclasses import dataclass
from pathlib import Path

from lib.fleet.bands import BANDS, Band
from lib.fleet.functions import Redundancy
from lib.fleet.model import NodeHealth, Status, Verdict


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
