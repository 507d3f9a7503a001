"""How many values fall into each bin."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ..errors import ArgumentValueError

Number = int | float


def histogram(
    a: ArrayLike | Iterator[Number],
    bins: int | str | Sequence[Number] = 10,
    range: tuple[float, float] | None = None,
    weights: ArrayLike | None = None,
    density: bool = False,
) -> tuple[list[Number], list[Number]]:
    """Counts and bin edges as plain lists, as `numpy.histogram` gives them.

    Args:
        a: The data, of any shape; an iterator is read once.
        bins: How many bins of equal width, a rule's name, or the edges, rising.
        range: Lowest and highest edge for bins of equal width; the data's own by default.
        weights: What each value counts for, in the shape of the data.
        density: The density of each bin (integral 1) instead of its count.

    Returns:
        Counts (n) and edges (n + 1). Each bin holds its left edge and not its right one, but the last
        holds both.

    Raises:
        ArgumentValueError: Edges that fall, no bins, an infinite range, weights of another shape.

    >>> histogram([1, 2, 3, 4, 5, 6], [0, 2, 4, 6])
    ([1, 2, 3], [0, 2, 4, 6])
    """
    data: Any = list(a) if isinstance(a, Iterator) else a
    try:
        counts, edges = np.histogram(data, bins, range, density=density, weights=weights)
    except (TypeError, ValueError) as error:
        msg = f"No histogram with bins={bins!r} and range={range!r} can be made of this data: {error}"
        raise ArgumentValueError(msg, bins=bins, range=range) from error
    return counts.tolist(), edges.tolist()
