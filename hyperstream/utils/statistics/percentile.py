"""The value below which so many percent of the data lie."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from ..errors import ArgumentValueError


@overload
def percentile(a: Iterable[Any] | float, q: float) -> float | None: ...
@overload
def percentile(a: Iterable[Any] | float, q: Iterable[float]) -> list[float] | None: ...
def percentile(a: Iterable[Any] | float, q: float | Iterable[float]) -> float | list[float] | None:
    """The percentile, or several, interpolated linearly between values, as `numpy.percentile`.

    Args:
        a: Numbers, nested to any depth; it is not changed.
        q: One percentage, or several, between 0 and 100; it is not changed.

    Returns:
        A number for one percentage, a list for several, None where there is no data.

    Raises:
        ArgumentValueError: A percentage outside 0 to 100, or something that is not a number.

    >>> percentile([1, [2, 3], 4], 50)
    2.5
    """
    wanted = _numbers(q)
    if not ((wanted >= 0) & (wanted <= 100)).all():
        msg = f"q={q!r} is not a percentage; each must lie between 0 and 100."
        raise ArgumentValueError(msg, q=q)
    data = _numbers(a)
    if not data.size:
        return None
    found: list[float] = np.percentile(data, wanted).tolist()
    return found if isinstance(q, Iterable) else found[0]


def _numbers(values: Iterable[Any] | float) -> NDArray[np.float64]:
    flat = list(_flat(values))
    try:
        return np.array(flat, dtype=np.float64)
    except (TypeError, ValueError) as error:
        msg = f"Numbers are needed, nested to any depth: {error}"
        raise ArgumentValueError(msg, values=values) from error


def _flat(values: Iterable[Any] | float) -> Iterator[Any]:
    """The values of a nest of iterables from left to right, by a stack: depth costs no recursion."""
    stack = [iter([values])]
    while stack:
        for value in stack[-1]:
            if isinstance(value, Iterable) and not isinstance(value, str):
                stack.append(iter(value))
                break
            yield value
        else:
            stack.pop()
