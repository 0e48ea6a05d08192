"""Decoded documents as tests compare them."""

from typing import Any

from msgspec import Raw, structs


def bare(document: Any) -> Any:
    """The document without the answer that it was read from."""
    return structs.replace(document, answer=Raw())
