"""Where plates meet: the places that lie on several plates at once.

Plates that share tags (a common ancestor, or the same tag) are joined where their values agree; plates
that share none make all combinations. Any number of plates, nested to any depth.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from .values import Pairs, restricted


class HasValues(Protocol):
    """A plate, as far as its values go."""

    @property
    def values(self) -> Sequence[Pairs]:
        """Its values."""


def overlapping_values(plates: Sequence[HasValues]) -> Sequence[Pairs]:
    """The places on all of the plates, pairs in the order in which the plates name them.

    One plate gives its own values, the very object. No plates give the one place that is everywhere.
    """
    if not plates:
        return ((),)
    found = plates[0].values
    for plate in plates[1:]:
        found = _joined(found, plate.values)
    return found


def _joined(left: Sequence[Pairs], right: Sequence[Pairs]) -> Sequence[Pairs]:
    """The natural join: pairs of both sides where the tags that both have agree."""
    if not left or not right:
        return ()
    tags = _tags(left[0])
    common = tags & _tags(right[0])
    matches: dict[frozenset[tuple[str, str]], list[Pairs]] = {}
    for value in right:
        more = tuple(pair for pair in value if pair[0] not in tags)
        matches.setdefault(frozenset(restricted(value, common)), []).append(more)
    return tuple(
        value + more for value in left for more in matches.get(frozenset(restricted(value, common)), ())
    )


def _tags(pairs: Iterable[tuple[str, str]]) -> frozenset[str]:
    return frozenset(tag for tag, _ in pairs)
