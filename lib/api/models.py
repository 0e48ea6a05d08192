"""What every procedure takes and gives has in common: names in camelCase, times in UTC with a Z, and ages.

``Answer`` is the head of every answer. A number that is not known is null; ``why`` says the reason where one is known.
"""

from datetime import datetime
from typing import Annotated, ClassVar, Final

from pydantic import AliasGenerator, BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

MOST_ROWS: Final = 1_000
"""Rows of a page at most, and where nothing is asked for."""


class Model(BaseModel):
    """A part of an answer; made by its Python names, told in camelCase."""

    model_config = ConfigDict(
        alias_generator=AliasGenerator(serialization_alias=to_camel), frozen=True, use_attribute_docstrings=True
    )


class Input(BaseModel):
    """What a procedure is asked with, in camelCase; an unknown field is refused, as it is mostly a misspelt one."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        extra="forbid",
        strict=True,
        frozen=True,
        hide_input_in_errors=True,
        use_attribute_docstrings=True,
    )


class NoInput(Input):
    """Of a procedure that takes nothing."""


GatewayId = Annotated[str, Field(min_length=1, description="Id of a gateway, as `gateways.getConfig` lists them.")]
ExecutorId = Annotated[str, Field(min_length=1, description="Name of an executor; it has no other id.")]
ExecutorName = Annotated[str, Field(serialization_alias="executorId")]
"""The name of an executor in an answer, called as it is asked for."""

Limit = Annotated[int, Field(ge=1, le=MOST_ROWS, description="Rows of a page at most.")]
Cursor = Annotated[str | None, Field(min_length=1, description="`nextCursor` of the page before; none for the first.")]


class OfGateway(Input):
    """Names a gateway."""

    gateway_id: GatewayId


class OfExecutor(OfGateway):
    """Names an executor of a gateway."""

    executor_id: ExecutorId


class PageOfGateway(OfGateway):
    """Asks for a page of rows of a gateway."""

    limit: Limit = MOST_ROWS
    cursor: Cursor = None


class Trouble(Model):
    """Why something can't be read now."""

    part: str
    """What can't be read, such as `executors` or `capacity`."""
    kind: str
    """A stable word for the failure, such as `refused` or `http_503`."""
    sentence: str
    """What happened, and what to do."""
    since: datetime | None
    """The first of the failures in a row."""


class Part(Model):
    """One of the readings that an answer rests on."""

    part: str
    """What was read, such as `executors` or `capacity`."""
    observed_at: datetime | None
    """When the last good answer came; null where there was none."""
    stale: bool
    """Whether that is too long ago to be a fact, or never was."""


class Answer(Model):
    """The head of every answer."""

    unstamped: ClassVar[frozenset[str]] = frozenset({"age_ms"})
    """The fields that may differ between answers that are otherwise the same; no ETag rests on them."""

    observed_at: datetime | None
    """When the oldest of what the answer rests on was observed; null where it was never."""
    age_ms: int | None
    """How many milliseconds before this answer was made that was. Of an answer that is kept, take `observedAt`."""
    stale: bool
    """Whether some of it is no longer a fact: it is what was last known."""
    troubles: tuple[Trouble, ...] = ()
    """What can't be read now."""


class GatewayAnswer(Answer):
    """The head of an answer about one gateway."""

    gateway_id: str
    """Id of the gateway."""
    parts: tuple[Part, ...]
    """Each reading that it rests on."""


class Range(Model):
    """Lowest and highest of several numbers."""

    lowest: int
    highest: int


class Span(Model):
    """From `begin` to before `end`."""

    begin: datetime
    end: datetime
