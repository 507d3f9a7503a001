"""What of a request can be computed at all: not beyond the channel, not beyond now."""

from __future__ import annotations

from ...stores.ledger.model import WHOLE
from ...time_interval import TimeInterval, TimeIntervals
from ...utils.errors import ArgumentTypeError, FutureIntervalError, StreamNotAvailableError
from ...utils.time_utils import from_ms
from .job import Job


def check_interval(interval: object) -> TimeInterval:
    """The interval, if it is one.

    Raises:
        ArgumentTypeError: (a `TypeError`) It is not a `TimeInterval`.
    """
    if not isinstance(interval, TimeInterval):
        msg = f"A tool is executed over a TimeInterval, not {interval!r}; TimeInterval(start, end) makes one."
        raise ArgumentTypeError(msg, interval=interval)
    return interval


def limit(job: Job, interval: TimeInterval) -> tuple[TimeInterval | None, TimeIntervals]:
    """What can be computed now, and what cannot be yet.

    A tool that looks ahead cannot finish the last stretch before now: what it needs has not
    happened. That stretch is left out and computed by a later request.

    Raises:
        StreamNotAvailableError: A sink's channel ends before the interval does.
        FutureIntervalError: (a `ValueError`) The interval ends after now.
    """
    now = min(sink.home.now() for sink in job.sinks)
    for sink in job.sinks:
        if interval.end_ms > sink.home.up_to_ms:
            up_to = from_ms(sink.home.up_to_ms)
            msg = (
                f"{sink.stream_id}: the end {interval.end} is asked for, and channel {sink.channel_id!r} is "
                f"available up to {up_to} only. Ask for at most that."
            )
            raise StreamNotAvailableError(msg, stream_id=sink.stream_id, up_to=up_to)
    if interval.end_ms > now:
        msg = (
            f"The end {interval.end} is after now ({from_ms(now)}). Computed time cannot run ahead of the "
            f"clock. Ask for at most {from_ms(now)}, or use a simulated clock: HyperStream(clock=...)."
        )
        raise FutureIntervalError(msg, end=interval.end, now=from_ms(now))
    ahead = max((reach.after for reach in job.tool.reaches(len(job.reads)) if reach.after < WHOLE), default=0)
    end = min(interval.end_ms, now - ahead)
    if end == interval.end_ms:
        return interval, TimeIntervals()
    start = max(end, interval.start_ms)
    not_yet = TimeIntervals([TimeInterval.from_ms(start, interval.end_ms)])
    return (TimeInterval.from_ms(interval.start_ms, end) if end > interval.start_ms else None), not_yet
