"""One interval of time, ``(start, end]``: the start is left out, the end is in.

Half-open on the left, so that an interval computed after another needs no care at the seam:
``(a, b]`` and ``(b, c]`` share nothing and leave nothing out. An interval is a value; it never
changes, and what would change it gives another one.
"""

from __future__ import annotations

import datetime as dt
import json
import operator
from collections.abc import Iterator, Sequence
from typing import Self, overload

from ..utils.clock import Clock
from ..utils.errors import ArgumentTypeError, TimeIntervalError
from ..utils.time_utils import (
    MAX_DATE,
    MIN_DATE,
    duration2str,
    from_ms,
    get_timedelta,
    parse_datetime,
    to_ms,
    utcnow,
)
from .pair import Pair

Instant = str | dt.date | dt.datetime
"""ISO 8601 text, a date (its first instant in UTC), or a datetime (naive: UTC; aware: converted)."""

_MILLISECOND = dt.timedelta(milliseconds=1)
_FIRST_MS = to_ms(MIN_DATE)
_LAST_MS = to_ms(MAX_DATE) + 999


def offset_ms(duration: float | dt.timedelta) -> int:
    """Seconds or a timedelta as whole milliseconds, cut off towards the past as times are.

    Raises:
        ArgumentValueError: Neither of both, or not finite.
    """
    return get_timedelta(duration) // _MILLISECOND


def _instant_ms(when: Instant) -> int:
    return to_ms(when if isinstance(when, dt.datetime) else parse_datetime(when))


class TimeInterval(Pair):
    """The instants after ``start``, up to and including ``end``; UTC, whole milliseconds.

    Args:
        start: Left out.
        end: In; later than the start.

    Raises:
        TimeIntervalError: The end is not after the start (once both are cut to milliseconds).
        ArgumentTypeError: Not a time.
        ArgumentValueError: Text that cannot be read, or outside the years 1 to 9999.

    >>> hour = TimeInterval("2016-10-28T00:00", "2016-10-28T01:00")
    >>> print(hour)
    (2016-10-28 00:00:00+00:00, 2016-10-28 01:00:00+00:00]
    >>> hour.end in hour, hour.start in hour
    (True, False)
    """

    __slots__ = ()

    def __new__(cls, start: Instant, end: Instant) -> Self:
        """The interval between two times."""
        return cls.from_ms(_instant_ms(start), _instant_ms(end))

    # --- constructors -----------------------------------------------------------------------
    @classmethod
    def from_ms(cls, start_ms: int, end_ms: int) -> Self:
        """The interval between two counts of milliseconds since 1970 (UTC); errors as the class."""
        if not _FIRST_MS <= start_ms < end_ms <= _LAST_MS:
            start, end = from_ms(start_ms), from_ms(end_ms)
            msg = (
                f"The interval ({start}, {end}] holds no time: its end must lie 1 ms or more after its start."
            )
            raise TimeIntervalError(msg, start=start, end=end)
        return cls._make(int(start_ms), int(end_ms))

    @classmethod
    def several(cls, starts_ms: Sequence[int], ends_ms: Sequence[int]) -> list[Self]:
        """One interval for each pair of start and end, as `from_ms` gives it; many are made much faster."""
        fine = len(starts_ms) == len(ends_ms) and all(map(operator.lt, starts_ms, ends_ms))
        if fine and starts_ms and min(starts_ms) >= _FIRST_MS and max(ends_ms) <= _LAST_MS:
            return cls._make_several(starts_ms, ends_ms)
        return [cls.from_ms(*pair) for pair in zip(starts_ms, ends_ms, strict=True)]

    @classmethod
    def all_time(cls) -> Self:
        """From `MIN_DATE` to `MAX_DATE`."""
        return cls(MIN_DATE, MAX_DATE)

    @classmethod
    def up_to_now(cls, *, clock: Clock = utcnow) -> Self:
        """From `MIN_DATE` to now."""
        return cls(MIN_DATE, clock())

    @classmethod
    def now_minus(
        cls,
        weeks: float = 0,
        days: float = 0,
        hours: float = 0,
        minutes: float = 0,
        seconds: float = 0,
        milliseconds: float = 0,
        *,
        clock: Clock = utcnow,
    ) -> Self:
        """The last so many weeks, days, hours ... up to now."""
        now = to_ms(clock())
        width = dt.timedelta(
            weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds, milliseconds=milliseconds
        )
        return cls.from_ms(now + offset_ms(-width), now)

    # --- what it is -------------------------------------------------------------------------
    @property
    def start(self) -> dt.datetime:
        """The start, left out, in UTC."""
        return from_ms(self._a)

    @property
    def end(self) -> dt.datetime:
        """The end, in, in UTC."""
        return from_ms(self._b)

    @property
    def width(self) -> dt.timedelta:
        """The time from start to end."""
        return dt.timedelta(milliseconds=self._b - self._a)

    @property
    def humanized(self) -> str:
        """The interval for people: ``2016-10-28 00:00:00 to 2016-10-28 01:00:00 (1 hour)``."""
        start, end = (str(moment.replace(tzinfo=None)) for moment in self)
        return f"{start} to {end} ({duration2str(self.width)})"

    def to_tuple(self) -> tuple[dt.datetime, dt.datetime]:
        """The pair ``(start, end)``."""
        return self.start, self.end

    def json_value(self) -> dict[str, str]:
        """What stands for it in JSON: start and end in ISO 8601."""
        return {"start": self.start.isoformat(), "end": self.end.isoformat()}

    def to_json(self) -> str:
        """`json_value` as text."""
        return json.dumps(self.json_value())

    def __iter__(self) -> Iterator[dt.datetime]:
        return iter(self.to_tuple())

    def __len__(self) -> int:
        return 2

    @overload
    def __getitem__(self, index: int) -> dt.datetime: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[dt.datetime, ...]: ...
    def __getitem__(self, index: int | slice) -> dt.datetime | tuple[dt.datetime, ...]:
        return self.to_tuple()[index]

    def __str__(self) -> str:
        return f"({self.start}, {self.end}]"

    def __repr__(self) -> str:
        # As it would be typed after `from hyperstream import UTC`.
        fields = f"start={self.start!r}, end={self.end!r}".replace("datetime.timezone.utc", "UTC")
        return f"{type(self).__name__}({fields})"

    # --- asking and shifting ----------------------------------------------------------------
    def __contains__(self, item: object) -> bool:
        """Whether an instant, or all of another interval, lies in this one (its own self does)."""
        if isinstance(item, TimeInterval):
            return self._a <= item._a and item._b <= self._b
        if isinstance(item, dt.datetime):
            return self._a < to_ms(item) <= self._b
        msg = f"{item!r} is of type {type(item).__name__}; only a datetime or a TimeInterval lies in one."
        raise ArgumentTypeError(msg, value=item)

    def __add__(self, other: object) -> TimeInterval:
        """Another interval: shifted by a timedelta, or its ends shifted by a pair each on its own.

        Args:
            other: A timedelta; or ``(a, b)``, each seconds or a timedelta, for start and end; or a
                `RelativeTimeInterval`, which is such a pair.

        Raises:
            TimeIntervalError: No time would be left.
        """
        if isinstance(other, dt.timedelta):
            before = after = offset_ms(other)
        elif isinstance(other, tuple) and len(other) == 2:
            before, after = offset_ms(other[0]), offset_ms(other[1])
        else:
            return NotImplemented
        return TimeInterval.from_ms(self._a + before, self._b + after)
