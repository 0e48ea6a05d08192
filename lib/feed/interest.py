import math


class Interest:
    """Until when somebody wants something; nobody does at first. The caller holds a lock around it."""

    def __init__(self) -> None:
        self._ends = -math.inf
        self._given_up = True

    def renew(self, ends: float) -> bool:
        """Want it until `ends`; tell whether it had been given up, so that who serves it has to be woken."""
        self._ends = ends
        had_given_up, self._given_up = self._given_up, False
        return had_given_up

    def give_up(self, now: float) -> bool:
        """Tell who serves it whether nobody wants it any more; if so, the next renewal has to wake them."""
        self._given_up = now >= self._ends
        return self._given_up
