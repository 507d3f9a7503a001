"""One row as a payload and back, without the machinery: what every live append needs.

The bytes are those of `codec`, to the last one; only the way there is shorter. One row of a
float, an integer, a bool or a short text has a payload of one fixed layout, so it is packed by
one `struct` call (about 2 us instead of 10), and many such payloads of one type are read
together as the rows of one table (about 1 us a row instead of 25). Whatever does not look
exactly like that is left to the codec.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .arrays import read_only
from .batch import Batch
from .blocks import HEAD, VERSION, WORTH_COMPRESSING
from .times import FIRST_MS, LAST_MS

_INT32, _INT64 = 2**31, 2**63


class _Layout(NamedTuple):
    """Where things lie in the payload of one row whose value has a fixed size."""

    body: struct.Struct
    before: tuple[Any, ...]
    between: tuple[Any, ...]
    template: NDArray[np.uint8]
    fixed: NDArray[np.intp]
    value: slice
    stored: str
    column: str


_TIME = slice(10, 18)
_ENDS = b"\0\0"


def _layout(kind: int, code: str, stored: str, column: str) -> _Layout:
    # rows, form of the times (raw), time | kind (objects), block lengths, BSON: document, array, item
    body = struct.Struct(f"<IBqBIIi3si3s{code}2s")
    width = struct.calcsize(f"<{code}")
    array = 4 + 3 + width + 1
    document = 4 + 3 + array + 1
    before = (1, 0)
    between = (7, document, document, document, b"\x04v\0", array, bytes((kind,)) + b"0\0")
    empty = HEAD.pack(VERSION, 0) + body.pack(*before, 0, *between, 0, _ENDS)
    value = slice(len(empty) - 2 - width, len(empty) - 2)
    fixed = np.ones(len(empty), dtype=np.bool_)
    for free in (slice(1, 5), _TIME, value):
        fixed[free] = False
    template = np.frombuffer(empty, dtype=np.uint8)
    places = np.flatnonzero(fixed)
    return _Layout(body, before, between, template[places], places, value, stored, column)


_FLOAT = _layout(0x01, "d", "<f8", "f8")
_SHORT = _layout(0x10, "i", "<i4", "i8")
_LONG = _layout(0x12, "q", "<i8", "i8")
_BOOL = _layout(0x08, "B", "?", "?")
_LAYOUTS = (_FLOAT, _SHORT, _LONG, _BOOL)
_SIZES = frozenset(HEAD.size + layout.body.size for layout in _LAYOUTS)


def encode_one(ms: int, value: Any) -> bytes | None:
    """The payload of one row; None where its value has no layout of its own."""
    kind = type(value)
    if kind is float:
        layout = _FLOAT
    elif kind is int and -_INT64 <= value < _INT64:
        layout = _SHORT if -_INT32 <= value < _INT32 else _LONG
    elif kind is bool:
        layout = _BOOL
    else:
        return _encode_text(ms, value) if kind is str else None
    body = layout.body.pack(*layout.before, ms, *layout.between, value, _ENDS)
    return HEAD.pack(VERSION, zlib.crc32(body)) + body


_TEXT_FIELDS = struct.Struct("<IBqBIIi3si3si")


def _encode_text(ms: int, value: str) -> bytes | None:
    try:
        text = value.encode()
    except UnicodeEncodeError:
        return None
    size = len(text) + 1
    array = 4 + 3 + 4 + size + 1
    document = 4 + 3 + array + 1
    if document >= WORTH_COMPRESSING:
        return None
    fields = (1, 0, ms, 7, document, document, document, b"\x04v\0", array, b"\x020\0", size)
    body = _TEXT_FIELDS.pack(*fields) + text + b"\0" + _ENDS
    return HEAD.pack(VERSION, zlib.crc32(body)) + body


def decode_many(payloads: Sequence[bytes]) -> Batch | None:
    """The rows of payloads that hold one row each, in their order; None where the codec must look.

    All must have the layout of one type, be undamaged, and be in order of time.
    """
    size = len(payloads[0])
    if size not in _SIZES or not all(len(payload) == size for payload in payloads):
        return None
    table = np.frombuffer(b"".join(payloads), dtype=np.uint8).reshape(len(payloads), size)
    layout = _layout_of(table)
    if layout is None or not _undamaged(payloads):
        return None
    times = table[:, _TIME].copy().view("<i8").ravel().astype(np.int64, copy=False)
    if times[0] < FIRST_MS or times[-1] > LAST_MS or not (times[1:] > times[:-1]).all():
        return None
    values = table[:, layout.value].copy().view(layout.stored).ravel().astype(layout.column)
    return Batch.from_columns(read_only(times), read_only(values), ordered=True)


def _layout_of(table: NDArray[np.uint8]) -> _Layout | None:
    for layout in _LAYOUTS:
        if len(layout.template) + 12 + layout.value.stop - layout.value.start == table.shape[1]:
            found = table[:, layout.fixed] == layout.template
            if found.all():
                return layout
    return None


def _undamaged(payloads: Sequence[bytes]) -> bool:
    crc, unpack = zlib.crc32, HEAD.unpack_from
    return all(unpack(payload)[1] == crc(memoryview(payload)[5:]) for payload in payloads)
