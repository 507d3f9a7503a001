"""Short names of places on plates: ``h2`` rather than ``Bristol/h2``, where that says which is meant."""

from __future__ import annotations

from collections.abc import Iterable

Place = tuple[tuple[str, str], ...]


class PlaceNames:
    """Names the places of some factors by one of their values, where one tells them apart, else by all.

    The one is that of the innermost plate: of the tags (which stand in no particular order) the one that no
    factor here on fewer plates has, or else the only one by which all places differ.

    Args:
        places: Factors and their places, all that are to be told apart.
    """

    def __init__(self, places: Iterable[tuple[str, Place]]) -> None:
        found: dict[str, set[Place]] = {}
        for factor, place in places:
            found.setdefault(factor, set()).add(place)
        shapes = {frozenset(tag for tag, _ in place) for some in found.values() for place in some}
        self._tags = {factor: _telling(some, shapes) for factor, some in found.items()}

    def short(self, factor: str, place: Place) -> str:
        """One place of a factor."""
        told = self._tags.get(factor)
        return "/".join(value for tag, value in place if told is None or tag == told)


def _telling(places: set[Place], shapes: set[frozenset[str]]) -> str | None:
    """The tag by whose values these places are named; None: by all of them."""
    tags = dict.fromkeys(tag for place in places for tag, _ in place)
    apart = [tag for tag in tags if len({dict(place).get(tag) for place in places}) == len(places)]
    outer = {tag for shape in shapes if shape < tags.keys() for tag in shape}
    for some in ([tag for tag in apart if tag not in outer], apart):
        if len(some) == 1:
            return some[0]
    return None
