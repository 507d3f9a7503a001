"""Plate values as plain tuples: pairs of tag and value, from the outermost plate to the innermost.

A value of a nested plate names all plates around it: ``(("city", "Bristol"), ("house", "h1"))``. Two
such tuples with the same pairs in another order mean the same place.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Any

from ..utils.errors import ArgumentValueError

Pair = tuple[str, str]
"""A tag and a value."""

Pairs = tuple[Pair, ...]
"""A place on the plates."""

_NUMBER = re.compile(r"(\d+)")


def canonical(pairs: Iterable[Pair]) -> Pairs:
    """The pairs in the order of their tags, each once; as `StreamId` keeps them.

    Raises:
        ArgumentValueError: (a `ValueError`) One tag has two values.

    >>> canonical([("room", "2"), ("house", "1")])
    (('house', '1'), ('room', '2'))
    """
    ordered = tuple(sorted(set(pairs)))
    if len({tag for tag, _ in ordered}) != len(ordered):
        msg = f"{shown(ordered)} names one tag with two values; no place on the plates is both."
        raise ArgumentValueError(msg, pairs=ordered)
    return ordered


def restricted(pairs: Pairs, tags: Collection[str]) -> Pairs:
    """Those of the pairs whose tag is one of these, in the same order."""
    return tuple(pair for pair in pairs if pair[0] in tags)


def as_pairs(item: Any) -> Pairs:
    """Pairs of text from pairs of anything scalar, lists included.

    Raises:
        ArgumentValueError: (a `ValueError`) It is not made of pairs.
    """
    try:
        return tuple((str(tag), str(value)) for tag, value in item)
    except (TypeError, ValueError) as error:
        msg = f"{item!r} is not a place on the plates; give pairs such as (('house', 'h1'),)."
        raise ArgumentValueError(msg, item=item) from error


def shown(pairs: Iterable[Pair] | None) -> str:
    """The pairs for people: ``city=Bristol, house=h1``; ``all`` where there are none."""
    return ", ".join(f"{tag}={value}" for tag, value in pairs or ()) or "all"


def naturally(text: str) -> tuple[tuple[bool, int, str], ...]:
    """Sorts numbers in texts by their size: ``h2`` before ``h10``.

    >>> sorted(["h10", "h2", "a"], key=naturally)
    ['a', 'h2', 'h10']
    """
    pieces = _NUMBER.split(text)
    return tuple(
        (not piece.isdigit(), int(piece) if piece.isdigit() else 0, piece) for piece in pieces if piece
    )


def in_order(pairs: Pairs) -> tuple[tuple[tuple[bool, int, str], ...], ...]:
    """A key that sorts places naturally, outermost plate first."""
    return tuple(naturally(value) for _, value in pairs)
