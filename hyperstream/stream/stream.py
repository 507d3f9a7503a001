"""A stream: instances in time order under one id, in one home.

A stream holds no rows. It asks its home (a channel, through the `Home` port) for rows and for
the ledger, and hands out views that read lazily. What computes it, if anything does, is a
`Producer`; which node it stands in is a plain attribute.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ..time_interval import TimeInterval, TimeIntervals
from ..utils.errors import ArgumentValueError, FutureIntervalError
from ..utils.time_utils import from_ms, parse_datetime, to_ms
from .incoming import as_covers, as_interval, as_spans, to_batch
from .named_stream import NamedStream, refuse_sandbox
from .ports import Home, OnConflict
from .stream_id import StreamId
from .tracing import Tracer
from .view import StreamView

if TYPE_CHECKING:
    from .provenance import Provenance


class Stream(NamedStream):
    """Instances ``(timestamp, value)`` in time order, and the intervals that have been computed.

    Two stream objects are equal when they stand for the same stream of the same home.

    Args:
        channel: The home it lives in.
        stream_id: Its id.
        calculated_intervals: Declared computed from the start, as by the setter.
        sandbox: Kept for old callers; only None is accepted.
        version: ``tool@major`` where several versions are kept side by side, else empty.

    Attributes:
        home: The channel it lives in.
        stream_id: Its id.
        version: See above.
        parent_node: The node it belongs to, or None.
        tool_reference: Free for old callers (`set_tool_reference`).
        producer: What computes it (a factor), or None for a stream that is written by hand.

    Raises:
        ArgumentTypeError: (a `TypeError`) ``stream_id`` is no `StreamId`, or the intervals are none.
    """

    __slots__ = ()

    def __init__(
        self,
        channel: Home,
        stream_id: StreamId,
        calculated_intervals: TimeIntervals | None = None,
        sandbox: None = None,
        *,
        version: str = "",
    ) -> None:
        super().__init__(channel, stream_id, version)
        refuse_sandbox(sandbox)
        if calculated_intervals is not None:
            self._declare(calculated_intervals)

    # --- the ledger
    @property
    def calculated_intervals(self) -> TimeIntervals:
        """What a tool has computed, or what was declared computed by setting this.

        Set it to None or an empty list (nothing), an interval, `TimeIntervals`, or a list of intervals.

        Raises:
            ArgumentTypeError: (a `TypeError`) Anything else is set.
            FutureIntervalError: (a `ValueError`) An interval ends after now.
        """
        return TimeIntervals.from_spans(self.home.computed(self))

    @calculated_intervals.setter
    def calculated_intervals(self, intervals: Any) -> None:
        self._declare(intervals)

    def _declare(self, intervals: Any) -> None:
        spans = as_spans(intervals)
        if spans and spans[-1][1] > (now := self.home.now()):
            msg = (
                f"{self.stream_id}: the end {from_ms(spans[-1][1])} is after now ({from_ms(now)}). "
                "Computed time cannot run ahead of the clock."
            )
            raise FutureIntervalError(msg, stream_id=self.stream_id, end=from_ms(spans[-1][1]))
        self.home.mark(self, spans)

    # --- rows
    def window(
        self,
        time_interval: Any = None,
        force_calculation: bool = False,
        strict: bool = False,
        *,
        version: str | int | None = None,
    ) -> StreamView:
        """A lazy view of the instances in ``(start, end]``, oldest first.

        Args:
            time_interval: A `TimeInterval`, a `RelativeTimeInterval` (before now) or a pair for
                `parse_time_tuple`; None means the last computed interval.
            force_calculation: Let the producer bring the interval up to date before reading.
            strict: Raise where part of the interval has not been computed, instead of only
                showing it in ``view.missing``.
            version: Of a kept version: ``tool@major``, or a version that it stands for, such as ``"1.4.0"``.

        Raises:
            ArgumentTypeError: (a `TypeError`) No interval can be read from this.
            ArgumentValueError: (a `ValueError`) None was given and nothing has been computed, or
                the interval is inverted.
        """
        stream = self if version is None else self.kept_as(version)
        if time_interval is None:
            time_interval = stream._last_computed()
        elif not isinstance(time_interval, TimeInterval):
            time_interval = as_interval(time_interval, self._now)
        return StreamView(stream, time_interval, force_calculation, strict)

    def _now(self) -> datetime:
        return from_ms(self.home.now())

    def _last_computed(self) -> TimeInterval:
        spans = self.home.computed(self)
        if not spans:
            msg = (
                f"{self.stream_id} has no computed interval that a window without one could show. "
                "Name the interval: window((start, end)), or window((None, None)) for everything up to now."
            )
            raise ArgumentValueError(msg, stream_id=self.stream_id)
        return TimeInterval.from_ms(*spans[-1])

    def provenance(
        self,
        time_interval: Any,
        *,
        depth: int | None = None,
        count: bool = True,
        version: str | int | None = None,
    ) -> Provenance:
        """Where the values in an interval come from: what computed them, when, and from what, all the way.

        Args:
            time_interval: A `TimeInterval`, a `RelativeTimeInterval`, a pair, or an instant: the one at that
                time.
            depth: So many steps back; None: all the way.
            count: Count the instances of everything that was read, for which they are read again.
            version: Of a kept version, as for `window`.

        Raises:
            ArgumentTypeError: (a `TypeError`) No interval can be read from this.
        """
        stream = self if version is None else self.kept_as(version)
        if isinstance(time_interval, str | datetime):
            end = to_ms(parse_datetime(time_interval))
            a, b = end - 1, end
        else:
            interval = as_interval(time_interval, self._now)
            a, b = interval.start_ms, interval.end_ms
        return Tracer(self.home, depth, count).provenance(stream, a, b)

    def write(
        self, data: Any, *, on_conflict: OnConflict = "raise", covers: Any = None, force: bool = False
    ) -> int:
        """Store instances, all of them or, on an error, none; says how many were new.

        An equal value at the same timestamp is accepted and changes nothing. Rows that land in time
        already declared complete or settled are stored, with a `LateDataWarning`.

        Args:
            data: A `StreamInstance`, a pair ``(time, value)``, an iterable of either, a `Batch`,
                a mapping of time to value, or a pandas Series with a unique time index.
            on_conflict: At a timestamp that has another value: ``"raise"``, keep the old one
                (``"ignore"``), or put the new one in its place (``"replace"``).
            covers: How far the source is complete now: an interval or the instant up to which.
            force: Write although a tool computes this stream (its next run may replace the rows).

        Raises:
            DuplicateInstanceError: (a `KeyError`) Another value is there already.
            FutureIntervalError: (a `ValueError`) An instance lies after now.
            ValueNotStorableError: (a `ValueError`) A value would not come back equal.
            DerivedStreamError: (a `ValueError`) A tool computes this stream.
            ReadOnlyChannelError: The channel cannot be written.
        """
        return self.home.write(
            self, to_batch(data), on_conflict=on_conflict, covers=as_covers(covers, self._now), force=force
        )

    @property
    def writer(self) -> Callable[[Any], None]:
        """A function that stores one instance or a list of them, like `write`."""

        def write(data: Any) -> None:
            self.home.write(self, to_batch(data))

        return write

    def purge(self) -> None:
        """Remove all rows and computed intervals; the stream itself stays."""
        self.home.purge(self)
