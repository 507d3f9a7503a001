"""Factors with one sink a call: ordinary tools, aggregates and selectors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import is_not
from typing import ClassVar, cast

from ..stream import Stream
from ..tool import AggregateTool, BaseTool, SelectorTool, Tool
from ..tool.run import Job, selector_job, tool_job
from .factor_base import StreamFactor
from .node import Node
from .options import PLAIN_OPTIONS, FactorOptions
from .plate import Plate
from .streams_by_place import StreamsByPlace
from .tool_choice import ToolChoice
from .values import Pairs


class Factor(StreamFactor):
    """A tool from source nodes into a sink node, once for each place of the sink.

    An ordinary tool reads, of each source node, the stream at what of the sink's place concerns that node. An
    aggregate reads so all but its last source node, and of the last all streams that belong to the place. A
    selector is called once, with all streams of its nodes.

    Args:
        tool: A `Tool`, `AggregateTool` or `SelectorTool`.
        source_nodes: The nodes that it reads.
        sink_node: The node that it computes.
        alignment_node: The node with whose timestamps the result is aligned, or None.
        plates: Those of the sink; kept for old callers, and not looked at.
        options: How it differs from the plain factor.
    """

    kinds: ClassVar[tuple[type[BaseTool], ...]] = (Tool, SelectorTool)

    def __init__(
        self,
        tool: BaseTool | ToolChoice,
        source_nodes: Sequence[Node] | None,
        sink_node: Node,
        alignment_node: Node | None = None,
        plates: Sequence[Plate] | None = None,
        *,
        options: FactorOptions = PLAIN_OPTIONS,
    ) -> None:
        self.alignment_node = alignment_node
        self._jobs: tuple[tuple[StreamsByPlace, ...], dict[Pairs, Job]] = ((), {})
        super().__init__(tool, source_nodes or (), sink_node, options)

    @property
    def reads(self) -> Sequence[Node]:
        """Its source nodes and its alignment node."""
        return self.source_nodes if self.alignment_node is None else [*self.source_nodes, self.alignment_node]

    def groups(self) -> Iterator[Pairs]:
        """The places of the sink; for a selector one place, everywhere."""
        if isinstance(self.tool, SelectorTool):
            return iter([()] if self.sink_node.streams else [])
        return iter(self.sink_node.streams.canonical)

    def group_of(self, stream: Stream) -> Pairs:
        """The stream's own place; for a selector everywhere."""
        return () if isinstance(self.tool, SelectorTool) else stream.stream_id.meta_data

    def works_at(self, place: Pairs) -> bool:
        """Whether the sink has a stream there; a selector works everywhere."""
        return isinstance(self.tool, SelectorTool) or place in self.sink_node.streams.canonical

    def job(self, place: Pairs) -> Job:
        """Its work at one place of the sink; the same again while its tool and its nodes' streams stay."""
        tool = self.tools.at(place)
        known = self._known_jobs()
        job = known.get(place)
        if job is None or job.tool is not tool or _finds_sources(tool):
            job = known[place] = self._new_job(tool, place)
        return job

    def _known_jobs(self) -> dict[Pairs, Job]:
        """Jobs by place, of the streams as they are now."""
        streams = (self.sink_node.streams, *(node.streams for node in self.reads))
        seen, jobs = self._jobs
        if len(seen) != len(streams) or any(map(is_not, seen, streams)):
            jobs = {}
            self._jobs = (streams, jobs)
        return jobs

    def _new_job(self, tool: BaseTool, place: Pairs) -> Job:
        if isinstance(tool, SelectorTool):
            return selector_job(tool, list(self._all()), list(self.sink_node.streams.values()))
        aligned = None if self.alignment_node is None else self.alignment_node.at(place)
        # The sink itself is asked by its id: it may be on its way off the plate.
        sink = self.sink_node.streams.canonical[place]
        return tool_job(cast(Tool, tool), list(self._sources(tool, place)), sink, aligned)

    def _sources(self, tool: BaseTool, place: Pairs) -> Iterator[Stream]:
        plain, joined = self.source_nodes, self.source_nodes[:0]
        if isinstance(tool, AggregateTool) and tool.aggregation_meta_data is not None:
            plain, joined = plain[:-1], plain[-1:]
        yield from (node.at(place) for node in plain)
        for node in joined:
            yield from node.streams_within(place)

    def _all(self) -> Iterator[Stream]:
        for node in self.source_nodes:
            yield from node.streams.values()


def _finds_sources(tool: BaseTool) -> bool:
    """Whether it finds streams by itself, which may be others each time."""
    return type(tool).other_sources is not BaseTool.other_sources
