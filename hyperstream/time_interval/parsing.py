"""Reading an interval from a pair of anything that people write."""

from __future__ import annotations

import datetime as dt
from numbers import Integral

from ..utils.clock import Clock
from ..utils.errors import ArgumentTypeError, TimeIntervalError
from ..utils.time_utils import MIN_DATE, utcnow
from .interval import Instant, TimeInterval
from .relative import RelativeTimeInterval

End = Instant | int | dt.timedelta | None
"""One end of an interval: a time, seconds before now (as a negative integer or timedelta), or None."""


def parse_time_tuple(start: End, end: End, *, clock: Clock = utcnow) -> TimeInterval | RelativeTimeInterval:
    """The interval between two ends: relative when both are offsets, absolute when both are times.

    Args:
        start: Whole seconds or a timedelta (an offset); ISO 8601 text, a date or a datetime (a time);
            or None, which is the time `MIN_DATE`.
        end: The same; None is now.
        clock: Gives now.

    Raises:
        TimeIntervalError: An offset and a time are mixed, an offset ends after 0, or no time is left.
        ArgumentTypeError: A float (are seconds meant, or a Unix time?), or something else.
        ArgumentValueError: Text that cannot be read, or outside the years 1 to 9999.
    """
    first, last = _end(start), _end(end)
    if isinstance(first, _OFFSET) and isinstance(last, _OFFSET):
        return RelativeTimeInterval(first, last)
    if isinstance(first, _OFFSET) or isinstance(last, _OFFSET):
        msg = (
            f"({start!r}, {end!r}] mixes an offset (seconds, timedelta) with a time (None is one too); "
            "give two offsets or two times."
        )
        raise TimeIntervalError(msg, start=start, end=end)
    return TimeInterval(MIN_DATE if first is None else first, clock() if last is None else last)


_OFFSET = (int, dt.timedelta)


def _end(end: End) -> End:
    """The end as it is, a NumPy integer as Python's; a float could be seconds or a Unix time."""
    if isinstance(end, (float, bool)):
        msg = f"{end!r} is of type {type(end).__name__}; give whole seconds (an int), a timedelta, or a time."
        raise ArgumentTypeError(msg, value=end)
    return int(end) if isinstance(end, Integral) else end
