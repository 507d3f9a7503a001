"""What is read of a file: times, columns, and the rows that cannot be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, Self, TypeAlias

import numpy as np
import numpy.typing as npt

from ...utils.errors import BadRowError

Times: TypeAlias = npt.NDArray[np.int64]
Mask: TypeAlias = npt.NDArray[np.bool_]
Places: TypeAlias = npt.NDArray[np.intp] | slice


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be read.

    Attributes:
        file: The file.
        line: The line that it begins on, from 1; in a table, the row.
        why: What is wrong, in words.
        column: Name or place of the column; None where the whole row is meant.
        ms: Its time, where that can be read.
        unit: What is counted, ``line`` or ``row``.
    """

    file: str
    line: int
    why: str
    column: str | None = None
    ms: int | None = None
    unit: str = "line"

    def __str__(self) -> str:
        where = f", column {self.column!r}" if self.column is not None else ""
        return f"{self.file}, {self.unit} {self.line}{where}: {self.why}"

    def error(self) -> BadRowError:
        """The error that says so."""
        msg = f"{self}. Mend the {self.unit}, or skip what cannot be read: bad_rows='skip'."
        return BadRowError(msg, file=self.file, line=self.line, column=self.column, why=self.why)


class Column(NamedTuple):
    """The values of one column.

    Attributes:
        values: An array, or a list; what stands where no value is does not matter.
        present: Where there is a value; None: everywhere.
    """

    values: npt.NDArray[Any] | list[Any]
    present: Mask | None = None

    @classmethod
    def of(cls, values: list[Any]) -> Self:
        """A column of objects, None where there is no value."""
        if None not in values:
            return cls(values)
        return cls(values, np.array([value is not None for value in values], np.bool_))

    def take(self, places: Places) -> Column:
        """The values of some rows."""
        values = self.values
        if isinstance(values, np.ndarray) or isinstance(places, slice):
            taken = values[places]
        else:
            taken = [values[place] for place in places.tolist()]
        return Column(taken, None if self.present is None else self.present[places])

    def objects(self) -> list[Any]:
        """The values as Python objects, None where there is none."""
        values = self.values.tolist() if isinstance(self.values, np.ndarray) else list(self.values)
        if self.present is not None:
            for place in np.flatnonzero(~self.present).tolist():
                values[place] = None
        return values


@dataclass(frozen=True, slots=True)
class Rows:
    """Some rows of a file.

    Attributes:
        times: ``int64[n]``, ms.
        columns: The columns asked for, each with n values.
        bad: The rows beside these that cannot be read.
        names: What the columns are called, where that is known.
        whole: Whether this is all of its piece of the file.
        ordered: Whether the times are known to ascend.
    """

    times: Times
    columns: tuple[Column, ...]
    bad: tuple[BadRow, ...] = ()
    names: tuple[str, ...] = ()
    whole: bool = True
    ordered: bool = False

    def __len__(self) -> int:
        return len(self.times)

    @property
    def span(self) -> tuple[int, int] | None:
        """The earliest and the latest time, of bad rows too; None where no time is known."""
        known = [row.ms for row in self.bad if row.ms is not None]
        if len(self.times):
            known += [int(self.times.min()), int(self.times.max())]
        return (min(known), max(known)) if known else None

    def between(self, a: int, b: int) -> Rows:
        """The rows in ``(a, b]`` ms, and the bad rows that may lie there."""
        bad = tuple(row for row in self.bad if row.ms is None or a < row.ms <= b)
        if self.ordered:
            start, stop = self.times.searchsorted((a, b), side="right").tolist()
            return self._taken(slice(start, stop), bad)
        inside = (self.times > a) & (self.times <= b)
        return replace(self, bad=bad) if inside.all() else self._taken(np.flatnonzero(inside), bad)

    def sorted_out(self) -> Rows:
        """These rows, and whether they ascend."""
        return replace(self, ordered=bool((self.times[1:] >= self.times[:-1]).all()))

    def without(self, bad: Sequence[tuple[int, BadRow]]) -> Rows:
        """These rows less those at some places, which become bad."""
        if not bad:
            return self
        kept = np.ones(len(self), np.bool_)
        kept[[place for place, _ in bad]] = False
        # A row with several bad cells is one bad row.
        first = {row.line: row for _, row in reversed(bad)}
        listed = sorted([*self.bad, *first.values()], key=lambda row: row.line)
        return self._taken(np.flatnonzero(kept), tuple(listed))

    def _taken(self, places: Places, bad: tuple[BadRow, ...]) -> Rows:
        columns = tuple(column.take(places) for column in self.columns)
        return replace(self, times=self.times[places], columns=columns, bad=bad)
