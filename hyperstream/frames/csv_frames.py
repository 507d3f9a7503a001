"""Frames as CSV: a line of names, the time first, one line a row."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from ..batch.table import OBJECTS, Table
from ..utils.errors import FrameError
from .cells import guessed
from .frame import Frame, ordered
from .json_cells import DateFormat, cell_texts, time_texts
from .json_reading import UTC_INDEX
from .schema import Schema
from .times import times_of

INDEX = "timestamp"
_WHOLE = re.compile(r"[+-]?\d{1,18}")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_BOOLS = {"true": True, "false": False}


def read_csv(text: bytes | str) -> Frame:
    """The frame of a CSV text in UTF-8; an empty cell is none.

    Returns:
        A loose frame, see `cells`. A column is of whole numbers, of numbers, of bools, or of text.

    Raises:
        FrameError: (a `ValueError`) It has no names, a line has another number of cells, or the first
            cell of one is no time.
    """
    try:
        plain = text.decode("utf-8-sig") if isinstance(text, bytes) else text
        lines = list(csv.reader(io.StringIO(plain, newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        msg = f"This is no CSV in UTF-8: {error}."
        raise FrameError(msg) from error
    lines = [line for line in lines if line]
    if not lines or len(set(lines[0])) != len(lines[0]):
        msg = "The CSV needs a first line with the names of its columns, the time first, each once."
        raise FrameError(msg)
    head, *rows = lines
    for number, row in enumerate(rows, 2):
        if len(row) != len(head):
            msg = f"Line {number} has {len(row)} cells, the first line {len(head)}. Nothing was written."
            raise FrameError(msg, line=number)
    cells = list(zip(*rows, strict=True)) if rows else [()] * len(head)
    found = {
        name: guessed(name, _values(list(column))) for name, column in zip(head[1:], cells[1:], strict=True)
    }
    schema = Schema(
        {name: kind for name, (_, kind) in found.items()},
        index=UTC_INDEX,
        index_name=None if head[0] == INDEX else head[0] or None,
    )
    table = Table(len(rows), {name: column for name, (column, _) in found.items()})
    return replace(ordered(times_of(cells[0]), table, schema), loose=True)


def _values(texts: list[str]) -> list[Any]:
    there = [text for text in texts if text]
    if there and all(map(_WHOLE.fullmatch, there)):
        return [int(text) if text else None for text in texts]
    if there and all(_NUMBER.fullmatch(text) for text in there):
        return [float(text) if text else None for text in texts]
    if there and all(text.lower() in _BOOLS for text in there):
        return [_BOOLS[text.lower()] if text else None for text in texts]
    return [text or None for text in texts]


def write_csv(
    schema: Schema, pieces: Sequence[Frame], date_format: DateFormat = "iso", index: str | None = None
) -> Iterator[str]:
    """The CSV text of a frame, piece by piece.

    Args:
        schema: Its columns.
        pieces: Its rows.
        date_format: How times are written.
        index: Name of the column of times; its own, else `INDEX`, unless given.
    """
    own = INDEX if schema.index_name is None else str(schema.index_name)
    yield _lines([[own if index is None else index, *schema.columns]])
    for piece in pieces:
        if len(piece):
            cells = [_texts(piece, name, date_format) for name in schema.columns]
            yield _lines(zip(time_texts(piece.times, date_format), *cells, strict=True))


def _texts(piece: Frame, name: str, form: DateFormat) -> list[Any]:
    column = piece.column(name)
    texts = cell_texts(column, form)
    if column.tag != OBJECTS:
        return ["" if text == "null" else text.strip('"') for text in texts]
    return [
        "" if value is None else value if isinstance(value, str) else text
        for value, text in zip(column.objects(), texts, strict=True)
    ]


def _lines(rows: Any) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()
