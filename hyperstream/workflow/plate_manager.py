"""The plates of one HyperStream: made, kept in the store, and found again in any order."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from ..models.definitions import PLATE_KIND
from ..stores.memory import MemoryStore
from ..stores.port import Store
from ..utils.errors import PlateDefinitionError, PlateNotFoundError
from .declaring import declared_paths
from .live_values import LiveValues
from .meta_data_manager import MetaDataManager
from .meta_data_tree import path_identifier
from .plate import Plate
from .plate_definition import PlateDefinition, check_same_place

logger = logging.getLogger(__name__)


class PlateManager:
    """Plates by id. They are read from the store when first asked for.

    Args:
        store: Where plates and meta data are kept; in memory unless given.

    Attributes:
        store: See above.
        meta_data_manager: The meta-data tree, whose changes the plates follow at once.
    """

    def __init__(self, store: Store | None = None) -> None:
        self.store = MemoryStore() if store is None else store
        self.meta_data_manager = MetaDataManager(self.store)
        self._definitions: dict[str, PlateDefinition] = {}
        self._plates: dict[str, Plate] = {}
        self._loaded = False

    # --- looking
    @property
    def plates(self) -> Mapping[str, Plate]:
        """All plates by id."""
        if not self._loaded:
            self._loaded = True
            self._load()
        return MappingProxyType(self._plates)

    def get_plate(self, plate: str | Plate) -> Plate:
        """The plate of this id.

        Raises:
            PlateNotFoundError: (a `LookupError`) There is none.
        """
        if isinstance(plate, Plate):
            return plate
        if plate not in self.plates:
            known = ", ".join(map(repr, self.plates)) or "none"
            msg = f"There is no plate {plate!r}; there are {known}. Make it first: create_plate(...)."
            raise PlateNotFoundError(msg, plate_id=plate)
        return self.plates[plate]

    def definition(self, plate_id: str) -> PlateDefinition:
        """What makes the plate of this id; errors as `get_plate`."""
        self.get_plate(plate_id)
        return self._definitions[plate_id]

    def update(self) -> None:
        """Read the store again, for what other processes have changed."""
        self.meta_data_manager.update()
        if self._loaded:
            self._load()

    # --- making
    def create_plate(
        self,
        plate_id: str,
        description: str = "",
        meta_data_id: str | None = None,
        values: Iterable[Any] | None = None,
        complement: bool = False,
        parent_plate: str | Plate | None = None,
    ) -> Plate:
        """A plate over meta data that is there, or will be; an existing one of this id is given back.

        Args:
            plate_id: Its id.
            description: For people.
            meta_data_id: Its tag; the id unless given.
            values: Values of the tag; kept as text.
            complement: All values but those; all there are and will be where none are given.
            parent_plate: The plate around it, or its id.

        Raises:
            PlateDefinitionError: (a `ValueError`) No values and no complement.
            PlateNotFoundError: (a `LookupError`) There is no such parent.
        """
        parent = None if parent_plate is None else self.get_plate(parent_plate).plate_id
        wanted = PlateDefinition(
            plate_id, meta_data_id or plate_id, description or "", _texts(values), complement, parent
        )
        if plate_id in self.plates:
            known = self._definitions[plate_id]
            same = replace(known, description=wanted.description) == wanted
            log = logger.info if same else logger.warning
            log(
                "Plate %r exists already%s",
                plate_id,
                "" if same else ", with another definition, and is kept",
            )
            return self.plates[plate_id]
        plate = self.add_plate(wanted)
        if not wanted.is_open and not plate.values:
            logger.warning(
                "Plate %r has no values: no meta data of tag %r fits", plate_id, wanted.meta_data_id
            )
        return plate

    def declare(
        self,
        plate_id: str,
        values: Any = None,
        *,
        parent: str | Plate | None = None,
        tag: str | None = None,
        description: str = "",
    ) -> Plate:
        """A plate with exactly these values, and the meta data for it; declaring it again changes it.

        Args:
            plate_id: Its id.
            values: A list of values; below a parent also a mapping of the parent's values to lists.
                None: a plate of this id as it is; where there is none, one that has all values of its
                tag that there are and will be.
            parent: The plate around it, or its id.
            tag: Its tag; the id unless given.
            description: For people.

        Raises:
            PlateDefinitionError: (a `ValueError`) The list is empty, names a value that the parent does
                not have, or the plate stands below another parent or has another tag.
            PlateNotFoundError: (a `LookupError`) There is no such parent.
        """
        above = None if parent is None else self.get_plate(parent)
        known = self._definitions[plate_id] if plate_id in self.plates else None
        wanted = PlateDefinition(
            plate_id, tag or plate_id, description, (), True, above.plate_id if above else None
        )
        if known is not None:
            check_same_place(known, wanted, named=values is None)
            if values is None:
                return self.plates[plate_id]
        if values is not None:
            paths = declared_paths(plate_id, wanted.meta_data_id, values, above)
            named = sorted(set(self.meta_data_manager.insert_paths(paths)))
            wanted = replace(wanted, complement=False, identifiers=tuple(named))
        return self.add_plate(wanted)

    def add_plate(self, definition: PlateDefinition | Mapping[str, Any]) -> Plate:
        """Make, or change, the plate of a definition or of its document, and store it.

        Raises:
            PlateDefinitionError: (a `ValueError`) The definition is none, or its place differs from before.
            PlateNotFoundError: (a `LookupError`) There is no such parent.
        """
        if not isinstance(definition, PlateDefinition):
            definition = PlateDefinition.from_document(definition)
        known = self._definitions.get(definition.plate_id) if self.plates else None
        if known == definition:
            return self.plates[definition.plate_id]
        if known is not None:
            check_same_place(known, definition, named=False)
        plate = self._take(definition)
        self.store.put_documents(PLATE_KIND, [definition.as_document()])
        return plate

    def delete_plate(self, plate_id: str, delete_meta_data: bool = False) -> None:
        """Forget a plate; streams stay. One that is absent is fine.

        Args:
            plate_id: Its id.
            delete_meta_data: Delete the meta data of its values, too, and everything below them.

        Raises:
            PlateDefinitionError: (a `ValueError`) Other plates lie below it; delete them first.
        """
        if plate_id not in self.plates:
            logger.info("There is no plate %r to delete", plate_id)
            return
        below = [plate.plate_id for plate in self._plates.values() if plate.parent is self._plates[plate_id]]
        if below:
            msg = f"Plate {plate_id!r} cannot be deleted: {', '.join(below)} lie below it. Delete them first."
            raise PlateDefinitionError(msg, plate_id=plate_id, below=below)
        values = self._plates[plate_id].values if delete_meta_data else ()
        self.store.delete_documents(PLATE_KIND, [plate_id])
        del self._plates[plate_id], self._definitions[plate_id]
        for value in values:
            self.meta_data_manager.delete(path_identifier(value))

    # --- inside
    def _take(self, definition: PlateDefinition) -> Plate:
        plate_id = definition.plate_id
        parent = None if definition.parent_plate is None else self.get_plate(definition.parent_plate)
        self._definitions[plate_id] = definition
        if plate_id not in self._plates:
            tree: Callable[[], Any] = lambda: self.meta_data_manager.global_plate_definitions  # noqa: E731
            values = LiveValues(tree, lambda: self._definitions[plate_id], parent)
            self._plates[plate_id] = Plate(plate_id, definition.meta_data_id, values, parent)
        self._plates[plate_id].is_open = definition.is_open
        return self._plates[plate_id]

    def _load(self) -> None:
        """Take in what is stored, parents first whatever the order."""
        found = map(PlateDefinition.from_document, self.store.get_documents(PLATE_KIND))
        waiting = {definition.plate_id: definition for definition in found}
        while ready := [one for one in waiting.values() if one.parent_plate in (None, *self._plates)]:
            for definition in ready:
                self._take(waiting.pop(definition.plate_id))
        for definition in waiting.values():
            logger.warning(
                "Plate %r is left out: its parent %r is not there",
                definition.plate_id,
                definition.parent_plate,
            )


def _texts(values: Iterable[Any] | None) -> tuple[str, ...]:
    if isinstance(values, str):
        msg = f"The values of a plate are a list, not the text {values!r}; write [{values!r}]."
        raise PlateDefinitionError(msg, values=values)
    return tuple(str(value) for value in values or ())
