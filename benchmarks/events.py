"""The event path: 100 k instances through three tools, one by one and in batches.

clock (one tick a second) → apply (a function of the value) → mean of each minute, all in memory.
The peers do the same arithmetic: a plain generator chain, which keeps nothing, and streamz.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from hyperstream import UTC, Batch, HyperStream, Stream, StreamInstance, TimeInterval, Tool

from .measure import Case

COUNT = 100_000
BEGIN = datetime(2020, 1, 1, tzinfo=UTC)
SECOND = timedelta(seconds=1)
ASKED = TimeInterval(BEGIN, BEGIN + COUNT * SECOND)


Sources = Sequence[Stream]
Items = Iterator[Any]


class EachTick(Tool):
    """A tick a second, instance by instance."""

    def _execute(
        self, sources: Sequence[Stream], alignment_stream: Any, interval: TimeInterval
    ) -> Iterator[Any]:
        at = interval.start
        while (at := at + SECOND) <= interval.end:
            yield StreamInstance(at, at)


class EachSecond(Tool):
    """The second of each tick."""

    def _execute(
        self, sources: Sequence[Stream], alignment_stream: Any, interval: TimeInterval
    ) -> Iterator[Any]:
        for at, value in sources[0].window(interval, force_calculation=True):
            yield StreamInstance(at, value.second)


class EachMean(Tool):
    """The mean of each 60 values."""

    def _execute(
        self, sources: Sequence[Stream], alignment_stream: Any, interval: TimeInterval
    ) -> Iterator[Any]:
        total = count = 0
        for at, value in sources[0].window(interval, force_calculation=True):
            total, count = total + value, count + 1
            if count == 60:
                yield StreamInstance(at, total / count)
                total = count = 0


class Ticks(Tool):
    """A number a second, as one batch."""

    def _execute(
        self, sources: Sequence[Stream], alignment_stream: Any, interval: TimeInterval
    ) -> Iterator[Any]:
        times = np.arange(interval.start_ms + 1000, interval.end_ms + 1, 1000)
        yield Batch(times, (times // 1000 % 60).astype(float))


class Doubled(Tool):
    """Each value twice as large, batch by batch."""

    def _execute(
        self, sources: Sequence[Stream], alignment_stream: Any, interval: TimeInterval
    ) -> Iterator[Any]:
        for batch in sources[0].window(interval, force_calculation=True).batches():
            yield Batch(batch.timestamps, batch.values * 2)


def ours(*tools: type[Tool], last: Any = None, count: int = COUNT) -> float:
    """A chain of tools over memory streams; seconds."""
    hs = HyperStream("memory://")
    asked = TimeInterval(BEGIN, BEGIN + count * SECOND)
    streams = [hs.channel_manager.memory[f"stream {place}"] for place in range(len(tools) + 1)]
    chain = [kind() for kind in tools]
    if last is not None:
        chain.append(last(hs))
    started = time.perf_counter()
    source: list[Stream] = []
    for tool, sink in zip(chain, streams, strict=False):
        tool.execute(source, sink, asked)
        source = [sink]
    seconds = time.perf_counter() - started
    hs.close()
    return seconds


def generators() -> float:
    """The same as plain Python generators; nothing is kept."""

    def ticks() -> Iterator[tuple[datetime, datetime]]:
        at = ASKED.start
        while (at := at + SECOND) <= ASKED.end:
            yield at, at

    def seconds_of(source: Iterator[tuple[datetime, datetime]]) -> Iterator[tuple[datetime, int]]:
        for at, value in source:
            yield at, value.second

    def means(source: Iterator[tuple[datetime, int]]) -> Iterator[tuple[datetime, float]]:
        total = count = 0
        for at, value in source:
            total, count = total + value, count + 1
            if count == 60:
                yield at, total / count
                total = count = 0

    started = time.perf_counter()
    found = sum(1 for _ in means(seconds_of(ticks())))
    assert found == COUNT // 60
    return time.perf_counter() - started


def streamz() -> float:
    """The same as a streamz pipeline; nothing is kept but the means."""
    from streamz import Stream as Pipe

    source: Any = Pipe()
    means: list[float] = []
    source.map(lambda at: at.second).partition(60).map(lambda x: sum(x) / len(x)).sink(means.append)
    started = time.perf_counter()
    at = ASKED.start
    for _ in range(COUNT):
        at += SECOND
        source.emit(at)
    assert len(means) == COUNT // 60
    return time.perf_counter() - started


def cases() -> list[Case]:
    """One by one, and in batches."""
    many = 1_000_000
    return [
        Case(
            "event path, one by one",
            COUNT,
            "source instances",
            {
                "hyperstream": lambda: ours(EachTick, EachSecond, EachMean),
                "generators, nothing kept": generators,
                "streamz": streamz,
            },
            "≥ 100 k, stretch 213 k",
        ),
        Case(
            "event path, batches",
            many,
            "source instances",
            {
                "hyperstream": lambda: ours(
                    Ticks, Doubled, last=lambda hs: hs.tools.resample(every="1min"), count=many
                )
            },
            "≥ 5 M",
        ),
    ]
