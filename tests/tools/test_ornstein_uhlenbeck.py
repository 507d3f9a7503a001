from __future__ import annotations

import numpy as np

from hyperstream.prices import OUPath

from .generated import check_independence, check_moments
from .kit import at, run, seconds, tool_class
from .priced import check_far, check_refused, check_stream

NAME = "ornstein_uhlenbeck"
GOOD = {"start_price": 30, "mean": 50, "speed": 12, "sigma": 20}


def test_the_stream_holds_the_path_at_its_ticks() -> None:
    check_stream(NAME, OUPath(30, 50, 12, 20, 1.0, 7), **GOOD)


def test_a_far_tick_costs_no_more_than_a_near_one() -> None:
    check_far(NAME, **GOOD)


def test_prices_return_to_the_mean_by_the_exact_step() -> None:
    tool = tool_class(NAME)(**GOOD, delta=5.0, stride=1.0, first=at(0), seed=3)
    prices = np.array([price for _, price in run(tool, [], seconds(-1, 40_000))])
    kept = np.exp(-12 * 5 / 252)
    shocks = prices[1:] - 50 - (prices[:-1] - 50) * kept
    check_moments(shocks, 0, 20 * np.sqrt((1 - kept**2) / 24))
    check_independence(shocks)
    assert abs(prices[100:].std() / (20 / np.sqrt(24)) - 1) < 0.03


def test_without_volatility_the_distance_decays() -> None:
    tool = tool_class(NAME)(100, mean=50, speed=np.log(2), sigma=0, delta=252, stride=1, first=at(0))
    assert [round(price, 9) for _, price in run(tool, [], seconds(-1, 3))] == [100, 75, 62.5, 56.25]


def test_bad_parameters_are_refused() -> None:
    check_refused(
        NAME,
        GOOD,
        ({"speed": -1}, r"speed is -1\.0; it must be 0 or more"),
        ({"sigma": -1}, r"sigma is -1\.0; it must be 0 or more"),
        ({"mean": None}, "parameter 'mean'"),
    )
