"""What a test of a tool needs: streams from lists, and the list that a tool makes of them.

Times are seconds since 1970, so that a test reads as numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import count
from typing import Any

from hyperstream import Stream, StreamId, StreamInstance, TimeInterval
from hyperstream.batch import Batch
from hyperstream.channels.frames_channel import FramesChannel
from hyperstream.channels.memory_channel import MemoryChannel
from hyperstream.frames import FrameStore
from hyperstream.stores.memory import MemoryStore
from hyperstream.stores.streams import StreamStore
from hyperstream.stream.ports import StreamRef
from hyperstream.tool import BaseTool, Catalogue
from hyperstream.tool.catalogue import search
from hyperstream.tool.shipped import shipped_plugins, shipped_tools
from hyperstream.utils import from_ms, to_ms

CATALOGUES = [
    Catalogue([shipped_tools()]),
    *(Catalogue([path / "tools"]) for path in shipped_plugins().values()),
]

_numbers = count()


class PagedMemory(MemoryChannel):
    """A memory that gives few rows at a time, as a long stream in a database does."""

    def read(self, stream: StreamRef, a: int, b: int) -> Iterator[Batch]:
        for batch in super().read(stream, a, b):
            yield from (batch[start : start + 3] for start in range(0, len(batch), 3))


def tool_class(name: str, version: str | None = None) -> type[BaseTool]:
    """The class of a shipped tool."""
    return search(CATALOGUES, name, version)


def seconds(start: float, end: float) -> TimeInterval:
    """The interval ``(start, end]``."""
    return TimeInterval.from_ms(round(start * 1000), round(end * 1000))


def at(second: float) -> Any:
    """The instant."""
    return from_ms(round(second * 1000))


def empty(name: str = "stream", paged: bool = False, **meta_data: str) -> Stream:
    """A new stream in a memory of its own."""
    memory = PagedMemory if paged else MemoryChannel
    return memory(f"memory{next(_numbers)}")[StreamId(name, meta_data)]


def series_store() -> FrameStore:
    """A new time-series store in memory."""
    return FrameStore(FramesChannel("frames", StreamStore(MemoryStore())))


def stream(rows: Iterable[tuple[float, Any]] = (), name: str = "stream", **meta_data: str) -> Stream:
    """A stream with these ``(second, value)`` rows."""
    made = empty(name, **meta_data)
    made.write([StreamInstance(at(second), value) for second, value in rows])
    return made


def listed(found: Stream | Iterable[StreamInstance]) -> list[tuple[float, Any]]:
    """``(second, value)`` of each instance."""
    instances = found.window(TimeInterval.all_time()) if isinstance(found, Stream) else found
    return [(to_ms(instance.timestamp) / 1000, instance.value) for instance in instances]


def run(
    tool: BaseTool, sources: list[Stream], interval: TimeInterval, **more: Any
) -> list[tuple[float, Any]]:
    """What a tool with one sink writes for an interval."""
    sink = empty("sink")
    tool.execute(sources, sink, interval, **more)  # type: ignore[attr-defined]
    return listed(sink)


def rows_of(found: Stream) -> Batch:
    """All rows of a stream."""
    return found.window(TimeInterval.all_time()).to_batch()


def split(
    tool: BaseTool,
    source: Stream,
    interval: TimeInterval,
    plate_values: Iterable[str],
    splitting: Stream | None = None,
) -> dict[str, list[tuple[float, Any]]]:
    """What a tool with one sink for each plate value (of ``room``) writes there."""
    sinks = {value: empty("sink", room=value) for value in plate_values}
    tool.execute(source, splitting, list(sinks.values()), interval, "room", list(sinks))  # type: ignore[attr-defined]
    return {value: listed(sink) for value, sink in sinks.items()}


def select(
    tool: BaseTool, sources: list[Stream], interval: TimeInterval, *plates: dict[str, str]
) -> list[list[tuple[float, Any]]]:
    """What a selector tool writes to sinks with these meta data."""
    sinks = [empty("sink", **plate) for plate in plates]
    tool.execute(sources, sinks, interval)  # type: ignore[attr-defined]
    return [listed(sink) for sink in sinks]


class Computed:
    """A producer that notes what it is asked for, and computes nothing."""

    def __init__(self) -> None:
        self.asked: list[TimeInterval] = []

    def compute(self, interval: TimeInterval) -> None:
        self.asked.append(interval)

    refresh = compute
