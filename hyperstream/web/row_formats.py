"""Rows of a stream as JSON, CSV or Arrow, in pieces of bounded size."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Any, Literal

import numpy as np

from ..batch.batch import Batch
from ..stream.frames import columns, to_arrow
from ..utils.extras import require
from .json_values import DateFormat, dumps, plain, times, values

RowFormat = Literal["json", "csv", "arrow"]

MEDIA_TYPES: dict[RowFormat, str] = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "arrow": "application/vnd.apache.arrow.stream",
}


def encoded(
    batches: Sequence[Batch], form: RowFormat, date_format: DateFormat, head: dict[str, Any]
) -> Iterator[bytes]:
    """The rows, in pieces.

    Args:
        batches: The rows.
        form: How.
        date_format: How times are written in JSON and CSV.
        head: The members of the JSON object before its ``rows``.

    Raises:
        MissingExtraError: Arrow needs pyarrow.
        ArgumentTypeError: The values are of several kinds, which Arrow cannot hold.
    """
    if form == "json":
        return _json(batches, date_format, head)
    if form == "csv":
        return _csv(batches, date_format)
    return _arrow(batches)


def json_rows(batch: Batch, date_format: DateFormat = "iso") -> list[str]:
    """Each row as a JSON object with ``timestamp`` and ``value``."""
    pairs = zip(times(batch.timestamps, date_format), values(batch.values), strict=True)
    return [f'{{"timestamp":{time},"value":{value}}}' for time, value in pairs]


def _json(batches: Sequence[Batch], date_format: DateFormat, head: dict[str, Any]) -> Iterator[bytes]:
    comma = ""
    yield f'{dumps(head)[:-1]},"rows":['.encode()
    for batch in batches:
        yield (comma + ",".join(json_rows(batch, date_format))).encode()
        comma = ","
    yield b"]}"


def _csv(batches: Sequence[Batch], date_format: DateFormat) -> Iterator[bytes]:
    names = _names(batches)
    yield _csv_text([["timestamp", *names]])
    for batch in batches:
        stamps = [text.strip('"') for text in times(batch.timestamps, date_format)]
        found = columns(batch)
        cells = [_cells(found.get(name), len(batch)) for name in names]
        yield _csv_text(zip(stamps, *cells, strict=True))


def _names(batches: Sequence[Batch]) -> list[str]:
    """The columns of all rows, in order of first appearance."""
    return list(dict.fromkeys(name for batch in batches for name in columns(batch))) or ["value"]


def _cells(column: Any, count: int) -> list[Any]:
    if column is None:
        return [None] * count
    return [_cell(value) for value in (column.tolist() if isinstance(column, np.ndarray) else column)]


def _cell(value: Any) -> Any:
    """What is nested becomes JSON; numbers keep NaN and infinities, which CSV can write."""
    if isinstance(value, float | int):
        return value
    form = plain(value)
    return dumps(form) if isinstance(form, dict | list) else form


def _csv_text(rows: Any) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode("utf-8", "replace")


def _arrow(batches: Sequence[Batch]) -> Iterator[bytes]:
    ipc = require("pyarrow.ipc", "arrow")
    table = to_arrow(Batch.concat(batches))
    out = io.BytesIO()
    with ipc.new_stream(out, table.schema) as writer:
        writer.write_table(table, max_chunksize=65_536)
    return iter([out.getvalue()])
