"""What follows a place, as events: made once for all clients that stand there, and of bounded size."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from fastapi.sse import format_sse_event

from .looks import Late, Look
from .places import Place

PIECE_ROWS = 256
"""Rows that are sent at once, at most."""

PIECE_BYTES = 64 * 1024
"""A piece ends with the event that reaches so many bytes: they wait in memory for a client that is slow."""

PLACES = 16
"""For so many places the piece is kept; clients that keep up stand at one and the same."""


class Piece(NamedTuple):
    """Some events for a client.

    Attributes:
        data: The events; empty where there are none.
        rows: How many rows they tell of.
        place: Where the client stands after them.
    """

    data: bytes
    rows: int
    place: Place


class Pieces:
    """The pieces of one look.

    Args:
        look: What was seen last.
    """

    def __init__(self, look: Look) -> None:
        self.look = look
        self._made: dict[Place, Piece] = {}

    def after(self, place: Place) -> Piece:
        """What a client at this place gets next; nothing where it stands before what this look has."""
        piece = self._made.get(place)
        if piece is None:
            piece = _late(self.look, place)
            if not piece.rows and self.has_all_after(place):
                piece = self.from_floor(piece.place)
            if len(self._made) >= PLACES:
                self._made.clear()
            self._made[place] = piece
        return piece

    def has_all_after(self, place: Place) -> bool:
        """Whether all rows after the place are in the look; older ones are in the store."""
        return place.ms >= self.look.floor

    def from_floor(self, place: Place) -> Piece:
        """What a client gets next for whom there is nothing in the store up to the floor."""
        first = bisect_right(self.look.times, place.ms)
        last = first + PIECE_ROWS
        return in_order(place, self.look.times[first:last], self.look.texts[first:last])


def in_order(place: Place, times: Sequence[int], texts: Sequence[str]) -> Piece:
    """A piece of rows that follow a place, as many as it holds.

    Args:
        place: Where the client stands.
        times: Timestamps of the rows, ms, ascending.
        texts: The rows in JSON, so without an end of line.
    """
    events: list[bytes] = []
    size, ms, rest = 0, place.ms, place.rest
    for ms, text in zip(times, texts, strict=True):
        # Written out, because every row of every stream that is followed comes along here.
        event = f"data: {text}\nid: {ms}{rest}\n\n".encode()
        events.append(event)
        size += len(event)
        if size >= PIECE_BYTES:
            break
    return Piece(b"".join(events), len(events), place._replace(ms=ms))


def _late(look: Look, place: Place) -> Piece:
    """What happened behind the place since the client was told last."""
    events: list[bytes] = []
    size = 0
    for late in _untold(look, place):
        place = place._replace(number=late.number)
        if late.ms <= place.ms:
            name = None if late.kind == "late" else late.kind
            event = format_sse_event(event=name, data_str=late.text, id=str(place))
            events.append(event)
            size += len(event)
        if size >= PIECE_BYTES:
            return Piece(b"".join(events), len(events), place)
    return Piece(b"".join(events), len(events), place._replace(number=look.number))


def _untold(look: Look, place: Place) -> tuple[Late, ...]:
    """What the client has not been told: numbers follow each other, so they say how many that are."""
    count = min(look.number - place.number, len(look.late))
    return look.late[len(look.late) - count :] if count > 0 else ()
