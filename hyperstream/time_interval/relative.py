"""An interval relative to a moment, as the window behind "now" of a live workflow."""

from __future__ import annotations

import datetime as dt
from typing import Self

from ..utils.errors import TimeIntervalError
from ..utils.time_utils import to_ms
from .interval import TimeInterval, offset_ms
from .pair import Pair


class RelativeTimeInterval(Pair):
    """The instants from ``start`` to ``end`` seconds after a moment; both lie at or before it.

    Args:
        start: Seconds or a timedelta, negative; left out.
        end: Seconds or a timedelta, at most 0; in.

    Raises:
        TimeIntervalError: The end is not after the start, or in the future.
        ArgumentValueError: Neither a finite number of seconds nor a timedelta.

    >>> print(RelativeTimeInterval(-60, 0).absolute(dt.datetime(2016, 10, 28, 12)))
    (2016-10-28 11:59:00+00:00, 2016-10-28 12:00:00+00:00]
    """

    __slots__ = ()

    def __new__(cls, start: float | dt.timedelta, end: float | dt.timedelta) -> Self:
        """The interval between two offsets."""
        return cls.from_ms(offset_ms(start), offset_ms(end))

    @classmethod
    def from_ms(cls, start_ms: int, end_ms: int) -> Self:
        """The same from milliseconds."""
        text = f"({start_ms / 1000} s, {end_ms / 1000} s]"
        if start_ms >= end_ms:
            msg = f"The relative interval {text} holds no time: its end must lie after its start."
            raise TimeIntervalError(msg, start_ms=start_ms, end_ms=end_ms)
        if end_ms > 0:
            msg = f"The relative interval {text} ends in the future, which is not supported; end it at 0."
            raise TimeIntervalError(msg, start_ms=start_ms, end_ms=end_ms)
        return cls._make(int(start_ms), int(end_ms))

    @property
    def start(self) -> float:
        """The start in seconds, left out."""
        return self._a / 1000

    @property
    def end(self) -> float:
        """The end in seconds, in."""
        return self._b / 1000

    @property
    def width(self) -> dt.timedelta:
        """The time from start to end."""
        return dt.timedelta(milliseconds=self._b - self._a)

    def absolute(self, moment: dt.datetime) -> TimeInterval:
        """The interval as seen from this moment.

        Args:
            moment: Aware (converted to UTC) or naive (taken as UTC), cut to the millisecond.
        """
        at = to_ms(moment)
        return TimeInterval.from_ms(at + self._a, at + self._b)

    def json_value(self) -> dict[str, float]:
        """What stands for it in JSON: start and end in seconds."""
        return {"start": self.start, "end": self.end}

    def __radd__(self, interval: object) -> TimeInterval:
        """``interval + self``: its start moved by our start, its end by our end."""
        if isinstance(interval, TimeInterval):
            return TimeInterval.from_ms(interval.start_ms + self._a, interval.end_ms + self._b)
        return NotImplemented

    def __str__(self) -> str:
        return f"({self.start} s, {self.end} s]"

    def __repr__(self) -> str:
        return f"{type(self).__name__}(start={self.start}, end={self.end})"
