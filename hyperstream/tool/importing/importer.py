"""Rows of files as instances, and what to do with rows that cannot be read."""

from __future__ import annotations

import hashlib
import logging
import lzma
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, TypeAlias

import zstandard

from ...batch import Batch
from ...time_interval import TimeInterval
from ...utils.errors import ToolExecutionError
from ..base_tool import BaseTool
from .rows import BadRow
from .shape import Shape
from .timed_file import Layout, TimedFile

logger = logging.getLogger(__name__)

BadRows: TypeAlias = Literal["raise", "skip"]
"""What to do with a row that cannot be read: fail, or leave it out and keep a record."""

_MOST_KEPT = 10_000
_MOST_LISTED = 100
_DAMAGED = (EOFError, OSError, UnicodeError, zlib.error, lzma.LZMAError, zstandard.ZstdError)


class Importer:
    """The instances of a file, for any interval.

    Args:
        layout: How the file is read.
        shape: How a row becomes a value.
        bad_rows: What to do with rows that cannot be read.

    Attributes:
        skipped: The rows that were left out so far, at most ten thousand of them (of one call, too).
    """

    def __init__(self, layout: Layout, shape: Shape, bad_rows: BadRows = "raise") -> None:
        self._file = TimedFile(layout)
        self._shape = shape
        self._bad_rows = bad_rows
        self.skipped: list[BadRow] = []

    def exists(self) -> bool:
        """Whether the file is there."""
        return Path(self._file.layout.name).exists()

    def outside(self) -> dict[str, bytes]:
        """The file, where there is one, and a digest of its size and time; see `BaseTool.outside`."""
        layout = self._file.layout
        if not layout.is_file or not self.exists():
            return {}
        return {layout.name: hashlib.blake2b(repr(layout.revision()).encode(), digest_size=16).digest()}

    def batches(self, interval: TimeInterval) -> Iterator[Batch]:
        """The instances in ``interval``, in the order of the file.

        Raises:
            BadRowError: A row that may lie in the interval cannot be read.
            ToolExecutionError: The file cannot be read, or changed while it was.
        """
        new: list[BadRow] = []
        try:
            for rows in self._file.rows(interval.start_ms, interval.end_ms):
                if rows.bad and self._bad_rows == "raise":
                    raise rows.bad[0].error()
                new += rows.bad[: _MOST_KEPT - len(new)]
                if len(rows):
                    yield self._shape.batch(rows)
        except _DAMAGED as error:
            name = self._file.layout.name
            msg = f"{name} cannot be read: {error}; is it damaged, or of another kind than its name says?"
            raise ToolExecutionError(msg, file=name) from error
        self._note(new)

    def _note(self, bad: list[BadRow]) -> None:
        """Keep a record of rows that are left out, each once: here, in the log, in the session's history."""
        known = set(self.skipped)
        new = [row for row in dict.fromkeys(bad) if row not in known]
        if not new:
            return
        self.skipped += new[: _MOST_KEPT - len(self.skipped)]
        listed = [str(row) for row in new[:_MOST_LISTED]]
        logger.warning("%d rows were left out:\n%s", len(new), "\n".join(listed))
        BaseTool.write_to_history(file=self._file.layout.name, skipped=len(new), rows=listed)
