"""Tools that find the values of a new plate."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from ..batch import StreamMetaInstance
from ..stream import Stream
from ..time_interval import TimeInterval
from .base_tool import BaseTool
from .run import RunOptions, run_plate_creation
from .run.failing import called_directly


class PlateCreationTool(BaseTool):
    """A tool that gives plate values, found in a source.

    Override ``_execute``. Every item's ``meta_data`` is one value of the new plate.
    """

    kind: ClassVar[str] = "plate creation"
    factory_arguments: ClassVar[tuple[str, ...]] = ("source",)
    _framework: ClassVar[bool] = True

    def _execute(self, source: Any, interval: TimeInterval) -> Iterable[StreamMetaInstance]:
        """The values found in ``interval``; a tool overrides this."""
        raise self._not_written()

    def execute(
        self,
        source: Stream | None,
        interval: TimeInterval,
        input_plate_value: Any = None,
        *,
        options: RunOptions | None = None,
    ) -> set[Any]:
        """The values found in ``interval``.

        Args:
            source: Where to look.
            interval: When to look.
            input_plate_value: The plate value that ``source`` belongs to, or None.
            options: How this run differs from the plain one.

        Raises:
            ArgumentTypeError: (a `TypeError`) ``interval`` is not a `TimeInterval`.
            ToolExecutionError: The tool failed.
        """
        with called_directly():
            return run_plate_creation(self, source, interval, input_plate_value, options=options)
