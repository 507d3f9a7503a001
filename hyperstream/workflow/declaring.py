"""The values of a plate as people write them down, turned into places in the meta-data tree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..utils.errors import PlateDefinitionError
from .plate import Plate, PlateValue
from .values import Pairs, shown


def declared_paths(plate_id: str, tag: str, values: Any, parent: Plate | None) -> list[Pairs]:
    """The places that ``values`` stands for.

    Args:
        plate_id: Of the plate, for messages.
        tag: Its tag.
        values: A list of values, each of which stands below every value of the parent; or a mapping of
            the parent's values (a name, a `PlateValue` or its pairs) to lists.
        parent: The plate around it, or None.

    Raises:
        PlateDefinitionError: (a `ValueError`) There are none, or the parent has no such value.
    """
    if isinstance(values, Mapping):
        if parent is None:
            msg = f"Plate {plate_id!r} has no parent, so its values are a list, not a mapping."
            raise PlateDefinitionError(msg, plate_id=plate_id)
        found = [
            (*_of_parent(plate_id, parent, name), (tag, text))
            for name, below in values.items()
            for text in _texts(plate_id, below)
        ]
    else:
        places: Iterable[Pairs] = ((),) if parent is None else parent.values
        found = [(*place, (tag, text)) for text in _texts(plate_id, values) for place in places]
    if not found:
        msg = f"Plate {plate_id!r} would have no values. Name at least one, or leave values out to take all."
        raise PlateDefinitionError(msg, plate_id=plate_id)
    return found


def _of_parent(plate_id: str, parent: Plate, name: Any) -> Pairs:
    if isinstance(name, PlateValue):
        name = name.pairs
    fitting = [value for value in parent.values if name in (value, value[-1][1]) or str(name) == value[-1][1]]
    if len(fitting) == 1:
        return fitting[0]
    known = ", ".join(value[-1][1] for value in parent.values[:20]) or "none"
    what = "more than one value" if fitting else "no value"
    msg = (
        f"Plate {plate_id!r}: its parent {parent.plate_id!r} has {what} {name!r}. Its values are {known}."
        + (f" Name the whole place, such as {fitting[0]!r} ({shown(fitting[0])})." if fitting else "")
    )
    raise PlateDefinitionError(msg, plate_id=plate_id, value=name)


def _texts(plate_id: str, values: Any) -> list[str]:
    if isinstance(values, str) or not isinstance(values, Iterable):
        msg = f"The values of plate {plate_id!r} are a list, not {values!r}."
        raise PlateDefinitionError(msg, plate_id=plate_id, values=values)
    return [str(value) for value in values]
