"""Tools that split one source over a plate."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from ..batch import StreamMetaInstance
from ..stream import Stream
from ..time_interval import TimeInterval
from .base_tool import BaseTool
from .run import RunOptions, RunReport, run_multi_output


class MultiOutputTool(BaseTool):
    """A tool that sends each instance to one of several sinks, a plate value each.

    Override ``_execute``. Every item carries the pair ``(meta_data_id, plate_value)`` of the sink
    that it goes to, or a tuple of such pairs.
    """

    kind: ClassVar[str] = "multi output"
    factory_arguments: ClassVar[tuple[str, ...]] = ("source", "splitting_node")
    _framework: ClassVar[bool] = True

    def _execute(
        self,
        source: Any,  # a Stream, or None for a tool that reads elsewhere
        splitting_stream: Stream | None,
        interval: TimeInterval,
        meta_data_id: str,
        output_plate_values: Sequence[Any],
    ) -> Iterable[StreamMetaInstance]:
        """The instances in ``interval`` and where they go; a tool overrides this."""
        raise self._not_written()

    def execute(
        self,
        source: Stream | None,
        splitting_stream: Stream | None,
        sinks: Sequence[Stream],
        interval: TimeInterval,
        meta_data_id: str,
        output_plate_values: Sequence[Any],
        *,
        options: RunOptions | None = None,
    ) -> RunReport:
        """Bring all sinks up to date over ``interval``.

        Args:
            source: What is split; None for tools that read elsewhere.
            splitting_stream: A stream that says how to split, where the tool wants one.
            sinks: The streams that an item may go to.
            interval: What is asked for.
            meta_data_id: Tag of the plate that the sinks lie on.
            output_plate_values: The values of that plate.
            options: How this run differs from the plain one.

        Raises:
            ArgumentTypeError: (a `TypeError`) ``interval`` is not a `TimeInterval`.
            StreamNotAvailableError: A sink's channel ends before the interval does.
            ToolExecutionError: The tool failed; nothing of that piece was recorded.
        """
        return run_multi_output(
            self,
            source,
            splitting_stream,
            sinks,
            interval,
            meta_data_id,
            output_plate_values,
            options=options,
        )
