"""Bodies of the time-series store: JSON in five shapes, CSV, Arrow and Parquet, in and out."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

from ..frames.arrow_frames import from_arrow, to_arrow
from ..frames.csv_frames import read_csv, write_csv
from ..frames.frame import Frame, joined_pieces
from ..frames.json_cells import DateFormat
from ..frames.json_reading import UTC_INDEX, read_json
from ..frames.json_writing import write_json
from ..frames.schema import Schema
from ..utils.errors import FrameError
from ..utils.extras import require
from .problems import ProblemError

StoreFormat = Literal["json", "csv", "arrow", "parquet"]

MEDIA_TYPES: Mapping[StoreFormat, str] = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "arrow": "application/vnd.apache.arrow.stream",
    "parquet": "application/vnd.apache.parquet",
}
_BODIES: Mapping[str, StoreFormat] = {
    **{media_type.partition(";")[0]: form for form, media_type in MEDIA_TYPES.items()},
    "": "json",
    "text/plain": "json",
    "text/json": "json",
    "application/x-www-form-urlencoded": "json",  # what curl -d says of any body
    "application/octet-stream": "json",
    "application/x-parquet": "parquet",
    "application/vnd.apache.arrow.file": "arrow",
}


def wanted_format(asked: StoreFormat | None, accept: str) -> StoreFormat:
    """The format that ``format=`` or else the ``Accept`` header asks for; JSON where anything will do.

    Raises:
        ProblemError: None of those in the header is known (406).
    """
    if asked is not None:
        return asked
    wanted = [part.partition(";")[0].strip().lower() for part in accept.split(",")]
    for kind in filter(None, wanted):
        for form, media_type in MEDIA_TYPES.items():
            known = media_type.partition(";")[0]
            if kind in (known, "*/*", f"{known.partition('/')[0]}/*"):
                return form
    if not any(wanted):
        return "json"
    detail = f"None of {accept!r} is known here; there are {', '.join(MEDIA_TYPES.values())}."
    raise ProblemError(406, detail)


def body_format(content_type: str) -> StoreFormat:
    """The format of a body, by its ``Content-Type``; JSON where it says nothing.

    Raises:
        ProblemError: It is none that is known (415).
    """
    kind = content_type.partition(";")[0].strip().lower()
    form = _BODIES.get(kind)
    if form is None:
        detail = f"A body of {kind!r} is not known here; there are {', '.join(MEDIA_TYPES.values())}."
        raise ProblemError(415, detail)
    return form


# --- in -------------------------------------------------------------------------------------
def read_body(body: bytes, form: StoreFormat, orient: str, index: str) -> Frame:
    """The frame of a body.

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
        msg = f"The body is no {form}: {error}"
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
def write_body(
    schema: Schema,
    pieces: Sequence[Frame],
    form: StoreFormat,
    orient: str,
    date_format: DateFormat,
    index: str | None,
) -> Iterator[bytes]:
    """The rows in this format, in pieces; all times are UTC.

    Raises:
        MissingExtraError: Arrow and Parquet need pyarrow.
        FrameError: A column holds values of several kinds, which Arrow cannot hold.
    """
    if form == "json":
        return (text.encode() for text in write_json(schema, pieces, orient, date_format, index))
    if form == "csv":
        return (text.encode() for text in write_csv(schema, pieces, date_format, index))
    return iter([_arrow_bytes(joined_pieces(replace(schema, index=UTC_INDEX), pieces), form)])


def _arrow_bytes(frame: Frame, form: StoreFormat) -> bytes:
    table = to_arrow(frame)
    out = io.BytesIO()
    if form == "parquet":
        require("pyarrow.parquet", "arrow").write_table(table, out, compression="zstd")
    else:
        with require("pyarrow.ipc", "arrow").new_stream(out, table.schema) as writer:
            writer.write_table(table, max_chunksize=65_536)
    return out.getvalue()
