"""A frame without pandas: times, cells and what they have in common."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ..batch.batch import Batch
from ..batch.table import OBJECTS, Column, Table
from ..utils.errors import FrameError
from ..utils.time_utils import from_ms
from .schema import Schema
from .types import NULL, OBJECT, is_text, joined, numpy_dtype


@dataclass(frozen=True)
class Frame:
    """Rows over time.

    Attributes:
        times: ``int64[n]``, UTC milliseconds, ascending, each once.
        table: The cells.
        schema: Columns and index.
        loose: Whether the types are guesses, to be fitted to those of the series.
    """

    times: NDArray[np.int64]
    table: Table
    schema: Schema
    loose: bool = False

    def __len__(self) -> int:
        return len(self.times)

    @property
    def batch(self) -> Batch:
        """The rows as a stream keeps them."""
        return Batch.from_columns(self.times, self.table, ordered=True)

    def column(self, name: str) -> Column:
        """The cells of a column, of the type that the schema says even where there are none."""
        if name in self.table.names:
            return self.table.column(name)
        dtype = numpy_dtype(self.schema.columns[name])
        return Column.empty(len(self), OBJECTS if dtype is None else dtype.str)


def ordered(times: NDArray[np.int64], table: Table, schema: Schema) -> Frame:
    """A frame of rows in any order.

    Raises:
        FrameError: A time is there twice.
    """
    if not bool((times[1:] > times[:-1]).all()):
        places = times.argsort(kind="stable")
        times, table = times[places], table.take(places)
        twice = np.flatnonzero(times[1:] == times[:-1])
        if len(twice):
            moment = from_ms(int(times[twice[0]]))
            msg = (
                f"{moment.isoformat(timespec='milliseconds')} is there more than once; a series has one row "
                "at a time, to the millisecond. Keep one of them. Nothing was written."
            )
            raise FrameError(msg, timestamp=moment)
    if times.flags.writeable:
        times = times.copy()
        times.flags.writeable = False
    return Frame(times, table, schema)


def fitted(frame: Frame, old: Schema | None) -> Frame:
    """The frame with the types that the series has for columns that hold nothing at all, or texts as objects.

    Raises:
        ColumnTypeError: (a `TypeError`) A column that holds something is there with another type.
    """
    if old is None:
        return frame
    kinds = dict(frame.schema.columns)
    columns = {name: frame.table.column(name) for name in frame.table.names}
    for name, kind in frame.schema.columns.items():
        there = old.columns.get(name, kind)
        if joined(there, kind) is not None:
            continue
        if _is_empty(frame.table.column(name)):
            kinds[name] = NULL
            columns.pop(name, None)
        elif is_text(there) and kind == OBJECT and _is_text_only(frame.table.column(name)):
            kinds[name] = there
    if kinds == dict(frame.schema.columns):
        return frame
    return Frame(frame.times, Table(len(frame), columns), replace(frame.schema, columns=kinds))


def _is_empty(column: Column) -> bool:
    values = column.values
    return bool(column.gaps().all()) or (
        isinstance(values, list) and all(value is None or value != value for value in values)
    )


def _is_text_only(column: Column) -> bool:
    return all(value is None or isinstance(value, str) for value in column.objects())
