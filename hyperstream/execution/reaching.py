"""How far a request reaches into each stream that it rests on.

As far as the tools say that they read, and as far as results that are there were really computed from. A
result that lasts names what lies behind its sources in memory instead of them, so what it says of its reach
belongs to those streams, and not to the one in memory.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from ..stores.keys import StreamKey
from ..stores.ledger.parts import pieces
from ..stores.ledger.staleness import BEGINNING
from ..stream import Stream
from ..time_interval.spans import EMPTY, Spans, intersection, normalise, union
from ..tool.base_tool import BaseTool
from ..tool.time_mapping import Reach, widest
from .graph import NOWHERE, Task
from .snapshot import Ledgers

NONE = Reach()
"""Of a stream that results say nothing about."""


class Reaching:
    """Reaches of the tasks of a graph.

    Args:
        tasks: Sources first.
        ledgers: Of all streams of the graph.
    """

    def __init__(self, tasks: Sequence[Task], ledgers: Ledgers) -> None:
        self._tasks = tasks
        self._ledgers = ledgers
        self._ends: dict[int, int] = {}
        self._declared: dict[tuple[int, int], tuple[Reach, ...]] = {}

    def regions(self, asked: Mapping[int, Spans]) -> list[Spans]:
        """How far a request reaches into what each task computes, by its place; walks backwards.

        Args:
            asked: What is asked for of each task, by its place; ms.
        """
        regions: list[Spans] = [asked.get(task.place, EMPTY) for task in self._tasks]
        for task in reversed(self._tasks):
            region = regions[task.place]
            recorded = self._recorded(task, region)
            for place, stream, reach in self.behind(task):
                wider = widest(reach, recorded.get(stream.key, NONE))
                regions[place] = union(regions[place], self.widened(region, wider, stream))
            if recorded and looks_through(task):
                for place, stream, reach in self._through_memory(task, recorded):
                    regions[place] = union(regions[place], self.widened(region, reach, stream))
        return regions

    def behind(self, task: Task) -> Iterator[tuple[int, Stream, Reach]]:
        """The computed streams that a task reads: place, stream, and how far the tool says it reads."""
        if task.behind.count(NOWHERE) < len(task.behind):
            yield from (read for read in self.read_by(task) if read[0] != NOWHERE)

    def read_by(self, task: Task) -> Iterator[tuple[int, Stream, Reach]]:
        """The same for all streams that it reads; `NOWHERE` is the place of one that no task computes."""
        tool, count = task.job.tool, len(task.behind)
        return zip(task.behind, task.job.reads, self._declared_by(tool, count), strict=True)

    def widened(self, spans: Spans, reach: Reach, stream: Stream) -> Spans:
        """What of a stream is read for results in ``spans``; ms."""
        end = self.end_of(stream)
        wide = normalise((a - reach.before, b + reach.after) for a, b in spans)
        return intersection(wide, ((BEGINNING, end),)) if end > BEGINNING else EMPTY

    def end_of(self, stream: Stream) -> int:
        """Where time ends in a stream's channel, ms."""
        home = stream.home
        end = self._ends.get(id(home))
        if end is None:
            end = self._ends[id(home)] = min(home.now(), home.up_to_ms)
        return end

    def _declared_by(self, tool: BaseTool, count: int) -> tuple[Reach, ...]:
        known = self._declared.get((id(tool), count))
        if known is None:
            known = self._declared[id(tool), count] = tool.reaches(count)
        return known

    def _recorded(self, task: Task, spans: Spans) -> dict[StreamKey, Reach]:
        """How far the results that are there have read, by stream."""
        found: dict[StreamKey, Reach] = {}
        for sink in task.job.sinks:
            ledger = self._ledgers[sink.key]
            if len(ledger.ins) < 2:
                continue
            used = {part.inputs for a, b in spans for part in pieces(ledger.parts, a, b)}
            for record in (record for index in used for record in ledger.ins[index]):
                reach = Reach(record.before, record.after)
                found[record.key] = widest(reach, found.get(record.key, NONE))
        return found

    def _through_memory(
        self, task: Task, recorded: Mapping[StreamKey, Reach]
    ) -> Iterator[tuple[int, Stream, Reach]]:
        """What of it is computed by earlier tasks: that lies behind the streams in memory."""
        for key, reach in recorded.items():
            place, stream = self._sinks.get(key, (task.place, None))
            if stream is not None and place < task.place:
                yield place, stream, reach

    @cached_property
    def _sinks(self) -> dict[StreamKey, tuple[int, Stream]]:
        return {sink.key: (task.place, sink) for task in self._tasks for sink in task.job.sinks}


def looks_through(task: Task) -> bool:
    """Whether results name what lies behind the streams that are read, because these are in memory."""
    return any(not stream.home.persistent for stream in task.job.reads)
