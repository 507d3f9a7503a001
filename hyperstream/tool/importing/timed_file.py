"""A file asked for intervals, again and again: where which times lie is found out once.

The first request reads the file from end to end, in pieces, unless the file tells itself what times each
piece holds. That is kept, and so are the last few pieces themselves, so that later requests read only the
pieces that they need. A file that has changed is read anew.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import Any, ClassVar, Protocol

import numpy as np

from ...utils.errors import ToolExecutionError
from .rows import BadRow, Rows

_KEPT_CELLS = 1 << 20
_MOST_STRAY = 10_000
_NEVER = (1 << 62, -(1 << 62))  # the span of a piece without times: no interval meets it


class Layout(Protocol):
    """How a kind of file is read. It must be safe to use from several threads, and to pickle."""

    is_file: ClassVar[bool]
    """Whether there is a file, which may change; else what is read is the layout's own."""

    @property
    def name(self) -> str:
        """The file, for messages."""

    def revision(self) -> Hashable:
        """What tells whether the file has changed; raises where it is not there."""

    def spans(self) -> Iterator[tuple[Any, tuple[int, int]]] | None:
        """All pieces, each with a time that none of its rows lies before and one that none lies behind.

        None where that is not known without reading them, or where rows might have no time.
        """

    def scan(self) -> Iterator[tuple[Any, Rows]]:
        """All pieces of the file and their rows; of one piece, perhaps in several parts."""

    def read(self, pieces: Sequence[Any]) -> Iterator[tuple[int, Rows]]:
        """Some pieces again, in order: which of those given, and its rows."""


class TimedFile:
    """The rows of a file by their times.

    Args:
        layout: How it is read.
    """

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self._known: _Known | None = None
        self._lock = threading.Lock()

    def __reduce__(self) -> tuple[type[TimedFile], tuple[Layout]]:
        return TimedFile, (self.layout,)

    def rows(self, a: int, b: int) -> Iterator[Rows]:
        """The rows in ``(a, b]`` ms, and the bad rows that may lie there, in the order of the file.

        Raises:
            ToolExecutionError: The file cannot be read, or changed while it was.
        """
        revision = self.layout.revision()
        known = self._known
        if (known is None or known.revision != revision) and (told := self.layout.spans()) is not None:
            known = self._known = _Known.of(revision, told)
        if known is None or known.revision != revision:
            yield from self._scanned(revision, a, b)
        else:
            yield from self._found(known, a, b)
        if self.layout.revision() != revision:
            self._known = None
            msg = f"{self.layout.name} changed while it was read; nothing of it was taken. Ask again."
            raise ToolExecutionError(msg, file=self.layout.name)

    def _scanned(self, revision: Hashable, a: int, b: int) -> Iterator[Rows]:
        known = _Known(revision)
        for piece, rows in self.layout.scan():
            known.add(piece, rows)
            yield rows.between(a, b)
        self._known = known.finished()

    def _found(self, known: _Known, a: int, b: int) -> Iterator[Rows]:
        wanted = known.meeting(a, b)
        with self._lock:
            kept = {place: known.kept(place) for place in wanted}
        yield Rows(np.empty(0, np.int64), (), tuple(known.stray))
        for rows in kept.values():
            if rows is not None:
                yield rows.between(a, b)
        missing = [place for place, rows in kept.items() if rows is None]
        for place, rows in self.layout.read([known.pieces[place] for place in missing]):
            with self._lock:
                known.keep(missing[place], rows)
            yield rows.between(a, b)


class _Known:
    """What is known of one revision of a file."""

    def __init__(self, revision: Hashable) -> None:
        self.revision = revision
        self.pieces: list[Any] = []
        self.stray: list[BadRow] = []
        """Rows whose times cannot be read: they may belong to any interval."""
        self._spans: list[tuple[int, int]] = []
        self._bounds = np.empty((2, 0), np.int64)
        self._kept: OrderedDict[int, Rows] = OrderedDict()
        self._kept_cells = 0

    @classmethod
    def of(cls, revision: Hashable, spans: Iterable[tuple[Any, tuple[int, int]]]) -> _Known:
        """What the file itself tells, so that nothing needs to be read for it."""
        known = cls(revision)
        for piece, span in spans:
            known.pieces.append(piece)
            known._spans.append(span)
        return known.finished()

    def add(self, piece: Any, rows: Rows) -> None:
        """Note the times of a piece, or of a further part of the last one."""
        if not self.pieces or self.pieces[-1] != piece:
            self.pieces.append(piece)
            self._spans.append(_NEVER)
        first, last = rows.span or _NEVER
        known = self._spans[-1]
        self._spans[-1] = (min(known[0], first), max(known[1], last))
        # Every request tells of them, so there should not be very many.
        self.stray += [row for row in rows.bad if row.ms is None][: _MOST_STRAY - len(self.stray)]
        self.keep(len(self.pieces) - 1, rows)

    def finished(self) -> _Known:
        """All pieces have been added."""
        self._bounds = np.array(self._spans, np.int64).reshape(-1, 2).T
        return self

    def meeting(self, a: int, b: int) -> list[int]:
        """The pieces with times in ``(a, b]``."""
        firsts, lasts = self._bounds
        places: list[int] = np.flatnonzero((firsts <= b) & (lasts > a)).tolist()
        return places

    def kept(self, place: int) -> Rows | None:
        """The rows of a piece, if they are still here."""
        if place in self._kept:
            self._kept.move_to_end(place)
        return self._kept.get(place)

    def keep(self, place: int, rows: Rows) -> None:
        """Keep the rows of a piece, and forget those that were needed longest ago."""
        if not rows.whole or place in self._kept:
            return
        self._kept[place] = rows.sorted_out()
        self._kept_cells += _cells(rows)
        while self._kept_cells > _KEPT_CELLS and len(self._kept) > 1:
            self._kept_cells -= _cells(self._kept.popitem(last=False)[1])


def _cells(rows: Rows) -> int:
    return len(rows) * (1 + len(rows.columns))
