"""What makes a plate: a tag, the values that are meant, and the plate around it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..models.definitions import field
from ..utils.errors import PlateDefinitionError


@dataclass(frozen=True)
class PlateDefinition:
    """A plate as it is stored.

    The plate has the nodes of the meta-data tree that carry its tag and lie right below a value of its
    parent (anywhere, without a parent). Of these, it has those that are named here; with
    ``complement`` all but those.

    Attributes:
        plate_id: Its id.
        meta_data_id: Its tag.
        description: For people.
        values: Values of the tag, wherever they stand.
        complement: Whether what is named is left out; with nothing named, the plate has them all.
        parent_plate: Id of its parent, or None.
        identifiers: Single nodes of the tree.

    Raises:
        PlateDefinitionError: (a `ValueError`) Nothing is named and nothing is complemented.
    """

    plate_id: str
    meta_data_id: str
    description: str = ""
    values: tuple[str, ...] = ()
    complement: bool = False
    parent_plate: str | None = None
    identifiers: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not (self.values or self.identifiers or self.complement):
            msg = (
                f"Plate {self.plate_id!r} would have no values. Name some, or take all of tag "
                f"{self.meta_data_id!r} with complement=True."
            )
            raise PlateDefinitionError(msg, plate_id=self.plate_id)
        if self.parent_plate == self.plate_id:
            msg = f"Plate {self.plate_id!r} cannot be its own parent."
            raise PlateDefinitionError(msg, plate_id=self.plate_id)

    @property
    def is_open(self) -> bool:
        """Whether values that do not exist yet will be on the plate."""
        return self.complement

    def takes(self, identifier: str, data: str) -> bool:
        """Whether a node that stands where it may is on the plate."""
        named = identifier in self._identifiers or data in self._values
        return named != self.complement

    @cached_property
    def _identifiers(self) -> frozenset[str]:
        return frozenset(self.identifiers)

    @cached_property
    def _values(self) -> frozenset[str]:
        return frozenset(self.values)

    def as_document(self) -> dict[str, Any]:
        """The definition as a document of plain values."""
        return {
            "_id": self.plate_id,
            "meta_data_id": self.meta_data_id,
            "description": self.description,
            "values": list(self.values),
            "identifiers": list(self.identifiers),
            "complement": self.complement,
            "parent_plate": self.parent_plate,
        }

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> PlateDefinition:
        """The definition that a document holds, one of 0.3.8 (``plate_id`` beside ``_id``) too.

        Raises:
            StoreFormatError: (a `ValueError`) The document is no plate.
            PlateDefinitionError: (a `ValueError`) The plate would have no values.
        """
        return cls(
            field(document, "plate_id" if "plate_id" in document else "_id", str),
            field(document, "meta_data_id", str),
            field(document, "description", str, ""),
            tuple(map(str, field(document, "values", list, []))),
            field(document, "complement", bool, False),
            field(document, "parent_plate", str, "") or None,
            tuple(map(str, field(document, "identifiers", list, []))),
        )


def check_same_place(known: PlateDefinition, wanted: PlateDefinition, named: bool) -> None:
    """Nodes and streams rest on tag and parent of a plate, so these stay what they are.

    With ``named`` the plate is only asked for by its id; what was left out is not compared.

    Raises:
        PlateDefinitionError: (a `ValueError`) They are not.
    """
    asked = (wanted.meta_data_id, wanted.parent_plate)
    there = (known.meta_data_id, known.parent_plate)
    if asked == there or (named and asked == (known.plate_id, None)):
        return
    msg = (
        f"Plate {known.plate_id!r} has tag {there[0]!r} below {there[1]!r}; it cannot become one of tag "
        f"{asked[0]!r} below {asked[1]!r}. Give the new one another id, or delete the old one first."
    )
    raise PlateDefinitionError(msg, plate_id=known.plate_id)
