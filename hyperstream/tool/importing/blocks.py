"""A text file in blocks of whole lines, or of whole records where those run over several lines."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, TypeAlias

from ...utils.errors import ToolExecutionError

BLOCK = 1 << 19
"""Bytes of one block, or a little more: small enough for many short intervals, large enough for speed."""

_LONGEST = 1 << 26
_LINES = re.compile(rb"[^\r\n]*(?:\r\n|\r|\n|\Z)")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a block lies.

    Attributes:
        offset: Of its first byte in the text.
        size: How many bytes it has.
        line: The number of its first line, from 1.
        simple: Whether every record of it is known to be a line of its own, with quotes in order.
    """

    offset: int
    size: int
    line: int
    simple: bool = True


Cut: TypeAlias = Callable[[bytes, bool], tuple[int, bool]]
"""Of some whole lines, and whether they are the last ones: how many bytes of them are whole records
(perhaps none yet), and whether these are simple."""


def by_line(lines: bytes, last: bool) -> tuple[int, bool]:
    """The `Cut` of files where a record is a line."""
    return len(lines), True


class ByRecord:
    """The `Cut` of files where a field in quotes may hold the end of a line.

    Args:
        delimiter: Between fields, one character of ASCII.
    """

    def __init__(self, delimiter: str) -> None:
        self._delimiter = delimiter
        mark = re.escape(delimiter.encode())
        self._quoted = re.compile(rb'(?:(?<=[%b\r\n])|\A)"(?:[^"\r\n]|"")*"(?=[%b\r\n]|\Z)' % (mark, mark))

    def __call__(self, lines: bytes, last: bool) -> tuple[int, bool]:
        """Where the last whole record ends."""
        quotes = lines.count(b'"')
        if quotes == sum(field.count(b'"') for field in (self._quoted.findall(lines) if quotes else ())):
            return len(lines), True
        return (len(lines) if last else self._whole(lines)), False

    def _whole(self, lines: bytes) -> int:
        """As the `csv` module sees it, which is what reads such records later."""
        read = 0

        def counted() -> Iterator[str]:
            nonlocal read
            for found in _LINES.finditer(lines):
                read = found.end()
                # Whatever the encoding, quotes, delimiters and ends of lines are those of ASCII.
                yield found.group().decode("latin-1")

        records = csv.reader(counted(), delimiter=self._delimiter, strict=True)
        whole = 0
        while True:
            try:
                if next(records, None) is None:
                    return whole
            except csv.Error:
                if read == len(lines):  # perhaps it goes on in the next block
                    return whole
            whole = read


def blocks(stream: BinaryIO, offset: int, line: int, cut: Cut) -> Iterator[tuple[Place, bytes]]:
    """The rest of a stream, block by block.

    Args:
        stream: It stands at the beginning of a record.
        offset: How many bytes come before.
        line: The number of the line it stands at, from 1.
        cut: Tells where records end.

    Raises:
        ToolExecutionError: A record is longer than 64 MB.
    """
    held = b""
    ended = False
    while not ended:
        read = stream.read(BLOCK)
        ended = not read
        held += read
        end = len(held) if ended else held.rfind(b"\n") + 1
        size, simple = cut(held[:end], ended) if end else (0, True)
        if size:
            yield Place(offset, size, line, simple), held[:size]
            line += _ends(held[:size])
            offset += size
            held = held[size:]
        elif len(held) > _LONGEST:
            msg = f"line {line} is longer than {_LONGEST >> 20} MB; is this a text file with ends of lines?"
            raise ToolExecutionError(msg, line=line)


def _ends(lines: bytes) -> int:
    """How many lines end here, by any of the three ends of lines."""
    alone = lines.count(b"\r") - lines.count(b"\r\n") if b"\r" in lines else 0
    return lines.count(b"\n") + alone
