"""Frames as bytes: JSON in five shapes, CSV, Arrow and Parquet, in and out."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Literal, get_args

from ..utils.errors import FrameError
from ..utils.extras import require
from .arrow_frames import from_arrow, to_arrow
from .csv_frames import read_csv, write_csv
from .frame import Frame
from .joining import joined_pieces
from .json_cells import DateFormat
from .json_reading import UTC_INDEX, read_json
from .json_writing import write_json
from .schema import Schema

FrameFormat = Literal["json", "csv", "arrow", "parquet"]
FORMATS: tuple[FrameFormat, ...] = get_args(FrameFormat)


# --- in -------------------------------------------------------------------------------------
def read_bytes(body: bytes, form: FrameFormat, orient: str = "columns", index: str = "index") -> Frame:
    """The frame of a file or body.

    Raises:
        FrameError: It is not in this format, or its rows cannot be kept.
        MissingExtraError: Arrow and Parquet need pyarrow.
    """
    if form == "json":
        return read_json(body, orient, index)
    if form == "csv":
        return read_csv(body)
    arrow = require("pyarrow", "arrow")
    try:
        table = _read_parquet(body) if form == "parquet" else _read_arrow(body)
    except (arrow.ArrowException, OSError, ValueError) as error:
        msg = f"This is no {form}: {error}"
        raise FrameError(msg) from error
    return from_arrow(table)


def _read_arrow(body: bytes) -> Any:
    ipc = require("pyarrow.ipc", "arrow")
    if body.startswith(b"ARROW1"):
        return ipc.open_file(io.BytesIO(body)).read_all()
    return ipc.open_stream(io.BytesIO(body)).read_all()


def _read_parquet(body: bytes) -> Any:
    return require("pyarrow.parquet", "arrow").read_table(io.BytesIO(body))


# --- out ------------------------------------------------------------------------------------
def write_bytes(
    schema: Schema,
    pieces: Sequence[Frame],
    form: FrameFormat,
    orient: str = "columns",
    date_format: DateFormat = "iso",
    index: str | None = None,
) -> Iterator[bytes]:
    """The rows in this format, in pieces; the times of the index are UTC.

    Raises:
        MissingExtraError: Arrow and Parquet need pyarrow.
        FrameError: A column holds values of several kinds, which Arrow cannot hold.
    """
    if form == "json":
        return (text.encode() for text in write_json(schema, pieces, orient, date_format, index))
    if form == "csv":
        return (text.encode() for text in write_csv(schema, pieces, date_format, index))
    return iter([_arrow_bytes(joined_pieces(replace(schema, index=UTC_INDEX), pieces), form)])


def _arrow_bytes(frame: Frame, form: FrameFormat) -> bytes:
    table = to_arrow(frame)
    out = io.BytesIO()
    if form == "parquet":
        require("pyarrow.parquet", "arrow").write_table(table, out, compression="zstd")
    else:
        with require("pyarrow.ipc", "arrow").new_stream(out, table.schema) as writer:
            writer.write_table(table, max_chunksize=65_536)
    return out.getvalue()
