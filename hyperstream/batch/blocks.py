"""Blocks of bytes: written one after the other, compressed where that helps, read with care.

A block is its stored length and its true length (``u32`` each, little-endian) and the bytes,
compressed with zstd exactly where the stored length is the smaller one. A reader never takes
a length on trust: what does not fit raises `StoreFormatError`, before memory is asked for.
"""

from __future__ import annotations

import struct
import threading
from typing import Any

import zstandard

from ..utils.errors import ArgumentValueError, StoreFormatError

MAX_BLOCK = 2**31 - 1
"""Bytes of one block at most, the limit of BSON as well."""

HEAD = struct.Struct("<BI")
"""How a payload begins: its version, and the CRC-32 of all that follows."""

VERSION = 1

WORTH_COMPRESSING = 64
"""Bytes; smaller blocks are kept as they are."""

_LEVEL = 1

# No zstd block (up to 128 KiB) is stored in less than 4 bytes, so nothing grows more than this.
_MAX_GROWTH = 2**15
_LENGTHS = struct.Struct("<II")
_LENGTH = struct.Struct("<Q")


class Contexts(threading.local):
    """The zstd contexts of one thread: scratch memory that is costly to make and keeps nothing."""

    def __init__(self) -> None:
        self.compressor = zstandard.ZstdCompressor(level=_LEVEL, write_content_size=False)
        self.decompressor = zstandard.ZstdDecompressor()


class Writer:
    """Collects the bytes of one payload."""

    def __init__(self, contexts: Contexts) -> None:
        self._contexts = contexts
        self._parts: list[bytes | memoryview] = []

    def pack(self, layout: struct.Struct, *fields: Any) -> None:
        """Append fields in a fixed layout."""
        self._parts.append(layout.pack(*fields))

    def raw(self, data: bytes) -> None:
        """Append bytes whose number the reader knows."""
        self._parts.append(data)

    def block(self, data: bytes | memoryview) -> None:
        """Append a block, given as bytes in one dimension that nobody changes any more.

        Raises:
            ArgumentValueError: It is larger than `MAX_BLOCK`.
        """
        size = len(data)
        if size > MAX_BLOCK:
            msg = f"A column of {size} bytes is more than the {MAX_BLOCK} that fit; write fewer rows at once."
            raise ArgumentValueError(msg, size=size)
        packed = self._contexts.compressor.compress(data) if size >= WORTH_COMPRESSING else data
        stored = packed if len(packed) < size else data
        self._parts += (_LENGTHS.pack(len(stored), size), stored)

    def part(self) -> Writer:
        """A writer of bytes that a reader may skip; they are appended by `whole`."""
        return Writer(self._contexts)

    def whole(self, part: Writer) -> None:
        """Append what a part has collected."""
        data = part.payload()
        self.pack(_LENGTH, len(data))
        self.raw(data)

    def payload(self) -> bytes:
        """Everything, in the order written."""
        return b"".join(self._parts)


class Reader:
    """Takes a payload apart again, from the front.

    Every method raises `StoreFormatError` where the bytes are not what a `Writer` wrote.
    """

    def __init__(self, payload: memoryview, contexts: Contexts) -> None:
        self._contexts = contexts
        self._payload = payload
        self._place = 0
        self._end = len(payload)

    def unpack(self, layout: struct.Struct) -> tuple[Any, ...]:
        """The next fields in a fixed layout."""
        return layout.unpack_from(self._payload, self._skip(layout.size))

    def raw(self, size: int) -> memoryview:
        """The next ``size`` bytes."""
        place = self._skip(size)
        return self._payload[place : place + size]

    def _skip(self, size: int) -> int:
        """Go past so many bytes; gives where they begin."""
        place = self._place
        if size > self._end - place:
            msg = f"{size} bytes are needed where {self._end - place} are left"
            raise StoreFormatError(msg)
        self._place = place + size
        return place

    def block(self, size: int | None = None) -> bytes | memoryview:
        """The next block; ``size`` is its true length where that is known."""
        length, true_size = self.unpack(_LENGTHS)
        stored = self.raw(length)
        if not length <= true_size <= length * _MAX_GROWTH or size not in (None, true_size):
            msg = f"a block of {length} bytes cannot stand for {true_size}"
            raise StoreFormatError(msg)
        if length == true_size:
            return stored
        data = self._contexts.decompressor.decompress(stored, max_output_size=true_size)
        if len(data) != true_size:
            msg = f"a block of {length} bytes holds {len(data)}, not {true_size}"
            raise StoreFormatError(msg)
        return data

    def part(self) -> Reader:
        """The next part, skipped here and to be read from there."""
        (length,) = self.unpack(_LENGTH)
        return Reader(self.raw(length), self._contexts)

    def again(self) -> Reader:
        """Another reader of what is left."""
        return Reader(self._payload[self._place :], self._contexts)

    def finish(self) -> None:
        """Nothing may be left."""
        if self._place < self._end:
            msg = f"{self._end - self._place} bytes are left over"
            raise StoreFormatError(msg)
