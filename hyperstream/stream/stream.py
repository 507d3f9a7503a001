"""A stream: instances in time order under one id, in one home.

A stream holds no rows. It asks its home (a channel, through the `Home` port) for rows and for
the ledger, and hands out views that read lazily. What computes it, if anything does, is a
`Producer`; which node it stands in is a plain attribute.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from ..stores.keys import StreamKey
from ..time_interval import TimeInterval, TimeIntervals
from ..utils.errors import ArgumentTypeError, ArgumentValueError, FutureIntervalError
from ..utils.time_utils import from_ms, parse_datetime, to_ms
from .incoming import as_covers, as_interval, as_spans, to_batch
from .ports import Home, OnConflict, Producer, Recorder
from .stream_id import StreamId
from .tracing import Tracer
from .view import StreamView

if TYPE_CHECKING:
    from .provenance import Provenance


class Stream:
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

    __slots__ = (
        "__weakref__",
        "_key",
        "home",
        "parent_node",
        "producer",
        "recorder",
        "stream_id",
        "tool_reference",
        "version",
    )

    def __init__(
        self,
        channel: Home,
        stream_id: StreamId,
        calculated_intervals: TimeIntervals | None = None,
        sandbox: None = None,
        *,
        version: str = "",
    ) -> None:
        if not isinstance(stream_id, StreamId):
            msg = f"A stream needs a StreamId, not {stream_id!r}; get_stream_id() makes one."
            raise ArgumentTypeError(msg, stream_id=stream_id)
        refuse_sandbox(sandbox)
        self.home = channel
        self.stream_id = stream_id
        self.version = version
        self.parent_node: Any = None
        self.tool_reference: Any = None
        self.producer: Producer | None = None
        self.recorder: Recorder | None = None
        self._key: StreamKey | None = None
        if calculated_intervals is not None:
            self._declare(calculated_intervals)

    # --- identity
    @property
    def channel(self) -> Home:
        """The home it lives in."""
        return self.home

    @property
    def channel_id(self) -> str:
        """Id of the channel it lives in."""
        return self.home.channel_id

    @property
    def key(self) -> StreamKey:
        """The key under which the store keeps it."""
        if self._key is None:
            self._key = self.stream_id.key(self.home.channel_id, self.version)
        return self._key

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Stream):
            return NotImplemented
        return self is other or (self.home is other.home and self.key == other.key)

    def __hash__(self) -> int:
        return hash(self.stream_id)

    def __str__(self) -> str:
        return f"Stream(stream_id={self.stream_id}, channel_id={self.channel_id})"

    def __repr__(self) -> str:
        return f"{type(self).__name__}(stream_id={self.stream_id!r}, channel_id={self.channel_id!r})"

    def set_tool_reference(self, tool_reference: Any) -> None:
        """Remember a tool; nothing inside HyperStream reads it."""
        self.tool_reference = tool_reference

    def kept(self, version: str) -> Self:
        """The same stream as one kept version (``tool@major``) wrote it."""
        other = copy.copy(self)
        other.version, other._key = version, None
        if version != self.version:
            other.producer = None  # It computes the version that it was made for.
        return other

    def versions(self) -> list[str]:
        """The versions that are kept side by side, as ``tool@major``, sorted."""
        return self.home.kept_versions(self)

    def _kept_as(self, version: str | int) -> Self:
        """The kept version that a text means: ``mean@2``, ``2``, or ``2.1.0``, which 2 stands for.

        Raises:
            ArgumentValueError: (a `ValueError`) None is kept that it could mean, or several are.
        """
        text = str(version)
        if "@" in text:
            return self.kept(text)
        kept = self.versions()
        found = [name for name in kept if f"{text}.".startswith(f"{name.rpartition('@')[2]}.")]
        if len(found) == 1:
            return self.kept(found[0])
        msg = (
            f"{self.stream_id}: there is no kept version {text!r}; kept are {', '.join(kept) or 'none'}. "
            "A factor keeps them with keep_versions=True."
        )
        raise ArgumentValueError(msg, stream_id=self.stream_id, version=version)

    def tracked(self, recorder: Recorder) -> Self:
        """The same stream, whose views report what they are about to read.

        Once per iteration of a view, before it reads, ``recorder(stream, a_ms, b_ms, force)`` is
        called with the view's whole interval. The recorder also takes over `force_calculation`:
        it is told by ``force`` and computes the producer itself; a tracked view does not.
        """
        other = copy.copy(self)
        other.recorder = recorder
        return other

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
        stream = self if version is None else self._kept_as(version)
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
        stream = self if version is None else self._kept_as(version)
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


def refuse_sandbox(sandbox: object) -> None:
    """0.3.8 had the parameter everywhere and supported it nowhere.

    Raises:
        ArgumentValueError: (a `ValueError`) It is not None.
    """
    if sandbox is not None:
        msg = f"Sandboxes do not exist (got {sandbox!r}); use a store or a channel of its own instead."
        raise ArgumentValueError(msg, sandbox=sandbox)
