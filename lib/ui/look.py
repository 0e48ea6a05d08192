"""How states look: a hue of the theme, a word and a sign for each; colour is never the only one."""

from dataclasses import dataclass

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

BAND_HUES: dict[Band, str] = dict(zip(BANDS, ("#3b6fd4", "#3b6fd4", "#d08a1d", "#c6392f"), strict=True))
"""Bars below 70 % are the accent: colour only where it asks for something."""


def status_chip(status: Status) -> str:
    """Sign and word of a status."""
    return f"{STATUS[status].sign} {status.value}"


def verdict_chip(verdict: Verdict) -> str:
    """Sign and word of a verdict."""
    return f"{VERDICT[verdict].sign} {verdict.value}"


def health_chip(health: NodeHealth) -> str:
    """Sign and word of a node's health."""
    return f"{HEALTH[health].sign} {health.value}"


STYLE = """
<style>
.stMainBlockContainer { padding: 2rem 2.25rem 3rem; max-width: 1760px; }
.stMainBlockContainer h1 { padding: 0; }
[data-testid="stMetricValue"] { font-variant-numeric: tabular-nums; }
[data-testid="stCaptionContainer"] { color: inherit; opacity: .78; }
@media (max-width: 640px) { .stMainBlockContainer { padding: 4.25rem 1rem 2rem; } }
[data-testid="stElementToolbar"] [aria-label="Download as CSV"] { display: none; }
.light-bars { display: grid; grid-template-columns: minmax(0, 20rem) 1fr 5rem; gap: 0 .6rem; padding: 24px 0 32px;
  font-size: .8rem; line-height: var(--bar); }
.light-bars > div { height: var(--bar); overflow: hidden; white-space: nowrap; text-overflow: ellipsis; }
.light-bars > div:nth-child(3n+1) { text-align: right; }
.light-bars i { display: block; height: 62%; margin-top: 4px; }
.st-key-flyout { gap: .75rem; }
section[role="dialog"] > h2 { padding-bottom: .25rem; }
section[role="dialog"] > h2 p { font-size: .9rem; opacity: .78; }
.st-key-flyout .stElementContainer:has(> .stHeading) { min-height: 1.7rem; }
.st-key-flyout h2 { font-size: 1.3rem; padding: 0; overflow-wrap: anywhere; }
.facts { display: grid; grid-template-columns: 8.5rem minmax(0, 1fr); gap: .45rem .9rem; font-size: .9rem;
  margin: 0 !important; padding: 0 !important; }
.facts dt { opacity: .78; }
.facts dd { margin: 0; overflow-wrap: anywhere; }
.beside { border-collapse: collapse; width: 100%; font-size: .9rem; font-variant-numeric: tabular-nums; }
.beside th, .beside td { text-align: left; padding: .35rem .6rem .35rem 0; overflow-wrap: anywhere; font-weight: 400;
  border-bottom: 1px solid rgb(128 138 152 / .25); vertical-align: top; }
.beside thead th { font-weight: 600; }
.beside tbody th { opacity: .78; white-space: nowrap; }
.st-key-row, .st-key-remembered { position: absolute; }
[data-testid="stLayoutWrapper"]:has(> .st-key-panel):not(:has(.stAlert)) { position: absolute; }
.st-key-header { min-height: 62px; }
.st-key-auto_refresh { max-height: 22px; overflow: hidden; }
.st-key-health_line { flex-wrap: nowrap; align-items: flex-start; }
@media (max-width: 900px) { .st-key-health_line { flex-wrap: wrap; } }
.strip { display: flex; height: 1.6rem; border-radius: 6px; overflow: hidden; }
.strip i { min-width: 1px; }
.strip-ends { display: flex; justify-content: space-between; font-size: .8rem; opacity: .78; }
.strip-legend { display: flex; flex-wrap: wrap; gap: .2rem 1rem; margin: 0 !important; padding: 0 !important;
  list-style: none; font-size: .85rem; }
.strip-legend li { margin: 0; padding: 0; font-size: inherit; }
.strip-legend i { display: inline-block; width: .8rem; height: .8rem; border-radius: 2px; margin-right: .35rem; }
i.serving { background: #2a9d6f; }
i.starting, i.stopping { background: #d08a1d; }
i.error { background: #d0453a; }
i.stopped { background: #5d6875; }
i.unknown { background: #9aa5b3; }
i.gap { background: repeating-linear-gradient(45deg, rgb(128 138 152 / .5) 0 3px, transparent 3px 7px); }
[data-cut-off] .stMain, [data-cut-off] [data-testid="stDialog"] { filter: grayscale(1); opacity: .6; }
@media (prefers-reduced-motion: reduce) { * { animation: none !important; transition: none !important; } }
</style>
"""
