"""One thing that happened: a timestamp and a value, the unit of every stream.

A `StreamInstance` is a plain tuple with two names, so it can be unpacked, compared and
hashed like one. Its timestamp is always an aware `datetime` in UTC with whole milliseconds,
the precision in which everything is stored and compared; aware times are converted, naive
ones are taken as UTC.

Times after now are allowed here: a forecast or a test may build them. Whether one may be
*written* is decided by the writer, which knows the clock.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple, Self

from ..utils.errors import ArgumentValueError
from ..utils.time_utils import UTC, from_ms, to_ms


class _Fields(NamedTuple):
    timestamp: datetime
    value: Any


class StreamInstance(_Fields):
    """A timestamp and the value that a stream has there.

    Args:
        timestamp: When; converted to UTC and cut to whole milliseconds (towards the past).
        value: What; any object (a store may refuse what it cannot keep exactly).

    Raises:
        ArgumentValueError: The timestamp is not a `datetime` (a `ValueError`).

    >>> timestamp, value = StreamInstance(datetime(2016, 10, 28, 12, 0, 0, 1999), 20.5)
    >>> timestamp.isoformat(), value
    ('2016-10-28T12:00:00.001000+00:00', 20.5)
    """

    __slots__ = ()

    def __new__(cls, timestamp: datetime, value: Any) -> Self:
        """The instance, its timestamp in UTC and whole milliseconds."""
        # The first test lets the usual case through without a call: millions pass here.
        if timestamp.__class__ is not datetime or timestamp.tzinfo is not UTC or timestamp.microsecond % 1000:
            timestamp = _whole_utc(timestamp)
        return tuple.__new__(cls, (timestamp, value))

    @classmethod
    def _make(cls, iterable: Iterable[Any]) -> Self:  # type: ignore[override]
        # namedtuple's own would go round the checks, and `_replace` with it.
        return cls(*iterable)

    def as_dict(self, flat: bool = True) -> dict[str, Any]:
        """The instance as a dictionary.

        Args:
            flat: Put ``timestamp`` beside the keys of a dictionary value (which is copied).

        Returns:
            ``{**value, "timestamp": t}`` for a dictionary value when flat, else
            ``{"timestamp": t, "value": value}``.
        """
        if flat and isinstance(self.value, dict):
            return {**self.value, "timestamp": self.timestamp}
        return {"timestamp": self.timestamp, "value": self.value}

    def as_list(self, flat: bool = True) -> list[Any]:
        """The instance as a list.

        Args:
            flat: List the items of a dictionary value, and the timestamp as the last of them.

        Returns:
            ``[(key, item), ..., ["timestamp", t]]`` for a dictionary value when flat, else
            ``[t, value]``.
        """
        if flat and isinstance(self.value, dict):
            return [*self.value.items(), ["timestamp", self.timestamp]]
        return [self.timestamp, self.value]


def _whole_utc(timestamp: object) -> datetime:
    if not isinstance(timestamp, datetime):
        kind = type(timestamp).__name__
        msg = (
            f"An instance's timestamp must be a datetime, not {kind} ({timestamp!r}); "
            "convert it first, for instance with hyperstream.utils.parse_datetime."
        )
        raise ArgumentValueError(msg, timestamp=timestamp)
    if type(timestamp) is datetime and (timestamp.tzinfo is None or timestamp.tzinfo is UTC):
        whole = timestamp.microsecond // 1000 * 1000
        return timestamp.replace(microsecond=whole, tzinfo=UTC, fold=0)
    return from_ms(to_ms(timestamp))


def as_instance(item: object) -> StreamInstance:
    """An instance as it is, or one made of a ``(timestamp, value)`` pair.

    Raises:
        ArgumentValueError: It is neither.
    """
    if isinstance(item, StreamInstance):
        return item
    if isinstance(item, tuple) and len(item) == 2:
        return StreamInstance(*item)
    msg = (
        f"{item!r} is not an instance: give a StreamInstance(timestamp, value) "
        f"or a (timestamp, value) pair, not {type(item).__name__}."
    )
    raise ArgumentValueError(msg, item=item)
