"""How the columns of a row become one value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from ...batch import Batch
from .rows import Column, Rows

Name: TypeAlias = str | int
"""A column, by its name or its place from 0."""

Wanted: TypeAlias = Name | list[Name] | None
"""What is wanted of a row: one column; a dictionary of several; None: all but the date."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What a value is.

    Attributes:
        keys: The keys of a dictionary of the columns, where they are chosen by name or place.
        single: Whether a value is that of the one column there is; a row without it gives no instance.
        named: Whether columns that are not chosen make a dictionary by their names, not a list.
    """

    keys: tuple[str, ...] | None = None
    single: bool = False
    named: bool = False

    @classmethod
    def of(cls, wanted: Wanted, named: bool = False) -> Shape:
        """The shape of what is wanted."""
        if isinstance(wanted, list):
            return cls(tuple(map(str, wanted)))
        return cls(single=wanted is not None, named=named)

    def batch(self, rows: Rows) -> Batch:
        """The rows as instances."""
        if self.single:
            return _single(rows)
        columns = [column.objects() for column in rows.columns]
        cells = zip(*columns, strict=True) if columns else ((),) * len(rows)
        keys = rows.names if self.named and self.keys is None else self.keys
        if keys is None:
            return Batch(rows.times, [list(row) for row in cells])
        return Batch(rows.times, [dict(zip(keys, row, strict=True)) for row in cells])


def _single(rows: Rows) -> Batch:
    (column,) = rows.columns
    times: Any = rows.times
    if column.present is not None and not column.present.all():
        places = np.flatnonzero(column.present)
        times, column = times[places], Column(column.take(places).values)
    return Batch(times, column.values)
