"""UTC and milliseconds: the one place where wall-clock time becomes a number and comes back.

Everything inside HyperStream counts whole milliseconds since 1970-01-01T00:00Z as ``int``; people
write and read `datetime`. An aware datetime is converted to UTC (it is the same instant), a naive
one is taken as UTC, and what is finer than a millisecond is cut off, never rounded. The arithmetic
is in integers, so it is exact for all years 1 to 9999.
"""

from __future__ import annotations

import datetime as dt
import math

from .errors import ArgumentTypeError, ArgumentValueError

UTC = dt.UTC
"""The time zone of every datetime that HyperStream gives."""

MIN_DATE = dt.datetime(1, 1, 1, tzinfo=UTC)
"""The earliest instant."""

MAX_DATE = dt.datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
"""The latest whole second."""

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = dt.timedelta(milliseconds=1)
_FIRST_MS = (MIN_DATE - _EPOCH) // _MILLISECOND
_LAST_MS = (MAX_DATE - _EPOCH) // _MILLISECOND + 999


def to_ms(when: dt.datetime) -> int:
    """Milliseconds since 1970-01-01T00:00Z, negative before it.

    Args:
        when: Aware (converted) or naive (taken as UTC); parts of a millisecond are cut off.

    Raises:
        ArgumentTypeError: Not a datetime.
        ArgumentValueError: The instant lies outside the years 1 to 9999 in UTC.
    """
    if type(when) is dt.datetime and when.tzinfo is UTC:
        since = when - _EPOCH
        return (since.days * 86_400 + since.seconds) * 1000 + since.microseconds // 1000
    if not isinstance(when, dt.datetime):
        msg = f"{when!r} is of type {type(when).__name__}; a datetime is needed (parse_datetime reads text)."
        raise ArgumentTypeError(msg, value=when)
    aware = when.replace(tzinfo=UTC) if is_naive(when) else when
    ms = (aware - _EPOCH) // _MILLISECOND
    # pandas' NaT calls itself a datetime; it ends here too, because it compares false with everything.
    if not _FIRST_MS <= ms <= _LAST_MS:
        msg = f"{when!r} is not an instant of the years 1 to 9999 in UTC; nothing else can be kept."
        raise ArgumentValueError(msg, value=when)
    return int(ms)


def from_ms(ms: int) -> dt.datetime:
    """The instant that `to_ms` gave, in UTC.

    Raises:
        ArgumentValueError: It lies outside the years 1 to 9999.
    """
    try:
        return _EPOCH + _MILLISECOND * int(ms)
    except OverflowError as error:
        msg = f"{ms!r} ms since 1970 is not an instant of the years 1 to 9999; is the unit right?"
        raise ArgumentValueError(msg, value=ms) from error


def utcnow() -> dt.datetime:
    """Now, in UTC, cut to the millisecond."""
    return remove_microseconds(dt.datetime.now(UTC))


