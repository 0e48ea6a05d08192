"""How a condition goes on over time: it must last to fire, and be over for some time to resolve (hold, hysteresis).

The engine and the replay of the past share this. Only time between two known samples counts, for and against: what is
not known neither fires nor resolves. A clock that is set back makes no time pass.
"""

from datetime import datetime

from msgspec import Struct, structs

from lib.alerts.rules import Limits, Rule


class Course(Struct, frozen=True, gc=False):
    """A condition that holds, or that has fired and not resolved yet.

    It was seen first at ``begun`` and known last ``at``, with ``value``. It has held for ``held`` seconds, as far as
    known, and been over for ``cleared``; that is None unless it was over when known last. ``fired_at`` is None before
    it fires, ``unknown_since`` while it is known.
    """

    begun: datetime
    at: datetime
    value: float
    held: float = 0.0
    cleared: float | None = None
    fired_at: datetime | None = None
    unknown_since: datetime | None = None

    @property
    def fires(self) -> bool:
        """Whether it has fired and not resolved."""
        return self.fired_at is not None

    @property
    def holds_now(self) -> bool:
        """Whether the latest sample knew it, and not that it was over."""
        return self.unknown_since is None and self.cleared is None


def followed(
    course: Course | None, rule: Rule, limits: Limits, value: float | None, at: datetime, longest: float
) -> Course | None:
    """The course after ``value`` was measured ``at``; None once there is nothing to follow.

    ``longest`` is how many seconds two samples may be apart for the time between them to count as known.
    """
    if value is None:
        return None if course is None else _unknown(course, at)
    if rule.breaches(value, limits):
        return _breaching(course or Course(at, at, value), limits, value, at, longest)
    if course is None or not course.fires:
        return None
    cleared = None
    if rule.is_clear(value, limits):
        cleared = 0.0 if course.cleared is None else course.cleared + known_between(course, at, longest)
        if cleared >= limits.clear_hold:
            return None
    return _known(course, value, at, cleared=cleared)


def known_between(course: Course, at: datetime, longest: float) -> float:
    """The seconds from the latest sample to one ``at``, where both are known and nothing was missed in between."""
    passed = (at - course.at).total_seconds()
    return passed if course.unknown_since is None and 0 <= passed <= longest else 0.0


def _unknown(course: Course, at: datetime) -> Course:
    return course if course.unknown_since is not None else structs.replace(course, unknown_since=at)


def _breaching(course: Course, limits: Limits, value: float, at: datetime, longest: float) -> Course:
    held = course.held + known_between(course, at, longest)
    fired_at = course.fired_at or (at if held >= limits.hold else None)
    return _known(structs.replace(course, held=held, fired_at=fired_at), value, at, cleared=None)


def _known(course: Course, value: float, at: datetime, *, cleared: float | None) -> Course:
    """The course with a known sample; where the clock was set back, nothing of it lies in the future."""
    return structs.replace(
        course,
        begun=min(course.begun, at),
        at=at,
        value=value,
        cleared=cleared,
        fired_at=course.fired_at and min(course.fired_at, at),
        unknown_since=None,
    )
