"""Tools that pick streams by their meta data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from ..batch import StreamMetaInstance
from ..stream import Stream
from ..time_interval import TimeInterval
from .base_tool import BaseTool
from .run import RunOptions, RunReport, run_selector


class SelectorTool(BaseTool):
    """A tool that sends instances of some of its sources to the sinks that their meta data names.

    Override ``_execute``. Every item names its sink by the sink's whole meta data, a tuple of
    ``(tag, value)`` pairs in any order.

    Args:
        selector_meta_data: Tag that the selection is about.
        kwargs: Further parameters; each is set as an attribute.
    """

    kind: ClassVar[str] = "selector"
    factory_arguments: ClassVar[tuple[str, ...]] = ("sources", "selector_meta_data")
    _framework: ClassVar[bool] = True

    selector_meta_data: str | None

    def __init__(self, selector_meta_data: str | None, **kwargs: Any) -> None:
        super().__init__(selector_meta_data=selector_meta_data, **kwargs)

    def _execute(self, sources: Sequence[Stream], interval: TimeInterval) -> Iterable[StreamMetaInstance]:
        """The instances in ``interval`` and where they go; a tool overrides this."""
        raise self._not_written()

    def execute(
        self,
        sources: Sequence[Stream],
        sinks: Sequence[Stream],
        interval: TimeInterval,
        *,
        options: RunOptions | None = None,
    ) -> RunReport:
        """Bring all sinks up to date over ``interval``.

        Args:
            sources: The streams to choose from.
            sinks: The streams that an item may go to.
            interval: What is asked for.
            options: How this run differs from the plain one.

        Raises:
            ArgumentTypeError: (a `TypeError`) ``interval`` is not a `TimeInterval`.
            StreamNotAvailableError: A sink's channel ends before the interval does.
            ToolExecutionError: The tool failed; nothing of that piece was recorded.
        """
        return run_selector(self, sources, sinks, interval, options=options)
