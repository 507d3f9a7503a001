"""Instances given to many plate values at once."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ...batch import StreamInstance, StreamMetaInstance


def plate_values(value: Any, keys: bool) -> list[str]:
    """The plate values that a value names: its items, or, of a dictionary, its values or keys; sorted."""
    items: Iterable[Any] = value.values() if isinstance(value, Mapping) and not keys else value
    return sorted(set(map(str, items)))


def copies(
    found: StreamInstance | Iterable[StreamInstance] | None, meta_data_id: str, wanted: Sequence[str]
) -> Iterator[StreamMetaInstance]:
    """One instance, or several, for each of the plate values, so that none shares its value with another."""
    several = [found] if isinstance(found, StreamInstance) else found or ()
    for timestamp, value in several:
        for plate_value in wanted:
            instance = StreamInstance(timestamp, copy.deepcopy(value))
            yield StreamMetaInstance(instance, (meta_data_id, plate_value))
