"""Looking into values that are dicts or lists, instance by instance."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from typing import Any

from ..batch.instance import StreamInstance

_ABSENT = object()


def component(instances: Iterable[StreamInstance], key: Any) -> Iterator[StreamInstance]:
    """Instances with ``value[key]`` as their value; those that have no such key are left out."""
    for instance in instances:
        found = _look(instance.value, key)
        if found is not _ABSENT:
            yield StreamInstance(instance.timestamp, found)


def component_filter(
    instances: Iterable[StreamInstance], key: Any, values: Container[Any]
) -> Iterator[StreamInstance]:
    """Instances, whole, whose ``value[key]`` is one of ``values``."""
    for instance in instances:
        found = _look(instance.value, key)
        if found is not _ABSENT and found in values:
            yield instance


def delete_nones(instances: Iterable[StreamInstance]) -> Iterator[StreamInstance]:
    """Instances whose dict values have lost the entries that are None; other values stay."""
    for instance in instances:
        value = instance.value
        if isinstance(value, Mapping) and None in value.values():
            value = {key: item for key, item in value.items() if item is not None}
            instance = StreamInstance(instance.timestamp, value)
        yield instance


def _look(value: Any, key: Any) -> Any:
    if isinstance(value, Mapping):
        return value.get(key, _ABSENT)
    if isinstance(value, list | tuple) and type(key) is int and -len(value) <= key < len(value):
        return value[key]
    return _ABSENT
