"""A tool joined to its streams: what computes one stream on request.

The plain form of a factor, for streams that stand outside any workflow. Reading the sink with
``force_calculation=True`` then computes what is missing, upstream first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..stream import Stream
from ..time_interval import TimeInterval
from .run import Job, RunReport, options_in_force, run_job, tool_job

if TYPE_CHECKING:
    from .tool import Tool


@dataclass(frozen=True, slots=True, eq=False)
class Recipe:
    """How one stream is computed; a `stream.ports.Producer`.

    Attributes:
        tool: The tool.
        sources: What it reads.
        sink: What it computes.
        alignment_stream: A stream whose timestamps the result is aligned with, or None.
    """

    tool: Tool
    sources: tuple[Stream, ...]
    sink: Stream
    alignment_stream: Stream | None = None

    def job(self) -> Job:
        """The work: streams and tool as the run loop takes them."""
        return tool_job(self.tool, self.sources, self.sink, self.alignment_stream)

    def compute(self, interval: TimeInterval) -> RunReport:
        """Bring the sink up to date over ``interval``; see `Tool.execute`."""
        return run_job(self.job(), interval)

    def refresh(self, interval: TimeInterval) -> RunReport:
        """Compute again what of the sink is there but not current; compute nothing that is missing."""
        options = replace(options_in_force(None), missing=False, force=False)
        return run_job(self.job(), interval, options)

    @classmethod
    def join(
        cls, tool: Tool, sources: Sequence[Stream], sink: Stream, alignment_stream: Stream | None = None
    ) -> Recipe:
        """A recipe, set as the producer of its sink."""
        recipe = cls(tool, tuple(sources), sink, alignment_stream)
        sink.producer = recipe
        return recipe
