"""How splitter_from_stream sends a row to plate values, whichever of its versions asks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ...batch import Batch, StreamInstance, StreamMetaInstance
from .routing import Strangers, named


class Splitting:
    """Sends rows to the plate values of one mapping.

    Args:
        mapping: From names to plate values; a list maps each item to itself.
        element: Key of the element that names the plate value; None where the values' own keys do.
        keys_only: Take the keys of the mapping as plate values.
        strangers: Told of elements that the mapping does not have.
    """

    def __init__(self, mapping: Any, element: Any, keys_only: bool, strangers: Strangers) -> None:
        self._mapping = named(list(mapping) if keys_only else mapping)
        self._element = element
        self._strangers = strangers

    def send(self, rows: Batch, meta_data_id: str) -> Iterator[StreamMetaInstance]:
        """What goes where."""
        parts = self._by_key if self._element is None else self._by_element
        for timestamp, value in rows:
            for plate_value, part in parts(value):
                yield StreamMetaInstance(StreamInstance(timestamp, part), (meta_data_id, plate_value))

    def _by_key(self, value: Mapping[Any, Any]) -> Iterator[tuple[str, Any]]:
        for key, part in value.items():
            if part is not None and str(key) in self._mapping:
                yield self._mapping[str(key)], part

    def _by_element(self, value: Mapping[Any, Any]) -> Iterator[tuple[str, Any]]:
        name = str(value[self._element])
        if name in self._mapping:
            yield self._mapping[name], {key: part for key, part in value.items() if key != self._element}
        else:
            self._strangers.tell(self._element, name)
