"""What users hand to a stream, turned into the few forms the engine works with.

Rows become one `Batch`, intervals become spans of ms. Nothing is dropped or corrected here:
what cannot be read raises.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from ..batch.batch import Batch
from ..batch.instance import StreamInstance
from ..time_interval import RelativeTimeInterval, TimeInterval, TimeIntervals, parse_time_tuple
from ..time_interval.spans import Spans
from ..utils.clock import Clock
from ..utils.errors import ArgumentTypeError, ArgumentValueError
from ..utils.time_utils import parse_datetime, to_ms

_TIME = (datetime, date, str)


def to_batch(data: Any) -> Batch:
    """Rows as one `Batch`, in the order given.

    Raises:
        ArgumentTypeError: (a `TypeError`) This is not rows.
        ArgumentValueError: (a `ValueError`) A time cannot be read.
    """
    if isinstance(data, Batch):
        return data
    if isinstance(data, StreamInstance):
        return Batch.from_instances((data,))
    if isinstance(data, Mapping):
        return Batch.from_instances([_instance(item) for item in data.items()])
    if _is_series(data):
        return _from_series(data)
    if isinstance(data, tuple) and len(data) == 2 and isinstance(data[0], _TIME):
        return Batch.from_instances((_instance(data),))
    if isinstance(data, str | bytes) or not isinstance(data, Iterable):
        msg = (
            f"Cannot write {type(data).__name__} {data!r}: give a StreamInstance, a pair (time, value), "
            "an iterable of them, a Batch or a pandas Series."
        )
        raise ArgumentTypeError(msg, data=data)
    return Batch.from_instances([_instance(item) for item in data])


def _instance(item: Any) -> StreamInstance:
    if isinstance(item, StreamInstance):
        return item
    if isinstance(item, tuple | list) and len(item) == 2 and isinstance(item[0], _TIME):
        return StreamInstance(parse_datetime(item[0]), item[1])
    msg = f"{item!r} is not an instance: give a StreamInstance or a pair (time, value)."
    raise ArgumentTypeError(msg, item=item)


def _is_series(data: Any) -> bool:
    # Without pandas in the process this cannot be a Series; then it is not imported to find out.
    pandas = sys.modules.get("pandas")
    return pandas is not None and isinstance(data, pandas.Series)


def _from_series(series: Any) -> Batch:
    index = series.index
    if index.dtype.kind != "M":
        msg = f"A Series needs a time index to be written, this one has {index.dtype}."
        raise ArgumentTypeError(msg, index=index)
    if not index.is_unique or index.hasnans:
        msg = "A Series needs a time index without repeated or missing times to be written."
        raise ArgumentValueError(msg, index=index)
    if getattr(index, "tz", None) is not None:
        index = index.tz_convert("UTC").tz_localize(None)
    times = index.to_numpy()
    whole = times.astype("datetime64[ms]")
    if (whole != times).any():
        msg = "A Series needs times in whole milliseconds to be written; round its index first."
        raise ArgumentValueError(msg, index=index)
    return Batch(whole.astype("int64"), series.to_numpy())


def as_interval(item: Any, clock: Clock) -> TimeInterval:
    """An interval from itself, a relative one (before now), or a pair for `parse_time_tuple`.

    Raises:
        ArgumentTypeError: (a `TypeError`) Anything else.
    """
    if isinstance(item, TimeInterval):
        return item
    if isinstance(item, RelativeTimeInterval):
        return item.absolute(clock())
    if isinstance(item, tuple | list) and len(item) == 2:
        return as_interval(parse_time_tuple(*item, clock=clock), clock)
    msg = f"{item!r} is not an interval: give a TimeInterval or a pair (start, end)."
    raise ArgumentTypeError(msg, interval=item)


def as_spans(intervals: Any) -> Spans:
    """The spans of one interval, of several, or of nothing (None, an empty list).

    Raises:
        ArgumentTypeError: (a `TypeError`) Anything else.
    """
    return TimeIntervals(intervals or None).spans


def as_covers(covers: Any, clock: Clock) -> tuple[int, int] | int | None:
    """How far a source is complete: nothing, up to an instant (ms), or over ``(a, b]`` (ms)."""
    if covers is None:
        return None
    if isinstance(covers, _TIME):
        return to_ms(parse_datetime(covers))
    interval = as_interval(covers, clock)
    return interval.start_ms, interval.end_ms
