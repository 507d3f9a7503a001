"""What an asset's value names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any


def names_in(
    value: Any, element: Any = None, filters: Iterable[Any] | None = None, use_values: bool = False
) -> list[str]:
    """The names in a value, as text: the keys of a dictionary, or the items of a list.

    Args:
        value: A dictionary or a list.
        element: Look at ``value[element]`` instead.
        filters: Only these.
        use_values: Of a dictionary, its values instead of its keys.

    >>> names_in({"houses": {"1": "attic", "2": "cellar"}}, "houses", ["1"])
    ['1']
    """
    inner = value if element is None else value[element]
    items = inner.values() if use_values and isinstance(inner, Mapping) else inner
    wanted = None if filters is None else set(map(str, filters))
    return [name for name in map(str, items) if wanted is None or name in wanted]
