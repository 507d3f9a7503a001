"""What time it is, passed in rather than reached for.

A clock is anything that gives the present as an aware UTC datetime when called; `utcnow` itself
is one. Tests and simulations pass a `SimulatedClock`, and nothing has to sleep.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable

from .errors import ArgumentValueError
from .time_utils import get_timedelta, parse_datetime, utcnow

Clock = Callable[[], dt.datetime]
"""Gives the present in UTC, cut to the millisecond."""


class SystemClock:
    """The clock of the machine."""

    __slots__ = ()

    def __call__(self) -> dt.datetime:
        """Now, in UTC, cut to the millisecond."""
        return utcnow()

    def __repr__(self) -> str:
        return "SystemClock()"


class SimulatedClock:
    """A clock that moves only when told to; threads may share one.

    Args:
        start: What it shows first (datetime, date or ISO 8601 text).

    >>> clock = SimulatedClock("2016-10-28")
    >>> clock.advance(90)
    >>> clock().isoformat()
    '2016-10-28T00:01:30+00:00'
    """

    __slots__ = ("_lock", "_now")

    def __init__(self, start: str | dt.date | dt.datetime) -> None:
        self._now = parse_datetime(start)
        self._lock = threading.Lock()

    def __call__(self) -> dt.datetime:
        """The present of the simulation, in UTC, cut to the millisecond."""
        return self._now

    def advance(self, duration: float | dt.timedelta) -> None:
        """Move on by so many seconds (or a timedelta).

        Raises:
            ArgumentValueError: It would go back, or is not a duration.
        """
        step = get_timedelta(duration)
        if step < dt.timedelta(0):
            msg = f"A clock cannot be advanced by {duration!r}: time does not go back. Start another clock."
            raise ArgumentValueError(msg, duration=duration)
        with self._lock:
            self._now = parse_datetime(self._now + step)

    def __repr__(self) -> str:
        return f"SimulatedClock({self._now.isoformat()!r})"
