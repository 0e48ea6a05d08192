"""Silences: for how long, and why, nobody is told of some alerts."""

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from lib.alerts.rules import BY_NAME, Subject


class Silence(Struct, frozen=True, gc=False):
    """Alerts that are not told until ``until``: of a rule, a gateway, an executor; None stands for all of them.

    ``by`` says who wants that, and ``why``.
    """

    id: str
    since: datetime
    until: datetime
    by: str
    why: str
    rule: str | None = None
    gateway: str | None = None
    executor: str | None = None

    def covers(self, rule: str, subject: Subject) -> bool:
        """Whether an alert is of those that it is about."""
        return (
            self.rule in (None, rule)
            and self.gateway in (None, subject.gateway)
            and self.executor in (None, subject.executor)
        )

    @property
    def scope(self) -> str:
        """What it is about: ``Long drift of extract on us-east-1``."""
        what = "All alerts" if self.rule is None else BY_NAME[self.rule].title if self.rule in BY_NAME else self.rule
        if self.executor is not None:
            return f"{what} of {self.executor}{'' if self.gateway is None else f' on {self.gateway}'}"
        return f"{what} of {'all gateways' if self.gateway is None else self.gateway}"


def silencing(silences: Iterable[Silence], rule: str, subject: Subject, at: datetime) -> Silence | None:
    """The silence that holds for an alert, the one that lasts longest; None where it is told."""
    holding = [each for each in silences if at < each.until and each.covers(rule, subject)]
    return max(holding, key=lambda each: each.until, default=None)
