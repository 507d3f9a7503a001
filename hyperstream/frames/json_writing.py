"""Frames as JSON in the shapes of pandas, piece by piece.

=========== ==================================================================================
``split``   ``{"columns": [...], "index": [...], "data": [[...], ...]}``
``records`` ``[{column: cell, ...}, ...]``, without the times unless they are given a name
``index``   ``{time: {column: cell, ...}, ...}``
``columns`` ``{column: {time: cell, ...}, ...}``
``values``  ``[[cell, ...], ...]``, without times and columns
=========== ==================================================================================
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain
from json.encoder import encode_basestring
from typing import Literal, get_args

from ..utils.errors import FrameError
from .frame import Frame
from .json_cells import DateFormat, cell_texts, dumps, time_texts
from .schema import Schema

Orient = Literal["split", "records", "index", "columns", "values"]
ORIENTS: tuple[str, ...] = get_args(Orient)


def write_json(
    schema: Schema,
    pieces: Sequence[Frame],
    orient: str = "columns",
    date_format: DateFormat = "iso",
    index: str | None = None,
) -> Iterator[str]:
    """The JSON text of a frame.

    Args:
        schema: Its columns.
        pieces: Its rows, ascending, piece by piece.
        orient: One of `ORIENTS`.
        date_format: How times are written.
        index: Under which name ``records`` hold their time; None leaves it out, as pandas does.

    Raises:
        FrameError: No such orient.
    """
    writer = _WRITERS.get(orient)
    if writer is None:
        msg = f"json_format={orient!r} is none of {', '.join(ORIENTS)}."
        raise FrameError(msg, parameter="json_format")
    return writer(schema, pieces, date_format, index)


def to_json(
    frame: Frame, orient: str = "columns", date_format: DateFormat = "iso", index: str | None = None
) -> str:
    """`write_json` of a whole frame, as one text."""
    return "".join(write_json(frame.schema, [frame], orient, date_format, index))


_Writing = Iterator[str]


def _split(schema: Schema, pieces: Sequence[Frame], form: DateFormat, _index: str | None) -> _Writing:
    yield f'{{"columns":{dumps([schema.label(name) for name in schema.columns])},"index":['
    yield from _joined(",".join(_quoted(piece, form)) for piece in pieces)
    yield '],"data":['
    yield from _joined(",".join(_rows(piece, form)) for piece in pieces)
    yield "]}"


def _values(_schema: Schema, pieces: Sequence[Frame], form: DateFormat, _index: str | None) -> _Writing:
    yield "["
    yield from _joined(",".join(_rows(piece, form)) for piece in pieces)
    yield "]"


def _records(_schema: Schema, pieces: Sequence[Frame], form: DateFormat, index: str | None) -> _Writing:
    yield "["
    for comma, piece in _with_commas(pieces):
        rows = _objects(piece, form)
        if index is not None:
            head = f"{{{encode_basestring(index)}:"
            times = _quoted(piece, form)
            rows = [
                f"{head}{time}{',' if row != '{}' else ''}{row[1:]}"
                for time, row in zip(times, rows, strict=True)
            ]
        yield comma + ",".join(rows)
    yield "]"


def _index(_schema: Schema, pieces: Sequence[Frame], form: DateFormat, _name: str | None) -> _Writing:
    yield "{"
    for comma, piece in _with_commas(pieces):
        times = time_texts(piece.times, form)
        rows = zip(times, _objects(piece, form), strict=True)
        yield comma + ",".join([f'"{time}":{row}' for time, row in rows])
    yield "}"


def _columns(schema: Schema, pieces: Sequence[Frame], form: DateFormat, _index: str | None) -> _Writing:
    times = [[f'"{time}":' for time in time_texts(piece.times, form)] for piece in pieces]
    yield "{"
    for place, name in enumerate(schema.columns):
        yield f"{',' if place else ''}{encode_basestring(name)}:{{"
        cells = (cell_texts(piece.column(name), form) for piece in pieces)
        yield from _joined(
            ",".join(map("".join, zip(keys, texts, strict=True)))
            for keys, texts in zip(times, cells, strict=True)
        )
        yield "}"
    yield "}"


def _quoted(piece: Frame, form: DateFormat) -> list[str]:
    times = time_texts(piece.times, form)
    return times if form == "epoch" else [f'"{time}"' for time in times]


def _cells(piece: Frame, form: DateFormat) -> list[list[str]]:
    return [cell_texts(piece.column(name), form) for name in piece.schema.columns]


def _rows(piece: Frame, form: DateFormat) -> list[str]:
    cells = _cells(piece, form)
    return [f"[{','.join(row)}]" for row in zip(*cells, strict=True)] if cells else ["[]"] * len(piece)


def _objects(piece: Frame, form: DateFormat) -> list[str]:
    names = [f"{encode_basestring(name)}:" for name in piece.schema.columns]
    if not names:
        return ["{}"] * len(piece)
    keyed = [[name + text for text in texts] for name, texts in zip(names, _cells(piece, form), strict=True)]
    return [f"{{{','.join(row)}}}" for row in zip(*keyed, strict=True)]


def _with_commas(pieces: Sequence[Frame]) -> Iterator[tuple[str, Frame]]:
    some = [piece for piece in pieces if len(piece)]
    return zip(chain([""], "," * len(some)), some, strict=False)


def _joined(texts: Iterator[str]) -> Iterator[str]:
    comma = ""
    for text in texts:
        if text:
            yield comma + text
            comma = ","


_WRITERS: Mapping[str, Callable[[Schema, Sequence[Frame], DateFormat, str | None], _Writing]] = {
    "split": _split,
    "records": _records,
    "index": _index,
    "columns": _columns,
    "values": _values,
}
