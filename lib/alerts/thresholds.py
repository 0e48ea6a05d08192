"""The thresholds file: when each rule fires and resolves. Where it says nothing, the rule's own defaults hold."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from lib.alerts.rules import RULES, Limits, Rule, Sense, Unit

FORGET_AFTER: Final = 86_400.0
"""Seconds after which an alert ends whose subject has not been known since."""

_Seconds = Annotated[float, Field(ge=0, le=30 * 86_400, allow_inf_nan=False)]
_Number = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class _Stated(BaseModel):
    """What a table of the file may say of a rule about a state; None stands for its default."""

    model_config = ConfigDict(extra="forbid", strict=True)

    on: bool | None = None
    hold: _Seconds | None = None
    clear_hold: _Seconds | None = None


class _Measured(_Stated):
    """What a table may say of a rule with a threshold."""

    threshold: _Number | None = None
    clear: _Number | None = None


class _Document(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    forget_after: Annotated[float, Field(ge=60, allow_inf_nan=False)] = FORGET_AFTER
    rules: dict[str, dict[str, Any]] = Field(default_factory=dict)


_DEFAULTS: Final[Mapping[str, Limits]] = {rule.name: rule.defaults for rule in RULES}


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The limits of every rule, by its name, and when an alert ends that is not known any more, in seconds."""

    limits: Mapping[str, Limits]
    forget_after: float = FORGET_AFTER

    def of(self, rule: Rule) -> Limits:
        """The limits of a rule."""
        return self.limits[rule.name]


DEFAULTS: Final = Thresholds(_DEFAULTS)


class ThresholdsError(ValueError):
    """The thresholds file can't be used; the message names the place and says what would be right."""


def parsed(text: str) -> Thresholds:
    """The thresholds that a document says. Raises ThresholdsError where it can't be used."""
    try:
        document = TypeAdapter(_Document).validate_python(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise ThresholdsError(f"it is not TOML: {error}") from error
    except ValidationError as error:
        raise ThresholdsError(_first(error, ())) from error
    unknown = document.rules.keys() - _DEFAULTS.keys()
    if unknown:
        raise ThresholdsError(f"there is no rule {min(unknown)!r}; the rules are {', '.join(_DEFAULTS)}")
    limits = {rule.name: _limits(rule, document.rules.get(rule.name, {})) for rule in RULES}
    return Thresholds(limits, document.forget_after)


def _limits(rule: Rule, table: Mapping[str, Any]) -> Limits:
    kind = _Stated if rule.sense is Sense.STATE else _Measured
    try:
        said = TypeAdapter[_Stated](kind).validate_python(dict(table)).model_dump(exclude_none=True)
    except ValidationError as error:
        raise ThresholdsError(_first(error, ("rules", rule.name))) from error
    made = replace(rule.defaults, **said)
    if "clear" not in said and made.threshold is not None:
        made = replace(made, clear=_as_far_as_by_default(rule.defaults, made.threshold))
    _check(rule, made)
    return made


def _as_far_as_by_default(defaults: Limits, threshold: float) -> float:
    assert defaults.threshold is not None  # noqa: S101  (a rule with a threshold has both)
    assert defaults.clear is not None  # noqa: S101
    return max(0.0, threshold + defaults.clear - defaults.threshold)


def _check(rule: Rule, limits: Limits) -> None:
    """A rule must not resolve where it still fires, and a share has an end."""
    if limits.threshold is None or limits.clear is None:
        return
    place = f"rules.{rule.name}"
    if rule.unit is Unit.PERCENT and rule.sense is Sense.BELOW and limits.threshold > 100:
        raise ThresholdsError(f"{place}.threshold is {limits.threshold:g}; it should be 100 or less")
    if rule.sense is Sense.ABOVE and limits.clear > limits.threshold:
        raise ThresholdsError(f"{place}.clear is {limits.clear:g}; it should be {limits.threshold:g} or less")
    if rule.sense is Sense.BELOW and limits.clear < limits.threshold:
        raise ThresholdsError(f"{place}.clear is {limits.clear:g}; it should be {limits.threshold:g} or more")


def _first(error: ValidationError, above: tuple[str, ...]) -> str:
    """The first thing that is wrong, with its place: ``rules.drift-long.hold is "10m"; it should be …``."""
    found = error.errors(include_url=False, include_context=False)[0]
    place = ".".join(str(part) for part in (*above, *found["loc"]))
    if found["type"] == "extra_forbidden":
        return f"{place} has no meaning here"
    remedy = found["msg"].replace("Input should be", "it should be")
    return f"{place} is {found['input']!r}; {remedy}"


class ThresholdsFile:
    """The thresholds file as it is now; a broken edit keeps the last good one. For one thread."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._good = DEFAULTS

    def read(self) -> tuple[Thresholds, str | None]:
        """The thresholds to go by, and a sentence about what is wrong with the file, if anything is."""
        try:
            self._good = parsed(self.path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            self._good = DEFAULTS
        except OSError as error:
            return self._good, self._sentence(f"it can't be read: {error.strerror}")
        except UnicodeDecodeError:
            return self._good, self._sentence("it is not UTF-8 text")
        except ThresholdsError as error:
            return self._good, self._sentence(str(error))
        return self._good, None

    def _sentence(self, problem: str) -> str:
        kept = "The built-in thresholds" if self._good == DEFAULTS else "The thresholds of before"
        return f"{self.path} can't be used: {problem}. {kept} stay in use until it is corrected."
