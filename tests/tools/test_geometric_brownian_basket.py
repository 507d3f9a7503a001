from __future__ import annotations

import numpy as np
import pytest

from hyperstream import Stream, TimeInterval
from hyperstream.prices import GBMBasketPath, GBMPath
from hyperstream.tool import BaseTool
from hyperstream.utils.errors import ToolExecutionError, ToolInitialisationError

from .kit import at, empty, listed, rows_of, seconds, tool_class

Basket = tool_class("geometric_brownian_basket")
CORRELATION = [[1, 0.8, 0], [0.8, 1, 0.3], [0, 0.3, 1]]
GOOD = {
    "assets": ["A", "B", "C"],
    "start_prices": [70, 20, 5],
    "mu": 0.05,
    "sigma": [0.3, 0.5, 0.1],
    "correlation": CORRELATION,
    "delta": 1.0,
    "stride": 1.0,
    "first": at(10),
    "seed": 7,
}


def basket(tool: BaseTool, assets: list[str], interval: TimeInterval) -> list[Stream]:
    """The stream of each asset."""
    sinks = [empty("price", asset=asset) for asset in assets]
    tool.execute(None, None, sinks, interval, "asset", assets)  # type: ignore[attr-defined]
    return sinks


def test_each_asset_has_a_stream_with_its_path() -> None:
    path = GBMBasketPath([70, 20, 5], 0.05, [0.3, 0.5, 0.1], CORRELATION, 1.0, 7).prices(0, 4)
    found = [listed(sink) for sink in basket(Basket(**GOOD), ["A", "B", "C"], seconds(0, 13))]
    assert found == [list(zip((10, 11, 12, 13), path[:, place].tolist(), strict=True)) for place in range(3)]
    assert [price for _, price in found[0]] == GBMPath(70, 0.05, 0.3, 1.0, 7).prices(0, 4).tolist()


def test_some_of_the_assets_may_be_asked_for() -> None:
    every = basket(Basket(**GOOD), ["A", "B", "C"], seconds(0, 100))
    (alone,) = basket(Basket(**GOOD), ["C"], seconds(0, 100))
    assert listed(alone) == listed(every[2])


def test_returns_are_correlated_as_asked_for() -> None:
    sinks = basket(Basket(**GOOD), ["A", "B", "C"], seconds(0, 50_000))
    steps = [np.diff(np.log(rows_of(sink).values)) for sink in sinks]
    assert np.abs(np.corrcoef(steps) - CORRELATION).max() < 0.02


def test_a_plate_value_without_prices_is_an_error() -> None:
    with pytest.raises(ToolExecutionError, match="there are no prices for D; the assets are A, B, C"):
        basket(Basket(**GOOD), ["A", "D"], seconds(0, 20))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"assets": ["A", "B", "A"]}, "each must be there once"),
        ({"assets": ["A", "B"]}, "there are 2 assets and 3 start_prices; give one each"),
        ({"mu": [0.1, 0.2]}, "mu"),
        ({"sigma": [0.3, -0.5, 0.1]}, r"sigma\[1\] is -0\.5; it must be 0 or more"),
        ({"correlation": [[1, 2], [2, 1]]}, r"give \(3, 3\) for 3 start prices"),
        ({"correlation": [[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1]]}, "not positive semi-definite"),
        ({"stride": 0}, "it must be at least 0.001"),
        ({"seed": -1}, "seed is -1"),
    ],
)
def test_bad_parameters_are_refused(change: dict[str, object], message: str) -> None:
    with pytest.raises(ToolInitialisationError, match=message):
        Basket(**{**GOOD, **change})
