"""From names in the data to the plate values that instances go to."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from typing import Any

from ...stream import Stream
from ...utils.errors import ArgumentTypeError, ArgumentValueError

logger = logging.getLogger(__name__)


def named(mapping: Any) -> dict[str, str]:
    """A mapping from names to plate values, both as text; a list maps each item to itself.

    Raises:
        ArgumentTypeError: (a `TypeError`) It is neither.
    """
    if isinstance(mapping, Mapping):
        return {str(name): str(plate_value) for name, plate_value in mapping.items()}
    if isinstance(mapping, Iterable) and not isinstance(mapping, str | bytes):
        return {str(item): str(item) for item in mapping}
    msg = f"a mapping is {mapping!r} ({type(mapping).__name__}); a dictionary or a list is needed"
    raise ArgumentTypeError(msg, mapping=mapping)


class Strangers:
    """Tells of each name that leads to no plate value, once.

    Args:
        tool: Who tells.
    """

    def __init__(self, tool: str) -> None:
        self._tool = tool
        self._told: set[tuple[Any, str]] = set()

    def tell(self, element: Any, name: str) -> None:
        """Tell that ``element`` is ``name``, which is unknown, unless that was told already."""
        if (element, name) not in self._told:
            self._told.add((element, name))
            logger.warning(
                "%s: %r = %r has no plate value in the mapping; left out", self._tool, element, name
            )


def plate_value(source: Stream, tag: str) -> str:
    """Where a source lies on a plate.

    Raises:
        ArgumentValueError: (a `ValueError`) Its meta data does not say.
    """
    found = dict(source.stream_id.meta_data).get(tag)
    if found is None:
        msg = f"source {source.stream_id} has no meta data {tag!r}, so it lies on no such plate"
        raise ArgumentValueError(msg, stream_id=source.stream_id, tag=tag)
    return str(found)