def remove_microseconds(when: dt.datetime) -> dt.datetime:
    """The same instant in UTC, cut to the millisecond.

    Errors as `to_ms`.
    """
    if type(when) is dt.datetime and when.tzinfo is UTC:
        return when.replace(microsecond=when.microsecond // 1000 * 1000)
    return from_ms(to_ms(when))


def is_naive(when: dt.datetime) -> bool:
    """Whether the datetime says nothing about its time zone."""
    return when.tzinfo is None or when.utcoffset() is None


def parse_datetime(when: str | dt.date | dt.datetime) -> dt.datetime:
    """The instant, in UTC, cut to the millisecond.

    Args:
        when: ISO 8601 text (``2016-10-28``, ``2016-10-28T12:30:00.5+01:00``, ``2016-07-11T1209Z``), a
            date (its first instant in UTC), or a datetime.

    Raises:
        ArgumentTypeError: It is something else.
        ArgumentValueError: The text is not ISO 8601, or the instant outside the years 1 to 9999.
    """
    if isinstance(when, dt.datetime):
        return remove_microseconds(when)
    if isinstance(when, dt.date):
        return dt.datetime(when.year, when.month, when.day, tzinfo=UTC)
    if not isinstance(when, str):
        msg = f"{when!r} is of type {type(when).__name__}; a datetime, a date or ISO 8601 text is needed."
        raise ArgumentTypeError(msg, value=when)
    try:
        parsed = dt.datetime.fromisoformat(when.strip())
    except ValueError as error:
        msg = f"{when!r} is not a time in ISO 8601; write it as 2016-10-28 or 2016-10-28T12:30:00Z."
        raise ArgumentValueError(msg, value=when) from error
    return remove_microseconds(parsed)


def get_timedelta(duration: float | dt.timedelta) -> dt.timedelta:
    """The duration as a timedelta.

    Args:
        duration: Seconds, or a timedelta (given back as it is).

    Raises:
        ArgumentValueError: It is something else, not finite, or more than a timedelta holds.
    """
    if isinstance(duration, dt.timedelta):
        return duration
    is_number = isinstance(duration, (int, float)) and not isinstance(duration, bool)
    if is_number and -math.inf < duration < math.inf:
        try:
            return dt.timedelta(seconds=duration)
        except OverflowError as error:
            msg = f"{duration!r} seconds is more than 999,999,999 days; is the unit right?"
            raise ArgumentValueError(msg, value=duration) from error
    msg = f"{duration!r} is not a duration; give a finite number of seconds or a timedelta."
    raise ArgumentValueError(msg, value=duration)


def unix2datetime(seconds: float) -> dt.datetime:
    """The instant of a Unix time in seconds, in UTC, to the nearest millisecond.

    The inverse of `datetime2unix` (0.3.8 read milliseconds here and gave seconds there); for
    milliseconds there are `from_ms` and `to_ms`.

    Raises:
        ArgumentValueError: Not finite, or outside the years 1 to 9999.
    """
    if not -math.inf < seconds < math.inf:
        msg = f"{seconds!r} is not a Unix time; a finite number of seconds is needed."
        raise ArgumentValueError(msg, value=seconds)
    return from_ms(round(seconds * 1000))


def datetime2unix(when: dt.datetime) -> float:
    """Unix time in seconds, to the millisecond; errors as `to_ms`."""
    return to_ms(when) / 1000


_UNITS_MS = (("day", 86_400_000), ("hour", 3_600_000), ("min", 60_000), ("sec", 1000), ("ms", 1))
_WITH_PLURAL = frozenset({"day", "hour"})


def duration2str(duration: dt.timedelta) -> str:
    """The duration for people, from days down to milliseconds.

    >>> duration2str(dt.timedelta(seconds=75))
    '1 min 15 sec'
    >>> duration2str(dt.timedelta(days=2, hours=1))
    '2 days 1 hour'
    """
    rest = abs(duration) // _MILLISECOND
    words = []
    for unit, size in _UNITS_MS:
        count, rest = divmod(rest, size)
        if count:
            words.append(f"{count} {unit}{'s' if count > 1 and unit in _WITH_PLURAL else ''}")
    sign = "-" if words and duration < dt.timedelta(0) else ""
    return sign + (" ".join(words) or "0 sec")


def json_serial(value: object) -> object:
    """The ``default`` hook for `json.dumps`: times as ISO 8601, our own things by their ``json_value()``.

    Intervals, stream ids and channels have ``json_value``; anything may.

    Raises:
        ArgumentTypeError: The value has no JSON form.
    """
    if isinstance(value, (dt.date, dt.datetime)):
        return value.isoformat()
    own_form = getattr(value, "json_value", None)
    if own_form is None:
        kind = type(value).__name__
        msg = f"{value!r} is of type {kind}, which has no JSON form: convert it, or give it json_value()."
        raise ArgumentTypeError(msg, value=value)
    return own_form()
