"""The rows of a stream in two forms, each made from the other when it is first asked for and then kept.

Columns (timestamps in an ``int64`` array, values in an array or a list) are what is computed on and
stored; instances are what tools and users hand in and look at one by one.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import repeat
from typing import Any, Self, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..utils.errors import ArgumentValueError
from ..utils.time_utils import to_ms
from .arrays import read_only
from .columns import ValueColumn, as_objects, column_of_objects, interval_bounds, taken, unpacked
from .instance import StreamInstance
from .table import Table
from .times import TimeColumn, datetimes_of, times_of


class Rows:
    """What a `Batch` holds, and how it is looked at."""

    __slots__ = ("_instances", "_is_ordered", "_timestamps", "_values")

    _timestamps: TimeColumn | None
    _values: ValueColumn | None
    _instances: list[StreamInstance] | None
    _is_ordered: bool | None

    @classmethod
    def _of(
        cls,
        timestamps: TimeColumn | None,
        values: ValueColumn | None,
        instances: list[StreamInstance] | None,
        ordered: bool | None = None,
    ) -> Self:
        rows = cls.__new__(cls)
        rows._timestamps = timestamps
        rows._values = values
        rows._instances = instances
        rows._is_ordered = ordered
        return rows

    # --- columns ---
    @property
    def timestamps(self) -> TimeColumn:
        """``int64[n]``, UTC milliseconds, read-only."""
        if self._timestamps is None:
            self._timestamps = times_of(self.instances())
        return self._timestamps

    @property
    def values(self) -> ValueColumn:
        """A read-only ``float64``, ``int64`` or ``bool`` array, a `Table`, or a list (not to be changed)."""
        self._values = values = unpacked(self.column)
        return values

    @property
    def column(self) -> ValueColumn:
        """As `values`; datetimes and time intervals that nobody has looked at are a packed array."""
        if self._values is None:
            self._values = column_of_objects([instance[1] for instance in self.instances()])
        return self._values

    @property
    def has_columns(self) -> bool:
        """Whether the values are held as a column by now; else they are made of instances when asked for."""
        return self._values is not None

    @property
    def width(self) -> int:
        """Cells of a row: the columns of a table, else 1."""
        return len(self._values.names) if isinstance(self._values, Table) else 1

    def interval_bounds(self) -> tuple[NDArray[np.int64], NDArray[np.int64]] | None:
        """Starts and ends (ms) of values that are time intervals; None where another value is among them."""
        return interval_bounds(self.column)

    def values_list(self) -> list[Any]:
        """The values as a list of Python objects (not to be changed)."""
        if self._values is None:
            return [instance[1] for instance in self.instances()]
        return as_objects(self.values)

    def value_at(self, position: int) -> Any:
        """The value of one row as a Python object."""
        if self._values is None:
            return self._instances[position][1]  # type: ignore[index]  # one form is always there
        values = self._values
        if isinstance(values, np.ndarray) and values.dtype.kind in "fib":
            return values.item(position)
        return self.values_list()[position]

    # --- instances ---
    def instances(self) -> list[StreamInstance]:
        """The rows as instances (not to be changed); made at the first call, then kept."""
        if self._instances is None:
            pairs = zip(datetimes_of(self.timestamps), as_objects(self.column), strict=True)
            # Timestamps are known to be right, so the instance's own check is left out.
            self._instances = list(map(tuple.__new__, repeat(StreamInstance), pairs))
        return self._instances

    def __iter__(self) -> Iterator[StreamInstance]:
        return iter(self.instances())

    def __len__(self) -> int:
        return len(self._timestamps if self._instances is None else self._instances)  # type: ignore[arg-type]

    @overload
    def __getitem__(self, index: int) -> StreamInstance: ...
    @overload
    def __getitem__(self, index: slice) -> Self: ...
    def __getitem__(self, index: int | slice) -> StreamInstance | Self:
        """One instance, or the batch of a slice."""
        if not isinstance(index, slice):
            return self.instances()[index]
        return self._of(
            None if self._timestamps is None else self._timestamps[index],
            None if self._values is None else self._values[index],
            None if self._instances is None else self._instances[index],
            True if self._is_ordered and (index.step or 1) > 0 else None,
        )

    # --- bounds ---
    @property
    def first_ms(self) -> int:
        """Timestamp of the first row, ms; `ArgumentValueError` where there is none."""
        return self._ms_at(0)

    @property
    def last_ms(self) -> int:
        """Timestamp of the last row, ms; `ArgumentValueError` where there is none."""
        return self._ms_at(-1)

    def _ms_at(self, position: int) -> int:
        try:
            if self._timestamps is None:
                return to_ms(self._instances[position][0])  # type: ignore[index]  # one form is always there
            return self._timestamps.item(position)
        except IndexError as error:
            msg = "A batch without rows has no first and no last timestamp; ask for its length first."
            raise ArgumentValueError(msg) from error

    # --- choosing rows ---
    def where(self, mask: ArrayLike) -> Self:
        """The rows whose place in ``mask`` (bool[n]) is true, in their order."""
        chosen = np.asarray(mask, dtype=np.bool_)
        if chosen.shape != (len(self),):
            msg = f"A mask of shape {chosen.shape} does not fit a batch of {len(self)} rows."
            raise ArgumentValueError(msg, shape=chosen.shape)
        if chosen.all():
            return self
        batch = self.take(np.flatnonzero(chosen))
        batch._is_ordered = self._is_ordered or None
        return batch

    def take(self, positions: NDArray[np.intp]) -> Self:
        """The rows at these positions (int[m]), in the order of the positions."""
        places = positions.tolist() if self._instances is not None or isinstance(self._values, list) else []
        values = self._values
        return self._of(
            None if self._timestamps is None else read_only(self._timestamps[positions]),
            [values[i] for i in places] if isinstance(values, list) else taken(values, positions),
            None if self._instances is None else [self._instances[i] for i in places],
        )
