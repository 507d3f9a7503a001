"""What of a request can be computed: not beyond the channel, not beyond now, not beyond the sources."""

from __future__ import annotations

from collections.abc import Mapping

from ...stores.keys import StreamKey, describe_channel
from ...stores.ledger.model import WHOLE, Ledger
from ...stream import Stream
from ...time_interval import TimeInterval, TimeIntervals
from ...utils.errors import ArgumentTypeError, FutureIntervalError, StreamNotAvailableError
from ...utils.time_utils import from_ms
from ..time_mapping import Reach
from .job import Job
from .report import NONE


def check_interval(interval: object) -> TimeInterval:
    """The interval, if it is one.

    Raises:
        ArgumentTypeError: (a `TypeError`) It is not a `TimeInterval`.
    """
    if not isinstance(interval, TimeInterval):
        msg = f"A tool is executed over a TimeInterval, not {interval!r}; TimeInterval(start, end) makes one."
        raise ArgumentTypeError(msg, interval=interval)
    return interval


def check_end(job: Job, interval: TimeInterval) -> None:
    """Refuse what can never be computed by the clock and the channels of the sinks.

    Raises:
        StreamNotAvailableError: A sink's channel ends before the interval does.
        FutureIntervalError: (a `ValueError`) The interval ends after now.
    """
    for sink in job.sinks:
        if interval.end_ms > sink.home.up_to_ms:
            up_to = from_ms(sink.home.up_to_ms)
            channel = describe_channel(sink.channel_id)
            msg = (
                f"{sink.stream_id}: the end {interval.end} is asked for, and channel {channel!r} is "
                f"available up to {up_to} only. Ask for at most that."
            )
            raise StreamNotAvailableError(msg, stream_id=sink.stream_id, up_to=up_to)
    now = min(sink.home.now() for sink in job.sinks)
    if interval.end_ms > now:
        msg = (
            f"The end {interval.end} is after now ({from_ms(now)}). Computed time cannot run ahead of the "
            f"clock. Ask for at most {from_ms(now)}, or use a simulated clock: HyperStream(clock=...)."
        )
        raise FutureIntervalError(msg, end=interval.end, now=from_ms(now))


def known_end(job: Job, sources: Mapping[StreamKey, Ledger]) -> int:
    """Up to where the sources allow results, ms: none is recorded past what is known of an input.

    A source is known up to now, to the end of its channel, and to where it was declared complete
    (``covers=``); a tool that looks ahead can only finish what lies so much earlier.
    """
    ends = [before(_known(stream, sources.get(stream.key)), reach) for stream, reach in job.reaches.items()]
    return min(ends, default=WHOLE)


def _known(stream: Stream, ledger: Ledger | None) -> int:
    end = min(stream.home.now(), stream.home.up_to_ms)
    return end if ledger is None or ledger.complete is None else min(end, ledger.complete)


def before(end: int, reach: Reach) -> int:
    """The last result, ms, that rests on nothing after ``end``; a look at all the future never ends."""
    return end - reach.after if reach.after < WHOLE else end


def parted(interval: TimeInterval, end: int) -> tuple[TimeInterval | None, TimeIntervals]:
    """What of ``interval`` lies up to ``end`` (ms), if anything does, and the rest."""
    if interval.end_ms <= end:
        return interval, NONE
    start = max(end, interval.start_ms)
    rest = TimeIntervals([TimeInterval.from_ms(start, interval.end_ms)])
    return (TimeInterval.from_ms(interval.start_ms, end) if end > interval.start_ms else None), rest
