"""A set of times as one value: what is computed, what is missing, what was asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any, Self, overload

from ..utils.errors import ArgumentTypeError, TimeIntervalError
from ..utils.time_utils import to_ms
from . import spans as algebra
from .interval import TimeInterval
from .spans import Span, Spans


class TimeIntervals:
    """A set of times in canonical form: intervals sorted, disjoint, and merged where they touch.

    Equal sets are equal values. Operands never change; every operation gives another value, in
    linear time.

    Args:
        intervals: Intervals, or pairs that make one; in any order, they may overlap.

    Raises:
        ArgumentTypeError: One of them is neither.

    >>> hours = [TimeInterval(f"2016-10-28T0{n}:00", f"2016-10-28T0{n + 1}:00") for n in (0, 1, 4)]
    >>> len(TimeIntervals(hours))
    2
    >>> print((TimeIntervals(hours) - hours[0])[0])
    (2016-10-28 01:00:00+00:00, 2016-10-28 02:00:00+00:00]
    """

    __slots__ = ("_spans",)
    _spans: Spans

    def __new__(cls, intervals: TimeIntervals | Iterable[object] | None = None) -> Self:
        """The set of what lies in any of the intervals."""
        return cls.from_spans(_to_spans(intervals))

    @classmethod
    def from_spans(cls, spans: Spans) -> Self:
        """The set of these spans in milliseconds, which must be in canonical form (`normalise` gives it)."""
        self = object.__new__(cls)
        _set_spans(self, spans)
        return self

    # --- what it is -------------------------------------------------------------------------
    @property
    def spans(self) -> Spans:
        """The pairs ``(start_ms, end_ms)`` in canonical form."""
        return self._spans

    @property
    def is_empty(self) -> bool:
        """Whether there is no time in it."""
        return not self._spans

    @property
    def start(self) -> dt.datetime:
        """The earliest start; TimeIntervalError for the empty set, which has none."""
        return self.span.start

    @property
    def end(self) -> dt.datetime:
        """The latest end; TimeIntervalError for the empty set, which has none."""
        return self.span.end

    @property
    def span(self) -> TimeInterval:
        """The interval from the earliest start to the latest end, gaps included.

        Raises:
            TimeIntervalError: The set is empty.
        """
        if not self._spans:
            msg = "The empty set of times has no start, end or span; ask is_empty first."
            raise TimeIntervalError(msg)
        return TimeInterval.from_ms(self._spans[0][0], self._spans[-1][1])

    @property
    def humanized(self) -> str:
        """The set for people: one `TimeInterval.humanized` after the other, or ``empty``."""
        return ", ".join(interval.humanized for interval in self) or "empty"

    def json_value(self) -> list[dict[str, str]]:
        """What stands for it in JSON: a list of starts and ends in ISO 8601."""
        return [interval.json_value() for interval in self]

    def __len__(self) -> int:
        return len(self._spans)

    def __iter__(self) -> Iterator[TimeInterval]:
        return (TimeInterval.from_ms(a, b) for a, b in self._spans)

    @overload
    def __getitem__(self, index: int) -> TimeInterval: ...
    @overload
    def __getitem__(self, index: slice) -> TimeIntervals: ...
    def __getitem__(self, index: int | slice) -> TimeInterval | TimeIntervals:
        if isinstance(index, slice):
            return TimeIntervals.from_spans(algebra.normalise(self._spans[index]))
        return TimeInterval.from_ms(*self._spans[index])

    def __contains__(self, item: object) -> bool:
        """Whether an instant, or all of an interval or set, lies in it; the first two in logarithmic time."""
        if isinstance(item, dt.datetime):
            return algebra.contains(self._spans, to_ms(item))
        if isinstance(item, TimeInterval):
            return algebra.covers(self._spans, (item.start_ms, item.end_ms))
        if isinstance(item, TimeIntervals):
            return not algebra.difference(item._spans, self._spans)
        kind = type(item).__name__
        msg = f"{item!r} is a {kind}; only a datetime, a TimeInterval or TimeIntervals lie in a set of times."
        raise ArgumentTypeError(msg, value=item)

    # --- the algebra ------------------------------------------------------------------------
    def __add__(self, other: object) -> TimeIntervals:
        """What lies in one or the other (an interval, a set, or a list of them); also ``|``."""
        return TimeIntervals.from_spans(algebra.union(self._spans, _to_spans(other)))

    def __sub__(self, other: object) -> TimeIntervals:
        """What lies in this one and not in the other; an empty other (or None) changes nothing."""
        return TimeIntervals.from_spans(algebra.difference(self._spans, _to_spans(other)))

    def __and__(self, other: object) -> TimeIntervals:
        """What lies in both."""
        return TimeIntervals.from_spans(algebra.intersection(self._spans, _to_spans(other)))

    def __rsub__(self, other: object) -> TimeIntervals:
        return TimeIntervals.from_spans(algebra.difference(_to_spans(other), self._spans))

    __or__ = __radd__ = __ror__ = __add__
    __rand__ = __and__

    def split(self, points: Iterable[dt.datetime]) -> list[TimeInterval]:
        """The intervals, in order, cut at every point that lies strictly inside one.

        A list and not a set: a set merges what touches (which is what `compress` did).
        """
        cuts = sorted({to_ms(point) for point in points})
        return [TimeInterval.from_ms(a, b) for a, b in algebra.cut(self._spans, cuts)]

    def compress(self) -> TimeIntervals:
        """Itself: neighbours that touch are always merged here."""
        return self

    # --- a value ----------------------------------------------------------------------------
    def __eq__(self, other: object) -> bool:
        return self._spans == other._spans if isinstance(other, TimeIntervals) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._spans)

    def __setattr__(self, name: str, value: object) -> None:
        msg = f"TimeIntervals never change, so {name!r} cannot be set; use + and -, which give another set."
        raise AttributeError(msg)

    def __delattr__(self, name: str) -> None:
        self.__setattr__(name, None)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self).from_spans, (self._spans,)

    def __str__(self) -> str:
        return " U ".join(map(str, self)) or "[]"

    def __repr__(self) -> str:
        return f"{type(self).__name__}([{', '.join(map(repr, self))}])"


_set_spans = TimeIntervals.__dict__["_spans"].__set__


def _to_spans(times: object) -> Spans:
    """The canonical spans of an interval, a set, None, or an iterable of intervals or pairs."""
    if isinstance(times, TimeIntervals):
        return times.spans
    if isinstance(times, TimeInterval):
        return ((times.start_ms, times.end_ms),)
    if times is None:
        return algebra.EMPTY
    if not isinstance(times, Iterable) or isinstance(times, (str, bytes)):
        kind = type(times).__name__
        msg = f"{times!r} is a {kind}; a TimeInterval, TimeIntervals or a list of intervals is needed."
        raise ArgumentTypeError(msg, value=times)
    return algebra.normalise(_to_span(item) for item in times)


def _to_span(item: object) -> Span:
    if isinstance(item, tuple) and len(item) == 2:
        item = TimeInterval(*item)
    if isinstance(item, TimeInterval):
        return item.start_ms, item.end_ms
    msg = f"{item!r} is of type {type(item).__name__}; a TimeInterval or a pair (start, end) is needed."
    raise ArgumentTypeError(msg, value=item)
