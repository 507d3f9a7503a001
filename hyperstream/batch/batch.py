"""Many instances of one stream as columns: how data moves wherever speed matters.

A `Batch` is a value: nothing changes it once it is made. It holds its rows as columns
(timestamps in an ``int64`` array, values in an array or a list), as a list of
`StreamInstance`, or as both; each form is made from the other when it is first asked for and
then kept. So a tool that yields instances into memory never pays for columns, and one that
computes on arrays never pays for instances.

The columns of an array that can be written to are copied on the way in, so that a later
change of it cannot reach into the batch; what a batch gives out is read-only by convention
(lists) or by flag (arrays).
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from ..utils.errors import ArgumentValueError
from ..utils.time_utils import from_ms
from .arrays import chain_arrays
from .columns import ValueColumn, chain_columns, interval_column, value_column
from .equality import common_times, different_rows
from .instance import StreamInstance, as_instance
from .order import increasing, repeated
from .rows import Rows
from .times import TimeColumn, time_column


class Batch(Rows):
    """Instances of one stream as columns.

    Args:
        timestamps: Milliseconds (int), datetimes or datetime64; see `times.time_column`.
        values: As many values, an array or any iterable; see `columns.value_column`.

    Raises:
        ArgumentTypeError: Something that is no time, or no column.
        ArgumentValueError: Times outside the years 1 to 9999, or columns of unequal length.

    >>> batch = Batch([1000, 2000, 3000], [20.5, 21.0, 20.9])
    >>> batch.between(1000, 3000).values_list()
    [21.0, 20.9]
    >>> batch[0].timestamp.isoformat(), batch[0].value
    ('1970-01-01T00:00:01+00:00', 20.5)
    """

    __slots__ = ()

    def __init__(self, timestamps: object, values: object) -> None:
        self._timestamps = times = time_column(timestamps)
        self._values = column = value_column(values)
        self._instances = None
        self._is_ordered = None
        if len(times) != len(column):
            msg = f"{len(times)} timestamps and {len(column)} values do not make rows; give one value each."
            raise ArgumentValueError(msg, timestamps=len(times), values=len(column))

    # --- making ---
    @classmethod
    def from_instances(cls, instances: Iterable[StreamInstance | tuple[Any, Any]]) -> Self:
        """A batch of these instances (or ``(timestamp, value)`` pairs), in the order given.

        The very instances are kept: `instances` gives them back.

        Raises:
            ArgumentValueError: Something else is among them.
        """
        items = list(instances)
        if not set(map(type, items)) <= {StreamInstance}:
            items = [as_instance(item) for item in items]
        return cls._of(None, None, items)  # type: ignore[arg-type]

    @classmethod
    def from_columns(cls, timestamps: TimeColumn, values: ValueColumn, ordered: bool | None = None) -> Self:
        """A batch that takes over columns which are already as a batch keeps them (unchecked, uncopied).

        Args:
            timestamps: ``int64[n]`` milliseconds that nobody will write to.
            values: ``float64``, ``int64`` or ``bool`` array, a `Table`, or a list that has no such array; of
                datetimes or time intervals also a packed array (`columns.packed`).
            ordered: Whether timestamps are strictly increasing, where that is known.
        """
        return cls._of(timestamps, values, None, ordered)

    @classmethod
    def of_intervals(
        cls, timestamps: object, starts_ms: NDArray[np.int64], ends_ms: NDArray[np.int64]
    ) -> Self:
        """A batch whose values are the time intervals ``(start, end]``; they are made when they are read.

        Args:
            timestamps: As for the class.
            starts_ms: ``int64[n]``.
            ends_ms: ``int64[n]``.

        Raises:
            TimeIntervalError: One ends before it starts, or lies outside the years 1 to 9999.
        """
        times = time_column(timestamps)
        if not len(times) == len(starts_ms) == len(ends_ms):
            msg = f"{len(times)} timestamps, {len(starts_ms)} starts, {len(ends_ms)} ends make no rows."
            raise ArgumentValueError(msg, timestamps=len(times), starts=len(starts_ms), ends=len(ends_ms))
        return cls._of(times, interval_column(starts_ms, ends_ms), None)

    def with_values(self, values: object) -> Self:
        """The same times with other values.

        Args:
            values: As many, an array or any iterable; see `columns.value_column`.

        Raises:
            ArgumentTypeError: They are no column.
            ArgumentValueError: There are more or fewer of them.
        """
        column = value_column(values)
        if len(column) != len(self):
            msg = f"{len(self)} timestamps and {len(column)} values do not make rows; give one value each."
            raise ArgumentValueError(msg, timestamps=len(self), values=len(column))
        return self._of(self.timestamps, column, None, self._is_ordered)

    @classmethod
    def empty(cls) -> Self:
        """A batch without rows."""
        return cls._of(None, None, [], True)

    @classmethod
    def concat(cls, batches: Iterable[Batch]) -> Self:
        """The rows of all batches, one batch after the other."""
        parts = [batch for batch in batches if len(batch)]
        if not parts:
            return cls.empty()
        lists = [part._instances for part in parts if part._instances is not None and part._values is None]
        if len(lists) == len(parts):
            return cls._of(None, None, [instance for part in lists for instance in part])
        if len(parts) == 1 and isinstance(parts[0], cls):
            return parts[0]
        times = chain_arrays([part.timestamps for part in parts])
        return cls._of(times, chain_columns([part.column for part in parts]), None, _follow(parts))

    @classmethod
    def merge(cls, left: Batch, right: Batch) -> Self:
        """The rows of both, ordered.

        Raises:
            DuplicateInstanceError: Both have a row at the same timestamp.
        """
        return cls.concat((left, right)).ordered()

    def __repr__(self) -> str:
        if not len(self):
            return "Batch(no rows)"
        first, last = from_ms(self.first_ms).isoformat(), from_ms(self.last_ms).isoformat()
        return f"Batch({len(self)} rows, {first} to {last})"

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self), (self.timestamps, self.values))

    # --- order ---
    @property
    def is_ordered(self) -> bool:
        """Whether timestamps are strictly increasing."""
        if self._is_ordered is None:
            self._is_ordered = len(self) < 2 or increasing(self.timestamps)
        return self._is_ordered

    def between(self, a: int, b: int) -> Self:
        """The rows in ``(a, b]`` (ms), in their order; by bisection where the batch is ordered."""
        times = self.timestamps
        if not self.is_ordered:
            return self.where((times > a) & (times <= b))
        if len(times) and a < times.item(0) and times.item(-1) <= b:
            return self
        start, stop = times.searchsorted((a, b), side="right").tolist()
        return self[start : max(start, stop)]

    def ordered(self, *, drop_equal: bool = False) -> Self:
        """The same rows in time order.

        Args:
            drop_equal: Of rows with the same timestamp and the same value, keep one.

        Raises:
            DuplicateInstanceError: A timestamp repeats (with ``drop_equal``: with another
                value); the error names the first one in ``timestamp``.
        """
        if self.is_ordered:
            return self
        batch = self.take(self.timestamps.argsort(kind="stable"))
        if drop_equal:
            batch = batch._without_equal_repeats()
        if not batch.is_ordered:
            raise repeated(batch.timestamps)
        return batch

    def _without_equal_repeats(self) -> Self:
        """Of neighbours with one timestamp and one value, the first only."""
        repeated = np.flatnonzero(self.timestamps[1:] == self.timestamps[:-1])
        unlike = different_rows(self.take(repeated).column, self.take(repeated + 1).column)
        kept = np.ones(len(self), dtype=np.bool_)
        kept[np.delete(repeated, unlike) + 1] = False
        return self.where(kept)

    # --- comparing ---
    def differs(self, other: Batch) -> NDArray[np.intp]:
        """Positions of the rows for which ``other`` has the same timestamp and another value.

        Values are the same when type and bytes are: NaN is NaN, while 1, 1.0 and True are
        three values, and so are 0.0 and -0.0; nested values too. Both batches are ordered.
        """
        mine, theirs = self._meeting(other)
        unlike = different_rows(self.take(mine).column, other.take(theirs).column)
        return mine[unlike]

    def same_rows(self, other: Batch) -> bool:
        """Whether both have the same timestamps with the same values, in the same order."""
        if self is other:
            return True
        return np.array_equal(self.timestamps, other.timestamps) and not len(
            different_rows(self.column, other.column)
        )

    def missing_from(self, other: Batch) -> Self:
        """The rows at whose timestamps ``other`` has none, whatever the values; both ordered."""
        absent = np.ones(len(self), dtype=np.bool_)
        absent[self._meeting(other)[0]] = False
        return self.where(absent)

    def __eq__(self, other: object) -> bool:
        return self.same_rows(other) if isinstance(other, Batch) else NotImplemented

    def _meeting(self, other: Batch) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Positions of common timestamps in both; each has to be ordered."""
        for batch in (self, other):
            if not batch.is_ordered:
                msg = f"{batch!r} is not in time order (or repeats a timestamp); call ordered() first."
                raise ArgumentValueError(msg)
        return common_times(self.timestamps, other.timestamps)


def _follow(parts: list[Batch]) -> bool | None:
    """True where batches are known to be ordered and each begins after the one before it ends."""
    ordered = all(part._is_ordered for part in parts)
    return (ordered and all(x.last_ms < y.first_ms for x, y in pairwise(parts))) or None
