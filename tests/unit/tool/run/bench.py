"""What the tests of the run loop share: channels with a clock, small tools, seconds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from hyperstream import Batch, MultiOutputTool, Stream, StreamInstance, StreamMetaInstance, TimeInterval, Tool
from hyperstream.channels.database_channel import DatabaseChannel
from hyperstream.channels.memory_channel import MemoryChannel
from hyperstream.stores.memory import MemoryStore
from hyperstream.stores.port import Store
from hyperstream.stores.streams import StreamStore
from hyperstream.tool.recipe import Recipe
from hyperstream.utils.clock import SimulatedClock
from hyperstream.utils.time_utils import from_ms

NOW = "1970-01-01T01:00"
"""What the clock shows: second 3600."""


def seconds(a: float, b: float) -> TimeInterval:
    return TimeInterval.from_ms(round(1000 * a), round(1000 * b))


def at(second: float) -> Any:
    return from_ms(round(1000 * second))


def rows(*times: float, value: Any = None) -> Batch:
    """A row a time (seconds); its value is its second unless given."""
    return Batch([round(1000 * t) for t in times], [t if value is None else value for t in times])


def database(store: Store | None = None, clock: Any = None, **options: Any) -> DatabaseChannel:
    streams = StreamStore(MemoryStore() if store is None else store, **options)
    return DatabaseChannel("mongo", streams, clock=clock or SimulatedClock(NOW))


def memory(clock: Any = None, name: str = "memory") -> MemoryChannel:
    return MemoryChannel(name, clock=clock or SimulatedClock(NOW))


class Same(Tool):
    """Gives its sources unchanged; remembers what it was called for."""

    def _execute(self, sources, alignment_stream, interval):
        self.__dict__.setdefault("calls", []).append((interval.start_ms / 1000, interval.end_ms / 1000))
        streams = [*sources, *([alignment_stream] if alignment_stream is not None else [])]
        for source in streams:
            yield from source.window(interval, force_calculation=True).batches()


class Gives(Tool):
    """Gives whatever it was made with."""

    items: Any

    def _execute(self, sources, alignment_stream, interval):
        items = self.items
        return items(interval) if callable(items) else items


class Ticks(Tool):
    """A row a second, its value ``offset`` more than its second."""

    offset: int = 0

    def _execute(self, sources, alignment_stream, interval):
        first, last = -(-(interval.start_ms + 1) // 1000), interval.end_ms // 1000
        for second in range(first, last + 1):
            yield StreamInstance(at(second), second + self.offset)


class Before(Tool):
    """The sum of the last three seconds."""

    lookback = 3
    tool_version = "1.0.0"

    def _execute(self, sources, alignment_stream, interval):
        start = interval.start_ms - 3000
        batch = (
            sources[0].window(TimeInterval.from_ms(start, interval.end_ms), force_calculation=True).to_batch()
        )
        for ms in batch.between(interval.start_ms, interval.end_ms).timestamps.tolist():
            yield StreamInstance(from_ms(ms), sum(batch.between(ms - 3000, ms).values_list()))


class Ahead(Same):
    """Says that it looks ten seconds ahead."""

    lookahead = 10


class Everything(Tool):
    """The number of all rows there are."""

    def _execute(self, sources, alignment_stream, interval):
        whole = sources[0].window(TimeInterval.all_time(), force_calculation=True)
        yield StreamInstance(interval.end, whole.count())


class Rooms(MultiOutputTool):
    """Sends each tick of ten seconds to the room of its last digit."""

    def _execute(self, source, splitting_stream, interval, meta_data_id, output_plate_values):
        for instance in source.window(interval, force_calculation=True):
            yield StreamMetaInstance(instance, (meta_data_id, str(int(instance.value) % 10)))


def join(channel: Any, name: str, tool: Tool, *sources: Stream) -> Stream:
    """A stream that a tool computes."""
    sink = channel[name]
    Recipe.join(tool, sources, sink)
    return sink


def spans(found: Iterable[TimeInterval]) -> list[tuple[float, float]]:
    """Seconds."""
    return [(span.start_ms / 1000, span.end_ms / 1000) for span in found]


def why(report: Any) -> dict[str, list[tuple[float, float]]]:
    """The reasons of a report, in seconds."""
    return {reason: spans(found) for reason, found in report.reasons.items()}


def values(stream: Stream) -> list[Any]:
    return stream.window(TimeInterval.all_time()).values()


def once(action: Callable[[], object]) -> Callable[..., None]:
    """A function that acts the first time it is called."""
    left = [action]

    def act(*_: object) -> None:
        if left:
            left.pop()()

    return act
