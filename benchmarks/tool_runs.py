"""One run of a tool, timed: through the run loop as always, so claimed, checked and recorded."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np

from hyperstream import Batch, HyperStream, Stream, StreamId, TimeInterval
from hyperstream.tool.catalogue import Catalogue, search
from hyperstream.tool.shipped import shipped_plugins, shipped_tools

from .measure import Case, Contestant

BEGIN_MS = 1_577_836_800_000
"""2020-01-01, ms."""

Rows = tuple[Any, Any] | Batch
"""Times and values."""

Pandas = Callable[[], Any]

CATALOGUES = [
    Catalogue([shipped_tools()]),
    *(Catalogue([path / "tools"]) for path in shipped_plugins().values()),
]


def seconds(count: int) -> TimeInterval:
    """The first so many seconds."""
    return TimeInterval.from_ms(BEGIN_MS, BEGIN_MS + 1000 * count)


def every_second(count: int) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Times, ms."""
    return BEGIN_MS + 1000 * np.arange(1, count + 1)


@dataclass(frozen=True)
class Setting:
    """What a tool reads and writes; sources and sinks lie at place 0, 1, ...

    Attributes:
        tool: Its name.
        interval: What is asked for.
        sources: Rows of each source.
        parameters: Of the tool.
        alignment: Rows of the alignment stream, where there is one.
        splitting: Rows of the splitting stream, where there is one.
        sinks: How many; 0 is one that lies at no place.
        prepare: Called with the HyperStream, before the clock starts.
    """

    tool: str
    interval: TimeInterval
    sources: tuple[Rows, ...] = ()
    parameters: dict[str, Any] = field(default_factory=dict)
    alignment: Rows | None = None
    splitting: Rows | None = None
    sinks: int = 1
    prepare: Callable[[HyperStream], object] | None = None

    def first(self, count: int) -> Setting:
        """The same with the first so many rows only, a second each."""
        short = [None if rows is None else _cut(rows, count) for rows in (self.alignment, self.splitting)]
        return Setting(
            self.tool,
            seconds(count),
            tuple(_cut(rows, count) for rows in self.sources),
            self.parameters,
            short[0],
            short[1],
            self.sinks,
            self.prepare,
        )


def _cut(rows: Rows, count: int) -> Rows:
    return rows[:count] if isinstance(rows, Batch) else (rows[0][:count], rows[1][:count])


def run(setting: Setting, one_by_one: bool = False) -> float:
    """Seconds for one run: columns in and out, or sources of instances and results read as such."""
    hs = HyperStream("memory://", console_logger=False, file_logger=False)
    sources = [_stream(hs, "source", place, rows, one_by_one) for place, rows in enumerate(setting.sources)]
    others = [
        None if rows is None else _stream(hs, name, 0, rows, one_by_one)
        for name, rows in (("alignment", setting.alignment), ("splitting", setting.splitting))
    ]
    sinks = [_made(hs, "sink", place) for place in range(setting.sinks)] or [
        hs.channel_manager.memory[StreamId("sink")]
    ]
    tool: Any = search(CATALOGUES, setting.tool)(**setting.parameters)
    if setting.prepare is not None:
        setting.prepare(hs)
    started = time.perf_counter()
    _execute(tool, sources, others[0], others[1], sinks, setting.interval)
    for sink in sinks if one_by_one else ():
        for _ in sink.window(setting.interval):
            pass
    taken = time.perf_counter() - started
    hs.close()
    return taken


def _execute(
    tool: Any,
    sources: list[Stream],
    alignment: Stream | None,
    splitting: Stream | None,
    sinks: list[Stream],
    interval: TimeInterval,
) -> None:
    source = sources[0] if sources else None
    if tool.kind == "multi output":
        tool.execute(source, splitting, sinks, interval, "place", [str(place) for place in range(len(sinks))])
    elif tool.kind == "plate creation":
        tool.execute(source, interval)
    elif tool.kind == "selector":
        tool.execute(sources, sinks, interval)
    else:
        tool.execute(sources, sinks[0], interval, alignment)


def _made(hs: HyperStream, name: str, place: int) -> Stream:
    made: Stream = hs.channel_manager.memory[StreamId(name, {"place": str(place)})]
    return made


def _stream(hs: HyperStream, name: str, place: int, rows: Rows, one_by_one: bool) -> Stream:
    stream = _made(hs, name, place)
    batch = rows if isinstance(rows, Batch) else Batch(*rows)
    stream.write(Batch.from_instances(batch.instances()) if one_by_one else batch)
    return stream


def timed(function: Pandas) -> Contestant:
    """The seconds that a function takes."""

    def measured() -> float:
        started = time.perf_counter()
        function()
        return time.perf_counter() - started

    return measured


def both_ways(
    name: str, setting: Setting, work: int, peer: Pandas | None = None, target: str = "", few: int = 50_000
) -> list[Case]:
    """In batches beside pandas, and one by one."""
    contestants: dict[str, Contestant] = {"hyperstream": partial(run, setting)}
    if peer is not None:
        contestants["pandas"] = timed(peer)
    one_by_one: dict[str, Contestant] = {"hyperstream": partial(run, setting.first(few), True)}
    return [
        Case(f"{name}, batches", work, "instances", contestants, target),
        Case(f"{name}, one by one", few, "instances", one_by_one),
    ]
