"""From the rows of a stream to a frame: piece by piece, still packed, or as one.

Columns of a long frame are unpacked by several threads: what takes time there, decompressing and copying,
lets the others go on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from ..batch.batch import Batch
from ..batch.stacking import column_of, common_tag, stacked_column, table_of_dicts
from ..batch.table import OBJECTS, Column, Table
from ..utils.parallel import each
from .frame import Frame
from .schema import Schema
from .types import ColumnType

VALUE = "value"
"""The column of a stream whose values are no rows of cells."""

WORTH_THREADS = 500_000
"""Cells of a frame from which on several threads unpack it."""


def as_table(batch: Batch) -> Table:
    """The values of a batch as a table, whatever a workflow has written."""
    values = batch.values
    if isinstance(values, Table):
        return values
    found = table_of_dicts(values) if isinstance(values, list) else None
    if found is not None:
        return found
    return Table(len(batch), {VALUE: column_of(values if isinstance(values, list) else values.tolist())})


def _type_of(pieces: Iterable[Column]) -> ColumnType:
    """The type of a column that no schema names."""
    tag = common_tag(pieces)
    return "object" if tag == OBJECTS else np.dtype(tag).name


def pieces_of(batches: Iterable[Batch], schema: Schema | None) -> tuple[Schema, list[Frame]]:
    """The rows of a stream piece by piece, still packed, and what they have in common.

    The columns are those of the schema, and what turns up beside (a workflow may write any cells).
    """
    schema = schema or Schema()
    tables = [(batch.timestamps, as_table(batch)) for batch in batches]
    kinds = dict(schema.columns)
    beside = dict.fromkeys(name for _, table in tables for name in table.names if name not in kinds)
    kinds.update({name: _type_of([table.column(name) for _, table in tables]) for name in beside})
    if len(kinds) > len(schema.columns):
        schema = replace(schema, columns=kinds)
    return schema, [Frame(times, table, schema) for times, table in tables]


def joined_pieces(schema: Schema, pieces: Iterable[Frame]) -> Frame:
    """The pieces of one stream as one frame of the columns that the schema has."""
    some = [piece for piece in pieces if len(piece)]
    if not some:
        return Frame(np.zeros(0, dtype=np.int64), Table(0, {}), schema)
    tables = [piece.table for piece in some]
    there = {name for table in tables for name in table.names}
    names = [name for name in schema.columns if name in there]
    length = sum(map(len, tables))
    columns = _columns(tables, names, length)
    return Frame(np.concatenate([piece.times for piece in some]), Table(length, columns), schema)


def _columns(tables: Sequence[Table], names: Sequence[str], length: int) -> dict[str, Column]:
    if len(tables) == 1:
        return {name: tables[0].column(name) for name in names}
    make = partial(stacked_column, tables=tables)
    columns = each(make, names, worth=length * len(names) >= WORTH_THREADS)
    return dict(zip(names, columns, strict=True))
