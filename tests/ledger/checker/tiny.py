"""Rows that are small enough to be part of a state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hyperstream.stores.ledger.rows import Clash


@dataclass(frozen=True, slots=True)
class TinyRows:
    """Rows as a tuple of pairs (time, value), ordered."""

    items: tuple[tuple[int, str], ...] = ()

    @property
    def first_ms(self) -> int:
        return self.items[0][0]

    @property
    def last_ms(self) -> int:
        return self.items[-1][0]

    def __len__(self) -> int:
        return len(self.items)

    def between(self, a: int, b: int) -> TinyRows:
        return TinyRows(tuple(item for item in self.items if a < item[0] <= b))


class TinyKit:
    """What the machines do with rows; payloads are the rows themselves.

    Args:
        segment_rows: Rows of one segment at most.
    """

    def __init__(self, segment_rows: int = 100) -> None:
        self._rows = segment_rows

    def __repr__(self) -> str:
        return "kit"

    def encode(self, rows: TinyRows) -> TinyRows:
        return rows

    def encode_all(self, pieces: list[TinyRows]) -> list[TinyRows]:
        return pieces

    def decode(self, payload: TinyRows) -> TinyRows:
        return payload

    def gather(self, payloads: Any) -> TinyRows:
        return self.join(payloads)

    def split(self, rows: TinyRows) -> list[TinyRows]:
        step = self._rows
        return [TinyRows(rows.items[i : i + step]) for i in range(0, len(rows), step)]

    def join(self, pieces: Any) -> TinyRows:
        items = sorted(item for piece in pieces for item in piece.items)
        assert len({t for t, _ in items}) == len(items), f"a timestamp is visible twice: {items}"
        return TinyRows(tuple(items))

    def times(self, rows: TinyRows) -> list[int]:
        return [t for t, _ in rows.items]

    def same(self, x: TinyRows, y: TinyRows) -> bool:
        return x == y

    def clash(self, new: TinyRows, old: TinyRows) -> Clash | None:
        there = dict(old.items)
        for t, value in new.items:
            if t in there and there[t] != value:
                return Clash(t, there[t], value)
        return None

    def novel(self, new: TinyRows, old: TinyRows) -> TinyRows:
        there = dict(old.items)
        return TinyRows(tuple(item for item in new.items if item[0] not in there))

    def unlike(self, new: TinyRows, old: TinyRows) -> TinyRows:
        return TinyRows(tuple(item for item in new.items if item not in old.items))

    def overlay(self, old: TinyRows, new: TinyRows) -> TinyRows:
        return TinyRows(tuple(sorted({**dict(old.items), **dict(new.items)}.items())))


def rows(value: str, *times: int) -> TinyRows:
    """The same value at these times."""
    return TinyRows(tuple((t, value) for t in sorted(times)))
