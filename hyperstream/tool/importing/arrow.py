"""Lines of CSV taken apart by pyarrow, where it surely reads what the `csv` module and Python read."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from typing import Any

from .cells import CellReader
from .head import Head
from .rows import Column
from .texts import Texts

_WORTH_IT = 1 << 23
"""Bytes of a file below which importing pyarrow takes longer than it saves."""


def is_worth_it(size: int) -> bool:
    """Whether pyarrow is there, and a file of this size is read faster with it."""
    return "pyarrow" in sys.modules or (size >= _WORTH_IT and find_spec("pyarrow") is not None)


def columns(
    lines: bytes, head: Head, delimiter: str, cells: CellReader
) -> tuple[Texts, tuple[Column, ...]] | None:
    """The date column and the value columns of some lines in UTF-8.

    Returns:
        None where a cell is wrong, or might be read in another way than by `CellReader`.
    """
    import pyarrow as pa
    from pyarrow import csv

    # It takes nan(1) for a number.
    if b"(" in lines or cells.confusing or not delimiter.isascii():
        return None
    names = [str(place) for place in range(head.width)]
    kind = pa.float64() if cells.kind == "number" else pa.string()
    wanted = dict.fromkeys(names[place] for place in (head.date, *head.values))
    try:
        table = csv.read_csv(
            pa.BufferReader(lines),
            csv.ReadOptions(column_names=names, use_threads=False, block_size=len(lines) + 1),
            csv.ParseOptions(delimiter=delimiter),
            csv.ConvertOptions(
                column_types={name: pa.string() if name == names[head.date] else kind for name in wanted},
                null_values=list(cells.missing),
                decimal_point=cells.decimal,
                include_columns=list(wanted),
            ),
        ).combine_chunks()
    except pa.ArrowInvalid:
        return None
    dates = _chunk(table.column(names[head.date]))
    found = (_chunk(table.column(names[place])) for place in head.values)
    return Texts.of_arrow(dates), tuple(_column(array, cells.missing) for array in found)


def _chunk(column: Any) -> Any:
    import pyarrow as pa

    return column.chunk(0) if column.num_chunks else pa.array([], column.type)


def _column(array: Any, missing: tuple[str, ...]) -> Column:
    if array.type == "string":
        values = array.to_pylist()
        return Column.of(
            [None if value.strip() in missing else value for value in values] if missing else values
        )
    present = array.is_valid().to_numpy(zero_copy_only=False) if array.null_count else None
    return Column(array.to_numpy(zero_copy_only=False), present)
