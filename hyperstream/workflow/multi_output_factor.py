"""Factors that split a source over plates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar, cast

from ..stream import Stream
from ..tool import BaseTool, MultiOutputTool
from ..tool.run import Job, multi_output_job
from .factor_base import StreamFactor
from .node import Node
from .options import PLAIN_OPTIONS, FactorOptions
from .plate import Plate
from .tool_choice import ToolChoice
from .values import Pairs, restricted


class MultiOutputFactor(StreamFactor):
    """A tool that splits a source node over one plate more, or several, once for each place of the source.

    The tool is told the tag of the plate that is split over and its values there; of several plates, a tuple
    of their tags, and tuples of values.

    Args:
        tool: A `MultiOutputTool`.
        source_node: The node that is split, or None for a tool that reads elsewhere.
        splitting_node: The node that says how to split, or None.
        sink_node: The node that it computes.
        input_plate: Of the source, which says it itself; taken for old callers.
        output_plates: Of the sink; likewise.
        options: How it differs from the plain factor.
    """

    kinds: ClassVar[tuple[type[BaseTool], ...]] = (MultiOutputTool,)

    def __init__(
        self,
        tool: BaseTool | ToolChoice,
        source_node: Node | None,
        splitting_node: Node | None,
        sink_node: Node,
        input_plate: Plate | None = None,
        output_plates: Sequence[Plate] | None = None,
        *,
        options: FactorOptions = PLAIN_OPTIONS,
    ) -> None:
        self.splitting_node = splitting_node
        super().__init__(tool, () if source_node is None else (source_node,), sink_node, options)

    @property
    def source_node(self) -> Node | None:
        """The node that is split."""
        return self.source_nodes[0] if self.source_nodes else None

    @property
    def reads(self) -> Sequence[Node]:
        """Its source node and its splitting node."""
        return [node for node in (self.source_node, self.splitting_node) if node is not None]

    @property
    def input_plate(self) -> Plate | None:
        """The plate of its source."""
        return None if self.source_node is None else next(iter(self.source_node.plates), None)

    @property
    def output_plates(self) -> Sequence[Plate]:
        """The plates of its sink that the source does not lie on."""
        given = () if self.source_node is None else self.source_node.plates
        return [plate for plate in self.plates if plate not in given]

    @property
    def input_tags(self) -> tuple[str, ...]:
        """The tags of its source."""
        return self.source_node.tags if self.source_node is not None else ()

    @property
    def output_tags(self) -> tuple[str, ...]:
        """The tags that it splits over, outermost first."""
        given = self.input_tags
        return tuple(tag for tag in self.sink_node.tags if tag not in given)

    def groups(self) -> Iterator[Pairs]:
        """The places of the source at which the sink has streams."""
        return iter(self.sink_node.streams.grouped(self.input_tags))

    def group_of(self, stream: Stream) -> Pairs:
        """What of the stream's place concerns the source."""
        return restricted(stream.stream_id.meta_data, self.input_tags)

    def works_at(self, place: Pairs) -> bool:
        """Whether the sink has streams below this place of the source."""
        return place in self.sink_node.streams.grouped(self.input_tags)

    def job(self, place: Pairs) -> Job:
        """Its work at one place of the source."""
        sinks = self.sink_node.streams.grouped(self.input_tags)[place]
        source = None if self.source_node is None else self.source_node.at(place)
        splitting = None if self.splitting_node is None else self.splitting_node.at(place)
        tags = self.output_tags
        values = [tuple(dict(sink.stream_id.meta_data)[tag] for tag in tags) for sink in sinks]
        return multi_output_job(
            cast(MultiOutputTool, self.tools.at(place)),
            source,
            splitting,
            sinks,
            tags[0] if len(tags) == 1 else tags,
            [value[0] for value in values] if len(tags) == 1 else values,
        )
