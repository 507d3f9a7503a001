"""Geometric Brownian motions that move together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from hyperstream import Batch, MultiOutputTool, Stream, StreamMetaInstance, TimeInterval
from hyperstream.prices import GBMBasketPath
from hyperstream.tool.generators import ROWS, KeptPrices, Ticks, pieces


class GeometricBrownianBasket(MultiOutputTool):
    """Prices of several assets with correlated movements, an asset a plate value.

    Each asset moves as `geometric_brownian_motion`, the first one exactly so. It depends on those
    before it in the list only: one that is added at the end leaves the others as they are. It has no source.

    Parameters:
        assets: The plate value of each asset.
        start_prices: The price of each at the first tick, greater than 0.
        mu: Annual growth of the mean price, one for all or one each.
        sigma: Annual volatility, 0 or more, one for all or one each.
        correlation: Of the logarithmic returns, a row for each asset: symmetric, 1 on the diagonal,
            positive semi-definite.
        delta: Trading days from tick to tick, 0 or more; 252 make a year.
        stride: Seconds from tick to tick in the stream, at least 0.001.
        first: When tick 0 is, which has the start prices; there are none before.
        seed: A whole number, 0 or more.
    """

    assets: list[str]
    start_prices: list[float]
    mu: float | list[float]
    sigma: float | list[float]
    correlation: list[list[float]]
    delta: float
    stride: float
    first: datetime
    seed: int = 0

    def validate(self) -> None:
        """Refuse parameters that are out of bounds or do not fit each other."""
        if len(set(self.assets)) != len(self.assets):
            msg = f"assets is {self.assets}; each must be there once"
            raise ValueError(msg)
        if len(self.assets) != len(self.start_prices):
            counts = f"{len(self.assets)} assets and {len(self.start_prices)} start_prices"
            msg = f"there are {counts}; give one each"
            raise ValueError(msg)
        path = GBMBasketPath(self.start_prices, self.mu, self.sigma, self.correlation, self.delta, self.seed)
        self._ticks = Ticks(self.first, self.stride)
        self._prices = KeptPrices(path.prices)

    def _execute(
        self,
        source: Stream | None,
        splitting_stream: Stream | None,
        interval: TimeInterval,
        meta_data_id: str,
        output_plate_values: Sequence[Any],
    ) -> Iterator[StreamMetaInstance]:
        unknown = sorted({str(value) for value in output_plate_values} - set(self.assets))
        if unknown:
            msg = f"there are no prices for {', '.join(unknown)}; the assets are {', '.join(self.assets)}"
            raise ValueError(msg)
        for first, stop in pieces(*self._ticks.within(interval), ROWS):
            times, prices = self._ticks.times(first, stop), self._prices.at(first, stop)
            for place, asset in enumerate(self.assets):
                yield StreamMetaInstance(Batch(times, prices[:, place]), (meta_data_id, asset))
