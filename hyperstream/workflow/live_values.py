"""The values of a plate as they are now: what of the meta-data tree its definition takes in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ..utils.errors import PlateDefinitionError
from .meta_data_tree import MetaDataTree
from .plate import Plate
from .plate_definition import PlateDefinition
from .values import Pairs, in_order


class LiveValues:
    """Gives a plate's values; the same object again for as long as they stay equal.

    Args:
        tree: Gives the meta-data tree.
        definition: Gives the plate's definition, which may be replaced.
        parent: The plate around it, or None.
    """

    def __init__(
        self,
        tree: Callable[[], MetaDataTree],
        definition: Callable[[], PlateDefinition],
        parent: Plate | None,
    ) -> None:
        self._tree = tree
        self._definition = definition
        self._parent = parent
        self._seen: tuple[Any, ...] = ()
        self._values: Sequence[Pairs] = ()

    def __call__(self) -> Sequence[Pairs]:
        """The values, in natural order.

        Raises:
            PlateDefinitionError: (a `ValueError`) The tag stands at different depths.
        """
        tree, definition = self._tree(), self._definition()
        around = None if self._parent is None else self._parent.values
        seen = (tree, tree.revision, definition, around)
        if self._seen != seen:
            found = self._find(tree, definition, around)
            self._values = self._values if found == self._values else found
            self._seen = seen
        return self._values

    def _find(
        self, tree: MetaDataTree, definition: PlateDefinition, around: Sequence[Pairs] | None
    ) -> Sequence[Pairs]:
        places = None if around is None else set(around)
        found = [
            path
            for identifier, path in tree.tagged(definition.meta_data_id)
            if (places is None or path[:-1] in places) and definition.takes(identifier, path[-1][1])
        ]
        if len({tuple(tag for tag, _ in path) for path in found}) > 1:
            msg = (
                f"Plate {definition.plate_id!r} has no parent plate, and its tag "
                f"{definition.meta_data_id!r} stands at several depths of the meta data. Give it a parent."
            )
            raise PlateDefinitionError(msg, plate_id=definition.plate_id)
        return tuple(sorted(found, key=in_order))
