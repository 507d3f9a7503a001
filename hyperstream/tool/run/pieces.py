"""Cutting what is asked for into calls: which piece of time, for which sinks, and why.

A tool with several sinks is called once for a piece that several of them need. Where the sinks
have been computed over different intervals, each piece is written only to those that need it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from ...time_interval import TimeInterval

Pending = tuple[tuple[int, int, str], ...]
"""``(a, b, reason)`` in ms, ascending and disjoint: what one sink needs."""

STRENGTH = ("missing", "failed", "version", "parameters", "late", "upstream", "requested")
"""The reasons, strongest first; a closed set (design: ``experience.md``, section 1)."""


class Piece(NamedTuple):
    """One call of a tool.

    Attributes:
        a: Start, ms, left out.
        b: End, ms, in.
        sinks: Indices of the sinks that need it.
        reason: The strongest reason among them.
    """

    a: int
    b: int
    sinks: tuple[int, ...]
    reason: str

    @property
    def interval(self) -> TimeInterval:
        """Its time."""
        return TimeInterval.from_ms(self.a, self.b)


def cut(pending: Sequence[Pending], chunk_ms: int | None = None) -> Iterator[Piece]:
    """The calls that bring every sink up to date, ascending.

    Args:
        pending: What each sink needs.
        chunk_ms: Longest piece, ms. Cuts lie on multiples of it since the epoch, so that they do
            not depend on where the request began.
    """
    for piece in _joined(elements(pending)):
        if chunk_ms is None:
            yield piece
            continue
        a = piece.a
        while a < piece.b:
            b = min(piece.b, (a // chunk_ms + 1) * chunk_ms)
            yield piece._replace(a=a, b=b)
            a = b


def elements(pending: Sequence[Pending]) -> Iterator[Piece]:
    """The finest pieces, ascending: within one, every sink has one reason or none."""
    if len(pending) == 1:
        for a, b, reason in pending[0]:
            yield Piece(a, b, (0,), reason)
        return
    edges = sorted({edge for spans in pending for a, b, _ in spans for edge in (a, b)})
    places = [0] * len(pending)
    for a, b in pairwise(edges):
        needs = []
        for sink, spans in enumerate(pending):
            while places[sink] < len(spans) and spans[places[sink]][1] <= a:
                places[sink] += 1
            if places[sink] < len(spans) and spans[places[sink]][0] < b:
                needs.append((sink, spans[places[sink]][2]))
        if needs:
            strongest = min((reason for _, reason in needs), key=STRENGTH.index)
            yield Piece(a, b, tuple(sink for sink, _ in needs), strongest)


def _joined(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Neighbours that need the same sinks, as one call: fewer calls, and the same rows."""
    held: Piece | None = None
    for piece in pieces:
        if held is not None and held.b == piece.a and held.sinks == piece.sinks:
            held = held._replace(b=piece.b, reason=min(held.reason, piece.reason, key=STRENGTH.index))
        else:
            if held is not None:
                yield held
            held = piece
    if held is not None:
        yield held
