"""Plates: "for each house", "for each resident of each house".

A plate has a tag and values, and perhaps a parent plate. Its values are whole places: a value of the
plate ``resident`` below ``house`` is ``(("house", "1"), ("resident", "2"))``. The values of a plate made
by a `PlateManager` follow the meta data: what is inserted there is on the plate at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from ..utils.errors import ArgumentValueError
from .overlap import overlapping_values
from .values import Pairs, as_pairs, canonical, shown


class _PlateValue(NamedTuple):
    plate: Plate
    value: Pairs


class PlateValue(_PlateValue):
    """One value of a plate, as iterating over a plate gives it.

    Attributes:
        plate: The plate.
        value: The pairs; where the children of a value are gone through, without that value's.
        within: The pairs that ``value`` leaves out.
    """

    within: Pairs = ()

    @property
    def pairs(self) -> Pairs:
        """The whole place, from the outermost plate on."""
        return self.within + self.value

    @property
    def name(self) -> str:
        """The value on this very plate, as text: ``h1``."""
        return self.value[-1][1] if self.value else ""

    def __str__(self) -> str:
        return shown(self.pairs)


class Plate:
    """A tag and its values.

    Args:
        plate_id: Its id.
        meta_data_id: Its tag.
        values: The values, each a tuple of pairs from the outermost ancestor to this plate; or a
            function that gives them, as they are now.
        parent_plate: The plate around it, or None.

    Raises:
        ArgumentValueError: (a `ValueError`) The values are of different lengths, or are no pairs.

    >>> house = Plate("house", "house", [(("house", "1"),), (("house", "2"),)])
    >>> [value.name for value in house]
    ['1', '2']
    """

    def __init__(
        self,
        plate_id: str,
        meta_data_id: str,
        values: Iterable[Any] | Callable[[], Sequence[Pairs]],
        parent_plate: Plate | None = None,
    ) -> None:
        self.plate_id = plate_id
        self.meta_data_id = meta_data_id
        self.parent = parent_plate
        self.is_open = False
        if callable(values):
            self._give = values
        else:
            fixed = tuple(as_pairs(value) for value in values)
            _check_lengths(plate_id, fixed)
            self._give = lambda: fixed
        self._set: tuple[Sequence[Pairs], frozenset[Pairs]] = ((), frozenset())
        self._groups: tuple[Sequence[Pairs], int, dict[Pairs, list[Pairs]]] = ((), 0, {})

    # --- values
    @property
    def values(self) -> Sequence[Pairs]:
        """Its values now; the same object for as long as they do not change."""
        return self._give()

    @property
    def value_tuples(self) -> list[PlateValue]:
        """Its values, each with the plate."""
        return list(self)

    def __iter__(self) -> Iterator[PlateValue]:
        return (PlateValue(self, value) for value in self.values)

    def __len__(self) -> int:
        return len(self.values)

    def __bool__(self) -> bool:
        return True

    def __contains__(self, item: object) -> bool:
        pairs = item.pairs if isinstance(item, PlateValue) else item
        values = self.values
        if self._set[0] is not values:
            self._set = (values, frozenset(values))
        return pairs in self._set[1]

    def __getitem__(self, plate_value: Any) -> Iterator[PlateValue]:
        """The values below one value of an ancestor, without that value's own pairs.

        Args:
            plate_value: A `PlateValue` of an ancestor, or its pairs.

        Raises:
            ArgumentValueError: (a `ValueError`) It is no value of an ancestor of this plate.
        """
        pairs = plate_value.pairs if isinstance(plate_value, PlateValue) else as_pairs(plate_value)
        ancestors = self.ancestor_plates[:-1]
        if not any(pairs in plate for plate in ancestors):
            above = ", ".join(plate.plate_id for plate in ancestors) or "none"
            msg = f"{shown(pairs)} is no value of a plate around {self.plate_id!r}; those are: {above}."
            raise ArgumentValueError(msg, plate=self, value=pairs)
        return (self._below(pairs, value) for value in self._grouped(len(pairs)).get(pairs, ()))

    def _grouped(self, depth: int) -> dict[Pairs, list[Pairs]]:
        """The values by their first pairs; gone through by `__getitem__` for one ancestor after another."""
        values = self.values
        if self._groups[0] is not values or self._groups[1] != depth:
            groups: dict[Pairs, list[Pairs]] = {}
            for value in values:
                groups.setdefault(value[:depth], []).append(value)
            self._groups = (values, depth, groups)
        return self._groups[2]

    def _below(self, pairs: Pairs, value: Pairs) -> PlateValue:
        child = PlateValue(self, value[len(pairs) :])
        child.within = pairs
        return child

    # --- where it stands
    @property
    def ancestor_plates(self) -> list[Plate]:
        """The plates from the outermost to this one."""
        found, plate = [self], self.parent
        while plate is not None:
            found.append(plate)
            plate = plate.parent
        return found[::-1]

    @property
    def ancestor_plate_ids(self) -> list[str]:
        """Ids of `ancestor_plates`."""
        return [plate.plate_id for plate in self.ancestor_plates]

    @property
    def ancestor_meta_data_ids(self) -> list[str]:
        """Tags of `ancestor_plates`."""
        return [plate.meta_data_id for plate in self.ancestor_plates]

    @property
    def tags(self) -> tuple[str, ...]:
        """The tags that its values name, outermost first."""
        if self.parent is not None:
            return (*self.parent.tags, self.meta_data_id)
        values = self.values
        return tuple(tag for tag, _ in values[0]) if values else (self.meta_data_id,)

    @property
    def is_root(self) -> bool:
        """Whether no plate is around it."""
        return self.parent is None

    def is_sub_plate(self, other: Plate) -> bool:
        """Whether each of its values is one of the other's or part of one, or the other is an ancestor."""
        theirs = set(other.values)
        if all(value in theirs for value in self.values) or other in self.ancestor_plates:
            return True
        return all(any(set(value) <= set(larger) for larger in theirs) for value in self.values)

    def is_super_plate(self, other: Plate) -> bool:
        """Whether the other is a sub-plate of this one."""
        return other.is_sub_plate(self)

    def is_ancestor(self, other: Plate) -> bool:
        """Whether the other is an ancestor of this plate (so 0.3.8 read the name)."""
        return other in self.ancestor_plates[:-1]

    def is_descendant(self, other: Plate) -> bool:
        """Whether this plate is an ancestor of the other (so 0.3.8 read the name)."""
        return other.is_ancestor(self)

    def is_parent(self, other: Plate) -> bool:
        """Whether the other is the parent of this plate."""
        return self.parent is other

    def is_child(self, other: Plate) -> bool:
        """Whether this plate is the parent of the other."""
        return other.parent is self

    @staticmethod
    def combine_values(parent_plate_value: Any, plate_value: Any) -> Pairs:
        """Both places as one, in the order of their tags.

        Raises:
            ArgumentValueError: (a `ValueError`) They contradict each other.
        """
        return canonical(as_pairs(parent_plate_value or ()) + as_pairs(plate_value or ()))

    @staticmethod
    def get_overlapping_values(plates: Sequence[Plate] | None) -> list[Pairs] | None:
        """The places that lie on all of the plates at once; None for no plates. See `overlap`.

        Raises:
            ArgumentValueError: (a `ValueError`) The plates share tags, but no value of them.
        """
        if not plates:
            return None
        found = list(overlapping_values(plates))
        if not found and all(plate.values for plate in plates):
            names = ", ".join(plate.plate_id for plate in plates)
            msg = f"The plates {names} have no place in common: no value of one agrees with the others'."
            raise ArgumentValueError(msg, plates=plates)
        return found

    def __repr__(self) -> str:
        return f"Plate(plate_id={self.plate_id!r}, tags={self.tags!r}, {len(self.values)} values)"


def _check_lengths(plate_id: str, values: Sequence[Pairs]) -> None:
    tags = {tuple(tag for tag, _ in value) for value in values}
    if len(tags) > 1:
        named = " and ".join(f"({', '.join(each)})" for each in sorted(tags))
        msg = f"The values of plate {plate_id!r} lie at different depths: {named}. All need the same tags."
        raise ArgumentValueError(msg, plate_id=plate_id, tags=tags)
