"""Any statistic of many windows, by its name."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from ...batch import Batch
from ...utils.errors import ArgumentValueError
from ..windows import STATISTICS, Places, numbers, reduce_windows
from .moving import MOVING, Moments, moving
from .ranking import quantiles

Statistic = Literal["mean", "sum", "min", "max", "var", "std", "median", "quantile", "count", "first", "last"]
"""What can be computed of a window; ``var`` and ``std`` of the sample (divided by ``n - 1``)."""


def check_quantile(quantile: float) -> float:
    """The quantile, if it is one.

    Raises:
        ArgumentValueError: (a `ValueError`) It does not lie between 0 and 1.
    """
    if not 0 <= quantile <= 1:
        msg = f"quantile is {quantile!r}; it must lie between 0 and 1"
        raise ArgumentValueError(msg, quantile=quantile)
    return quantile


def window_statistic(
    rows: Batch,
    starts: Places,
    stops: Places,
    statistic: str,
    quantile: float = 0.5,
    moments: Moments | None = None,
) -> NDArray[Any]:
    """A statistic of each window ``rows[start:stop]``, from its own rows only; none may be empty.

    Args:
        rows: Numbers, in time order.
        starts: ``int[m]``.
        stops: ``int[m]``, each greater than its start.
        statistic: One of `Statistic`.
        quantile: Which one, for ``"quantile"``.
        moments: Where each window is cut in two, see `moving`.

    Returns:
        ``float64[m]``; for ``count`` ``int64[m]``. NaN in a window makes its statistic NaN, apart from its
        count and, where it is another row, its first and last.

    Raises:
        ArgumentTypeError: (a `TypeError`) A value is no number; its time is named.
    """
    values = numbers(rows)
    if statistic in MOVING:
        return moving(values, rows.timestamps, starts, stops, statistic, moments)
    if statistic in ("median", "quantile"):
        return quantiles(values, starts, stops, 0.5 if statistic == "median" else quantile)
    return reduce_windows(values, starts, stops, statistic)


def period_statistic(
    rows: Batch, starts: Places, stops: Places, statistic: str, quantile: float = 0.5
) -> NDArray[Any]:
    """As `window_statistic`, for windows that do not overlap: there sums and extremes are had faster."""
    if statistic in STATISTICS:
        return reduce_windows(numbers(rows), starts, stops, statistic)
    return window_statistic(rows, starts, stops, statistic, quantile)


def full_enough(starts: Places, stops: Places, min_count: int) -> NDArray[np.bool_]:
    """Which windows have the rows that they need; one at least."""
    enough: NDArray[np.bool_] = stops - starts >= max(1, min_count)
    return enough
