"""The value that is in force: that of the last instance at or before a moment.

Streams that say how another one is to be read (a list of houses, which sensor is in which room)
change rarely, and each of their values holds until the next one. Asked for by moments rather than by
intervals, they give the same answer however an interval was split.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from ...batch import Batch
from ...stream import Stream
from ...stream.database_stream import AssetStream
from ...time_interval import TimeInterval
from ...utils.errors import ArgumentValueError
from ...utils.time_utils import MIN_DATE, to_ms


class Held(NamedTuple):
    """A value, and the part of an interval over which it is in force."""

    interval: TimeInterval
    value: Any


def in_force(stream: Stream, interval: TimeInterval) -> list[Held]:
    """The values in force in ``interval``, oldest first.

    The time before the first instance of all is in none of them. A value is in force at its own
    timestamp already.

    Args:
        stream: Read from the beginning of time; computed as far as needed.
        interval: When.
    """
    rows = stream.window(interval, force_calculation=True).items()
    begin, end = interval.start_ms, interval.end_ms
    if begin > to_ms(MIN_DATE):
        older = stream.window(TimeInterval(MIN_DATE, interval.start), force_calculation=True)
        rows = [*older.tail(1), *rows]
    starts = [max(begin, to_ms(instance.timestamp) - 1) for instance in rows]
    stops = [*starts, end][1:]
    return [
        Held(TimeInterval.from_ms(start, stop), instance.value)
        for instance, start, stop in zip(rows, starts, stops, strict=True)
        if start < stop
    ]


def rows_by_value_in_force(
    source: Stream, holding: Stream | None, interval: TimeInterval
) -> Iterator[tuple[Any, Batch]]:
    """Each value of ``holding`` in force in the interval, with the rows of ``source`` of that time.

    Rows before the first value of all are left out.

    Raises:
        ArgumentValueError: (a `ValueError`) There is no ``holding`` stream.
    """
    held = in_force(needed(holding), interval)
    rows = source.window(interval, force_calculation=True).to_batch()
    for part, value in held:
        yield value, rows.between(part.start_ms, part.end_ms)


def needed(splitting_stream: Stream | None) -> Stream:
    """The splitting stream.

    Raises:
        ArgumentValueError: (a `ValueError`) There is none.
    """
    if splitting_stream is None:
        msg = "a splitting stream is needed, and none is given; connect a splitting node"
        raise ArgumentValueError(msg)
    return splitting_stream


def last_in_interval(splitting_stream: Stream, interval: TimeInterval) -> Any:
    """The last value in ``interval``, as 0.3.8 took it; of an asset, the last one up to its end.

    Raises:
        ArgumentValueError: (a `ValueError`) There is none.
    """
    if isinstance(splitting_stream, AssetStream):
        interval = TimeInterval(MIN_DATE, interval.end)
    found = splitting_stream.window(interval, force_calculation=True).last()
    if found is None:
        msg = f"the splitting stream {splitting_stream.stream_id} has no value in {interval}"
        raise ArgumentValueError(msg, stream_id=splitting_stream.stream_id, interval=interval)
    return found.value
