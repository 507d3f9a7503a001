"""What the tools that read a file or a table have in common."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

from ...batch import Batch
from ...stream import Stream
from ...time_interval import TimeInterval
from ..decorators import check_input_stream_count
from ..tool import Tool
from .importer import Importer
from .rows import BadRow


class ImportTool(Tool):
    """One instance per row whose time lies in the interval; a tool file gives its `importer`."""

    _framework: ClassVar[bool] = True

    @abstractmethod
    def importer(self) -> Importer:
        """What is read, and how; raises where a parameter is out of bounds."""

    def validate(self) -> None:
        """Refuse parameters that are out of bounds or do not fit each other."""
        self._importer = self.importer()

    @property
    def skipped(self) -> list[BadRow]:
        """The rows that this tool left out, at most ten thousand of them."""
        return self._importer.skipped

    def outside(self) -> Mapping[str, bytes]:
        """The file, where there is one: what was read of it is stale once it has changed."""
        return self._importer.outside()

    @check_input_stream_count(0)
    def _execute(
        self, sources: Sequence[Stream], alignment_stream: Stream | None, interval: TimeInterval
    ) -> Iterator[Batch]:
        yield from self._importer.batches(interval)
