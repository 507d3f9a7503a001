"""The bytes of a batch: what a store keeps as the payload of a segment.

A payload is a version byte, a checksum (CRC-32) of all that follows, the number of rows, the
column of timestamps and the column of values. Columns of one kind have a form of their own;
mixed or nested values, and a handful of rows of any kind, are a BSON list. Timestamps at a
constant stride cost 17 bytes, however many they are; decimals in a column of floats cost
about a byte each.

Type and value of everything come back exactly, or `ValueNotStorableError` is raised before a
byte is given. Bytes that are not a payload, or no longer, raise `StoreFormatError`.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Sequence
from itertools import groupby, islice
from typing import Any

import numpy as np
import zstandard
from bson.errors import BSONError
from numpy.typing import NDArray

from ..utils.errors import ArgumentValueError, StoreFormatError
from ..utils.parallel import each
from .arrays import chain_arrays, read_only
from .batch import Batch
from .blocks import HEAD, VERSION, Contexts, Reader, Writer
from .integers import FEW, read_integers, write_integer_rows, write_integers
from .kinds import read_values, write_number_rows, write_values
from .order import increasing
from .segments import SEGMENT_ROWS, split
from .single import decode_many, encode_one
from .table import Table
from .times import FIRST_MS, LAST_MS

__all__ = ["MAX_ROWS", "PACKED", "SEGMENT_ROWS", "PackedCodec", "decode", "encode", "split"]

MAX_ROWS = 2**20
"""Rows of one payload at most; it bounds what a reader may be asked to make room for."""

AT_ONCE = 16
"""Payloads that are made together; 64 k numbers, half a megabyte, are worked on at a time."""

WORTH_THREADS = 500_000
"""Cells of tables from which on several threads pack them."""

_ROWS = struct.Struct("<I")

# What goes wrong where bytes are not what was written; running out of memory is none of it.
_UNREADABLE = (
    BSONError,
    zstandard.ZstdError,
    struct.error,
    ValueError,
    TypeError,
    LookupError,
    ArithmeticError,
    RecursionError,
)


class PackedCodec:
    """Makes bytes of batches and batches of bytes.

    Safe in any number of threads at once: each has its own scratch memory for compression,
    which remembers nothing from one call to the next.
    """

    rows = SEGMENT_ROWS

    def __init__(self) -> None:
        self._contexts = Contexts()

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self), ())

    def encode(self, batch: Batch) -> bytes:
        """The bytes of a batch of at most `MAX_ROWS` rows, in whatever order they are.

        Raises:
            ValueNotStorableError: A value would not come back equal; the error names its
                timestamp, type and value.
            ArgumentValueError: Too many rows; `split` it.
        """
        rows = len(batch)
        if rows == 1 and (payload := encode_one(batch.first_ms, batch.value_at(0))) is not None:
            return payload
        if rows > MAX_ROWS:
            msg = f"{rows} rows are more than the {MAX_ROWS} that one payload holds; split the batch first."
            raise ArgumentValueError(msg, rows=rows)
        out = Writer(self._contexts)
        out.pack(_ROWS, rows)
        if rows:
            write_integers(out, batch.timestamps)
            write_values(out, batch)
        return _sealed(out)

    def encode_all(self, batches: Sequence[Batch]) -> list[bytes]:
        """The bytes of each batch, the very same as `encode` gives; columns of numbers go several at once."""
        payloads: list[bytes] = []
        for shape, alike in groupby(batches, key=_shape):
            if shape is None:
                others = list(alike)
                payloads += each(self.encode, others, worth=_cells(others) >= WORTH_THREADS)
            else:
                for some in _some_at_once(alike):
                    payloads += self._encode_numbers(some, shape[0])
        return payloads

    def _encode_numbers(self, batches: Sequence[Batch], rows: int) -> list[bytes]:
        outs = [Writer(self._contexts) for _ in batches]
        for out in outs:
            out.pack(_ROWS, rows)
        write_integer_rows(outs, _matrix([batch.timestamps for batch in batches], rows))
        write_number_rows(outs, _matrix([batch.column for batch in batches], rows))
        return list(map(_sealed, outs))

    def decode(self, payload: bytes) -> Batch:
        """The batch of such bytes.

        Raises:
            StoreFormatError: They are damaged, of a newer format, or something else.
        """
        try:
            return self._decode(memoryview(payload))
        except StoreFormatError as error:
            msg = f"A segment of {len(payload)} bytes cannot be read: {error}; restore it from a backup."
            raise StoreFormatError(msg) from error
        except _UNREADABLE as error:
            msg = f"A segment cannot be read, it is damaged or not HyperStream's: {error}."
            raise StoreFormatError(msg) from error

    def decode_many(self, payloads: Sequence[bytes]) -> Batch | None:
        """The rows of many payloads at once, see `single.decode_many`; None where that is not possible."""
        return decode_many(payloads)

    def _decode(self, payload: memoryview) -> Batch:
        version, checksum = HEAD.unpack_from(payload)
        if version != VERSION:
            msg = f"its format is {version} and this release reads {VERSION}; a newer one may have written it"
            raise StoreFormatError(msg)
        body = payload[HEAD.size :]
        if zlib.crc32(body) != checksum:
            msg = "its checksum is wrong, so it was damaged after it was written"
            raise StoreFormatError(msg)
        source = Reader(body, self._contexts)
        (rows,) = source.unpack(_ROWS)
        batch = _read_columns(source, rows) if rows else Batch.empty()
        source.finish()
        return batch


def _sealed(out: Writer) -> bytes:
    body = out.payload()
    return HEAD.pack(VERSION, zlib.crc32(body)) + body


def _shape(batch: Batch) -> tuple[int, str] | None:
    """Rows and type of a batch of many numbers; None of any other."""
    column = batch.column
    if isinstance(column, np.ndarray) and column.dtype.kind in "fi" and FEW < len(batch) <= MAX_ROWS:
        return len(batch), column.dtype.kind
    return None


def _cells(batches: Sequence[Batch]) -> int:
    """How many cells of tables there are: what else is packed one by one is mostly work of Python itself."""
    return sum(len(batch) * batch.width for batch in batches if isinstance(batch.column, Table))


def _some_at_once(batches: Iterator[Batch]) -> Iterator[list[Batch]]:
    """Pieces whose scratch memory fits into the cache of a processor."""
    while some := list(islice(batches, AT_ONCE)):
        yield some


def _matrix(columns: list[Any], rows: int) -> NDArray[Any]:
    return chain_arrays(columns).reshape(-1, rows)


def _read_columns(source: Reader, rows: int) -> Batch:
    if rows > MAX_ROWS:
        msg = f"{rows} rows are more than the {MAX_ROWS} that one payload holds"
        raise StoreFormatError(msg)
    times = read_integers(source, rows)
    ordered = increasing(times)
    first, last = (times[0], times[-1]) if ordered else (times.min(), times.max())
    if first < FIRST_MS or last > LAST_MS:
        msg = "it has timestamps outside the years 1 to 9999"
        raise StoreFormatError(msg)
    values = read_values(source, rows)
    if isinstance(values, np.ndarray):
        read_only(values)
    return Batch.from_columns(read_only(times), values, ordered)


PACKED = PackedCodec()
encode = PACKED.encode
decode = PACKED.decode
