"""Chance without a state: the same seed and numbers give the same outcome, in every process and at every call."""

from hashlib import blake2b

__all__ = ["chance", "draw", "seed"]

_64_BITS = 2**64 - 1


def seed(*names: str) -> int:
    """Give the seed, 64 bits, of what these names name together."""
    return int.from_bytes(blake2b("|".join(names).encode(), digest_size=8).digest())


def draw(root: int, *numbers: int) -> int:
    """Give 64 bits that depend on the root and the numbers alone.

    Python salts the hashes of text, never those of numbers; this is the fastest mixing that it has.
    """
    return hash((root, *numbers)) & _64_BITS


def chance(root: int, *numbers: int) -> float:
    """Give a number in [0, 1) that depends on the root and the numbers alone."""
    return (draw(root, *numbers) >> 11) / 2**53
