"""Tools with one sink: the usual kind."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from ..batch import Batch, StreamInstance
from ..stream import Stream
from ..time_interval import TimeInterval
from .base_tool import BaseTool
from .run import RunOptions, RunReport, run_tool


class Tool(BaseTool):
    """A tool that computes one stream from any number of sources.

    Override ``_execute``. It is called with an interval that nobody has computed, and gives the
    instances (or whole batches) that lie in it, in any order. It reads its sources by
    ``source.window(interval, force_calculation=True)``.
    """

    kind: ClassVar[str] = "tool"
    factory_arguments: ClassVar[tuple[str, ...]] = ("sources", "alignment_node")
    _framework: ClassVar[bool] = True

    def _execute(
        self, sources: Sequence[Stream], alignment_stream: Stream | None, interval: TimeInterval
    ) -> Iterable[StreamInstance | Batch]:
        """The instances in ``interval``; a tool overrides this."""
        raise self._not_written()

    def execute(
        self,
        sources: Sequence[Stream] | None,
        sink: Stream,
        interval: TimeInterval,
        alignment_stream: Stream | None = None,
        *,
        options: RunOptions | None = None,
    ) -> RunReport:
        """Bring the sink up to date over ``interval``, computing only what is not current.

        Args:
            sources: What is read.
            sink: Where the result goes.
            interval: What is asked for.
            alignment_stream: A stream whose timestamps the result is aligned with.
            options: How this run differs from the plain one.

        Raises:
            ArgumentTypeError: (a `TypeError`) ``interval`` is not a `TimeInterval`.
            StreamNotAvailableError: The sink's channel ends before the interval does.
            ToolExecutionError: The tool failed; nothing of that piece was recorded.
        """
        return run_tool(self, sources, sink, interval, alignment_stream, options=options)
