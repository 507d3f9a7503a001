"""Folds over values as they come: stream instances, whose value counts, or plain numbers.

Each reads its data once and keeps none of it, so a view of any length will do. The further arguments
are the state to go on from.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import Any


def count(data: Iterable[object]) -> int:
    """How many there are."""
    return sum(1 for _ in data)


def any_set(data: Iterable[Any]) -> bool:
    """Whether any value is true; of a pair (an instance is one) the second counts."""
    return any(item[1] if isinstance(item, tuple) and len(item) == 2 else item for item in data)


def online_sum(data: Iterable[Any], total: float = 0.0) -> float:
    """The sum, on top of ``total``."""
    for value in _values(data):
        total += value
    return total


def online_product(data: Iterable[Any], total: float = 1.0) -> float:
    """The product, times ``total``."""
    for value in _values(data):
        total *= value
    return total


def online_average(data: Iterable[Any], n: int = 0, mean: float = 0.0) -> float:
    """The mean, on from the ``mean`` of ``n`` values before; nan where there are none at all."""
    for value in _values(data):
        n += 1
        mean += (value - mean) / n
    return mean if n else math.nan


def online_variance(data: Iterable[Any], n: int = 0, mean: float = 0.0, m2: float = 0.0) -> float:
    """The sample variance (divided by n - 1); nan below two values.

    Args:
        data: Instances or numbers.
        n: How many values there were before.
        mean: Their mean.
        m2: Their squared distances from it, summed.

    Source: B. P. Welford (1962), Note on a method for calculating corrected sums of squares and
    products, Technometrics 4(3).

    >>> online_variance([1.0, 2.0, 3.0, 4.0])
    1.6666666666666667
    """
    for value in _values(data):
        n += 1
        delta = value - mean
        mean += delta / n
        m2 += delta * (value - mean)
    return m2 / (n - 1) if n > 1 else math.nan


def _values(data: Iterable[Any]) -> Iterator[Any]:
    """The value of each instance, or the number itself; by name, since instances live rooms above."""
    return (getattr(item, "value", item) for item in data)
