"""Baskets: prices of several assets whose movements are correlated.

The independent Wiener processes are mixed by the lower triangular factor ``F`` of the correlation
matrix, ``F F' = correlation`` (Cholesky; Glasserman, 2.3.3). An asset then depends on those before it
in the list only: adding one at the end leaves the prices of the others as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeAlias

import numpy as np

from .arrays import grown
from .checks import Floats, Rng, finite, numbers, pieces, source_of, tick_range, whole
from .correlation import Matrix, factor, mixed
from .gaussian import BrownianPath
from .models import Geometric
from .paths import PricePath, geometric

PerAsset: TypeAlias = float | Sequence[float] | Floats


def generate_gbm_basket_prices(
    periods: int,
    start_prices: Sequence[float] | Floats,
    mu: PerAsset,
    sigma: PerAsset,
    correlation: Matrix,
    delta: float,
    rng: Rng = None,
) -> Floats:
    """Correlated geometric Brownian motions.

    Args:
        periods: How many prices an asset, 1 or more; ``(periods - 1, assets)`` normals are drawn.
        start_prices: The first price of each asset, greater than 0.
        mu: Annual growth of the mean price, one for all or one each.
        sigma: Annual volatility, 0 or more, one for all or one each.
        correlation: Of the logarithmic returns: symmetric, 1 on the diagonal, positive semi-definite.
        delta: Trading days between two prices, 0 or more.
        rng: A seed, a NumPy ``Generator`` or ``RandomState``, or ``None``.

    Returns:
        ``(periods, assets)`` prices.

    Raises:
        ArgumentTypeError: A parameter is not a number, or ``rng`` is none of these.
        ArgumentValueError: A parameter is out of bounds, the numbers of assets differ, the matrix is no
            correlation matrix, or a price leaves the range of a float.
    """
    models, mixture = _basket(start_prices, mu, sigma, correlation, delta)
    sums = np.zeros((len(models), whole("periods", periods, least=1)))
    sums[:, 1:] = source_of(rng).standard_normal((sums.shape[1] - 1, len(models))).T
    np.cumsum(sums, axis=1, out=sums)
    prices = [grown(model, mixed(row, sums)) for model, row in zip(models, mixture, strict=True)]
    return np.stack(prices, axis=1)


class GBMBasketPath:
    """Correlated geometric Brownian motions that can be asked for at any ticks, see `PricePath`.

    Args:
        start_prices: The price of each asset at tick 0, greater than 0.
        mu: Annual growth of the mean price, one for all or one each.
        sigma: Annual volatility, 0 or more, one for all or one each.
        correlation: Of the logarithmic returns: symmetric, 1 on the diagonal, positive semi-definite.
        delta: Trading days a tick, 0 or more.
        seed: A whole number from 0 to 2**128. The first asset moves as `GBMPath` of the same seed does.

    Attributes:
        assets: The path of each asset.

    Raises:
        ArgumentTypeError: A parameter is not a number.
        ArgumentValueError: A parameter is out of bounds, the numbers of assets differ, or the matrix is
            no correlation matrix.
    """

    __slots__ = ("_wieners", "assets")

    def __init__(
        self,
        start_prices: Sequence[float] | Floats,
        mu: PerAsset,
        sigma: PerAsset,
        correlation: Matrix,
        delta: float,
        seed: int,
    ) -> None:
        models, mixture = _basket(start_prices, mu, sigma, correlation, delta)
        self._wieners = [BrownianPath(seed, component) for component in range(len(models))]
        self.assets = tuple(
            AssetPath(model, mixture[i, : i + 1], self._wieners[: i + 1]) for i, model in enumerate(models)
        )

    def prices(self, first: int, last: int) -> Floats:
        """The prices of the ticks ``[first, last)``, an asset a column.

        Raises:
            ArgumentTypeError: A tick is not a whole number.
            ArgumentValueError: A tick is out of bounds, the last comes before the first, or a price
                leaves the range of a float.
        """
        first, last = tick_range(first, last)
        out = np.empty((last - first, len(self.assets)))
        for start, stop in pieces(first, last):
            wieners = [wiener.at(start, stop) for wiener in self._wieners]
            for i, asset in enumerate(self.assets):
                out[start - first : stop - first, i] = asset.of(start, wieners)
        return finite(out, first)


class AssetPath(PricePath):
    """One asset of a `GBMBasketPath`: it takes the Wiener processes of the assets before it, and its own."""

    __slots__ = ("_model", "_weights", "_wieners")

    def __init__(self, model: Geometric, weights: Floats, wieners: Sequence[BrownianPath]) -> None:
        self._model = model
        self._weights = weights
        self._wieners = wieners

    def of(self, first: int, wieners: Iterable[Floats]) -> Floats:
        """Its prices from the tick ``first`` on for these values of the independent processes."""
        return geometric(self._model, first, mixed(self._weights, wieners))

    def _piece(self, first: int, last: int) -> Floats:
        return self.of(first, (wiener.at(first, last) for wiener in self._wieners))


def _basket(
    start_prices: object, mu: object, sigma: object, correlation: Matrix, delta: object
) -> tuple[list[Geometric], Floats]:
    """The model of each asset, and the factor of their correlation."""
    starts = numbers("start_prices", start_prices, above=0.0)
    growths = numbers("mu", mu, starts.size)
    volatilities = numbers("sigma", sigma, starts.size, least=0.0)
    parameters = zip(starts.tolist(), growths.tolist(), volatilities.tolist(), strict=True)
    return [Geometric.of(*each, delta) for each in parameters], factor(correlation, starts.size)
