"""Lists of dictionaries, turned to a dictionary of lists."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from numbers import Real
from typing import Any


def is_number(value: object) -> bool:
    """Whether it is a real number; True and False are none here."""
    return isinstance(value, Real) and not isinstance(value, bool)


def by_key(
    dictionaries: Iterable[Mapping[Any, Any]], keep: Callable[[Any], bool] | None = None
) -> dict[Any, list[Any]]:
    """What lies under each key, in order; keys in the order in which they are first seen.

    Args:
        dictionaries: They may have different keys.
        keep: Which items count; all by default.

    >>> by_key([{"a": 1, "b": "x"}, {"a": 2}], is_number)
    {'a': [1, 2]}
    """
    found: dict[Any, list[Any]] = {}
    for dictionary in dictionaries:
        for key, item in dictionary.items():
            if keep is None or keep(item):
                found.setdefault(key, []).append(item)
    return found
