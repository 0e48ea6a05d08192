"""Hints."""

from lib.process import Observation


def draw(observation: Observation) -> None:
    """Placeholder until written."""
