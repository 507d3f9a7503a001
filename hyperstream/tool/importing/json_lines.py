"""Files with a JSON object, or array, on each line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from .blocks import Place, blocks, by_line
from .rows import BadRow, Column, Rows
from .shape import Name, Wanted
from .source import Revision, Source
from .times import TimeReader

_ABSENT = object()

_FOREIGN = re.compile("[\udc80-\udcff]")
"""What stands for bytes that are not in the encoding, see `Source.decode`."""


@dataclass(frozen=True)
class JsonLines:
    """A file of JSON lines; a `timed_file.Layout`. Empty lines are left out.

    Attributes:
        source: The file.
        date: The key (of an array: the place) of the time.
        wanted: Those of the values.
        times: How times are.
    """

    is_file: ClassVar[bool] = True
    source: Source
    date: Name
    wanted: Wanted
    times: TimeReader

    @property
    def name(self) -> str:
        """The file, for messages."""
        return str(self.source.path)

    def revision(self) -> Revision:
        """What tells whether the file has changed."""
        return self.source.revision()

    def spans(self) -> None:
        """Unknown: it is text."""

    def scan(self) -> Iterator[tuple[Place, Rows]]:
        """The pieces of the file and their rows."""
        start = self.source.start()
        with self.source.open(start) as stream:
            for place, lines in blocks(stream, start, 1, by_line):
                yield place, self._rows(place, lines)

    def read(self, pieces: Sequence[Place]) -> Iterator[tuple[int, Rows]]:
        """The rows of some pieces, in order."""
        if not pieces:
            return
        at = pieces[0].offset
        with self.source.open(at) as stream:
            for number, place in enumerate(pieces):
                self.source.skip(stream, place.offset - at)
                at = place.offset + place.size
                yield number, self._rows(place, stream.read(place.size))

    def _rows(self, place: Place, lines: bytes) -> Rows:
        items, numbers, bad = self._items(self.source.decode(lines), place.line)
        cells = [_member(item, self.date) for item in items]
        times, wrong = self.times.many(cells)
        found = [
            (
                row,
                self._bad(
                    numbers[row], f"it has no {self.date!r}" if cells[row] is _ABSENT else why, date=True
                ),
            )
            for row, why in wrong
        ]
        return Rows(times, self._columns(items), tuple(bad)).without(found)

    def _items(self, text: str, line: int) -> tuple[list[Any], list[int], list[BadRow]]:
        """What stands on each line, the number of the line, and what is no JSON."""
        decode = json.JSONDecoder().raw_decode
        items, numbers, bad = list[Any](), list[int](), list[BadRow]()
        at, foreign = 0, not text.isascii() and _FOREIGN.search(text)
        while at < len(text):
            end = text.find("\n", at)
            end = len(text) if end < 0 else end
            if foreign and _FOREIGN.search(text, at, end):
                bad.append(self._bad(line, "it is not in the file's encoding; tell it by encoding"))
                at, line = end + 1, line + 1
                continue
            try:
                item, stop = decode(text, at)
            except (ValueError, RecursionError):
                item, stop = None, -1
            if stop < 0 or stop > end or text[stop:end].strip():
                # It begins with a space, is wrong, or goes on below: alone, the line tells what is wrong.
                item = self._alone(text[at:end], line, bad)
            if isinstance(item, dict | list):
                items.append(item)
                numbers.append(line)
            elif item is not _ABSENT:
                bad.append(self._bad(line, f"{item!r} is not a JSON object or array"))
            at, line = end + 1, line + 1
        return items, numbers, bad

    def _alone(self, text: str, line: int, bad: list[BadRow]) -> Any:
        if text.strip():
            try:
                return json.loads(text)
            except json.JSONDecodeError as error:
                bad.append(self._bad(line, f"it is not JSON: {error.msg}, at character {error.colno}"))
            except (ValueError, RecursionError) as error:
                bad.append(self._bad(line, f"it is not JSON: {error}"))
        return _ABSENT

    def _columns(self, items: list[Any]) -> tuple[Column, ...]:
        if self.wanted is None:
            return (Column([_rest(item, self.date) for item in items]),)
        names = self.wanted if isinstance(self.wanted, list) else [self.wanted]
        return tuple(self._column([_member(item, name) for item in items]) for name in names)

    @staticmethod
    def _column(values: list[Any]) -> Column:
        # A null is a value like any other; only what is not there is none.
        present = np.array([value is not _ABSENT for value in values], np.bool_)
        return Column(values, None if present.all() else present)

    def _bad(self, line: int, why: str, date: bool = False) -> BadRow:
        return BadRow(self.name, line, why, str(self.date) if date else None)


def _member(item: dict[str, Any] | list[Any], name: Name) -> Any:
    if isinstance(item, dict):
        return item.get(name, _ABSENT) if isinstance(name, str) else _ABSENT
    return item[name] if isinstance(name, int) and 0 <= name < len(item) else _ABSENT


def _rest(item: dict[str, Any] | list[Any], date: Name) -> Any:
    if isinstance(item, dict):
        return {key: value for key, value in item.items() if key != date}
    return [value for place, value in enumerate(item) if place != date]
