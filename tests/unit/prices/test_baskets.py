"""Correlated baskets: possible correlations only, and each asset a path of its own."""

from __future__ import annotations

import math
import pickle
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hyperstream.prices import (
    GBMBasketPath,
    GBMPath,
    correlation,
    generate_gbm_basket_prices,
    generate_gbm_prices_vec,
)
from hyperstream.utils.errors import ArgumentTypeError, ArgumentValueError

STARTS = [70.0, 20.0, 130.0]
MATRIX = [[1.0, 0.6, -0.3], [0.6, 1.0, 0.2], [-0.3, 0.2, 1.0]]
DELTA = 1e-3
BASKET = GBMBasketPath(STARTS, [0.05, 0.1, 0.0], [0.3, 0.5, 0.1], MATRIX, DELTA, seed=7)


def either_face(**changes: object) -> list[Callable[[], object]]:
    """Both faces with the same parameters."""
    parameters = {"start_prices": STARTS, "mu": 0.05, "sigma": 0.3, "correlation": MATRIX, "delta": 1.0}
    parameters |= changes
    return [
        lambda: generate_gbm_basket_prices(10, **parameters, rng=1),
        lambda: GBMBasketPath(**parameters, seed=1),
    ]


@settings(max_examples=40, deadline=None)
@given(first=st.integers(0, 10**9), sizes=st.lists(st.integers(0, 60), min_size=1, max_size=4))
def test_any_split_gives_the_same_bits_together_and_asset_by_asset(first: int, sizes: list[int]) -> None:
    edges = np.cumsum([first, *sizes]).tolist()
    whole = BASKET.prices(first, edges[-1])
    assert whole.shape == (edges[-1] - first, 3)
    assert np.array_equal(np.concatenate([BASKET.prices(a, b) for a, b in pairwise(edges)]), whole)
    for i, asset in enumerate(BASKET.assets):
        assert np.array_equal(asset.prices(first, edges[-1]), whole[:, i])


def test_long_ranges_are_the_same_in_other_pieces() -> None:
    assert np.array_equal(BASKET.prices(0, 40_000)[32_000:33_000], BASKET.prices(32_000, 33_000))


def test_an_asset_more_leaves_the_others_as_they_are() -> None:
    two = GBMBasketPath(STARTS[:2], [0.05, 0.1], [0.3, 0.5], [[1.0, 0.6], [0.6, 1.0]], DELTA, seed=7)
    assert np.array_equal(two.prices(500, 600), BASKET.prices(500, 600)[:, :2])
    alone = GBMPath(70.0, 0.05, 0.3, DELTA, seed=7)
    assert np.array_equal(alone.prices(500, 600), BASKET.assets[0].prices(500, 600))


def test_the_returns_have_the_correlation_and_the_volatilities_asked_for() -> None:
    n = 40_000
    faces = [
        BASKET.prices(10**6, 10**6 + n + 1),
        generate_gbm_basket_prices(n + 1, STARTS, [0.05, 0.1, 0.0], [0.3, 0.5, 0.1], MATRIX, DELTA, 5),
    ]
    for prices in faces:
        returns = np.diff(np.log(prices), axis=0)
        assert np.abs(np.corrcoef(returns.T) - MATRIX).max() < 4 / math.sqrt(n)
        volatilities = returns.std(axis=0) / math.sqrt(DELTA / 252)
        assert np.allclose(volatilities, [0.3, 0.5, 0.1], rtol=4 / math.sqrt(2 * n))


def test_the_first_row_is_the_start_prices_and_one_number_stands_for_all() -> None:
    prices = generate_gbm_basket_prices(5, STARTS, 0.05, 0.3, MATRIX, 1.0, 1)
    same = generate_gbm_basket_prices(
        5, np.array(STARTS), [0.05] * 3, np.full(3, 0.3), np.array(MATRIX), 1.0, 1
    )
    assert prices.shape == (5, 3)
    assert prices[0].tolist() == STARTS == BASKET.prices(0, 1)[0].tolist()
    assert np.array_equal(prices, same)


def test_uncorrelated_assets_are_those_of_the_plain_function() -> None:
    normals = np.random.RandomState(3).standard_normal((99, 2))
    prices = generate_gbm_basket_prices(
        100, [70.0, 20.0], 0.05, 0.3, np.eye(2), 1.0, np.random.RandomState(3)
    )

    class Replay(np.random.RandomState):
        def standard_normal(self, size: int | None = None) -> np.ndarray:
            return normals[:, 1]

    assert np.array_equal(prices[:, 1], generate_gbm_prices_vec(100, 20.0, 0.05, 0.3, 1.0, Replay()))


def test_wholly_correlated_assets_move_as_one() -> None:
    ones = GBMBasketPath([70.0, 7.0, 7.0], 0.05, 0.3, [[1, 1, -1], [1, 1, -1], [-1, -1, 1]], DELTA, seed=1)
    returns = np.diff(np.log(ones.prices(0, 1000)), axis=0)
    assert np.allclose(returns[:, 0], returns[:, 1], rtol=0, atol=1e-12)
    drift = (0.05 - 0.3**2 / 2) * DELTA / 252
    assert np.allclose(returns[:, 0] - drift, drift - returns[:, 2], rtol=0, atol=1e-12)


@settings(max_examples=60, deadline=None)
@given(assets=st.integers(1, 12), rank=st.integers(1, 12), seed=st.integers(0, 2**32))
def test_every_correlation_of_real_data_is_accepted_also_when_it_is_singular(
    assets: int, rank: int, seed: int
) -> None:
    loadings = np.random.default_rng(seed).normal(size=(assets, rank))
    loadings /= np.linalg.norm(loadings, axis=1, keepdims=True)
    matrix = loadings @ loadings.T
    factor = correlation.factor(matrix, assets)
    assert np.allclose(factor @ factor.T, matrix, rtol=0, atol=1e-8)
    assert np.array_equal(factor, np.tril(factor))


@settings(max_examples=60, deadline=None)
@given(assets=st.integers(3, 10), seed=st.integers(0, 2**32))
def test_every_matrix_with_a_negative_eigenvalue_is_refused(assets: int, seed: int) -> None:
    matrix = np.random.default_rng(seed).uniform(-1, 1, (assets, assets))
    matrix = (matrix + matrix.T) / 2
    np.fill_diagonal(matrix, 1.0)
    smallest = np.linalg.eigvalsh(matrix)[0]
    if smallest < -1e-6:
        with pytest.raises(ArgumentValueError, match="not positive semi-definite") as caught:
            correlation.factor(matrix, assets)
        assert math.isclose(caught.value.eigenvalue, smallest)
    elif smallest > 1e-6:
        assert np.allclose(np.linalg.cholesky(matrix), correlation.factor(matrix, assets))


@pytest.mark.parametrize(
    ("matrix", "message"),
    [
        ([[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1]], "smallest eigenvalue is -0.8"),
        ([[1, 0, 0], [0, 1, 0.5], [0, 0.4, 1]], r"correlation\[1\]\[2\] is 0.5; it must equal"),
        ([[1, 0, 0], [0, 2, 0], [0, 0, 1]], r"correlation\[1\]\[1\] is 2.0; it must be 1"),
        (
            [[1, 0, 0], [0, 1, 1.5], [0, 1.5, 1]],
            r"correlation\[1\]\[2\] is 1.5; it must lie between",
        ),
        ([[1, 0, math.nan], [0, 1, 0], [math.nan, 0, 1]], r"correlation\[0\]\[2\] is nan; it must be finite"),
        ([[1, 0], [0, 1]], r"correlation has the shape \(2, 2\); give \(3, 3\) for 3 start prices"),
        ([1, 1, 1], r"correlation has the shape \(3,\)"),
    ],
)
def test_what_is_no_correlation_matrix_is_refused(matrix: object, message: str) -> None:
    for face in either_face(correlation=matrix):
        with pytest.raises(ArgumentValueError, match=message) as caught:
            face()
        assert caught.value.parameter == "correlation"


@pytest.mark.parametrize("matrix", ["none", None, [[1, 2], [3]], [["a"] * 3] * 3])
def test_what_is_no_matrix_is_refused(matrix: object) -> None:
    for face in either_face(correlation=matrix):
        with pytest.raises((ArgumentTypeError, ArgumentValueError), match="correlation"):
            face()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"start_prices": [70.0, 0.0, 1.0]}, r"start_prices\[1\] is 0.0; it must be greater than 0"),
        ({"start_prices": []}, r"start_prices is \[\]; it must have a number for at least one asset"),
        ({"sigma": [0.3, -0.1, 0.2]}, r"sigma\[1\] is -0.1; it must be 0 or more"),
        ({"sigma": -0.1}, "sigma is -0.1; it must be 0 or more"),
        ({"mu": [0.1, 0.1]}, r"mu is \[0.1, 0.1\]; it must have one number for each of 3 assets, not 2"),
        ({"mu": math.inf}, "mu is inf; it must be finite"),
        ({"delta": -1.0}, "delta is -1.0; it must be 0 or more"),
    ],
)
def test_parameters_out_of_bounds_are_refused_by_name(changes: dict[str, object], message: str) -> None:
    for face in either_face(**changes):
        with pytest.raises(ArgumentValueError, match=message):
            face()


@pytest.mark.parametrize(
    "changes", [{"start_prices": 70.0}, {"start_prices": "abc"}, {"mu": "abc"}, {"sigma": None}]
)
def test_parameters_that_are_no_numbers_are_refused(changes: dict[str, object]) -> None:
    for face in either_face(**changes):
        with pytest.raises(ArgumentTypeError, match=f"{next(iter(changes))}.* is"):
            face()


def test_periods_and_ticks_are_checked() -> None:
    with pytest.raises(ArgumentValueError, match="periods is 0"):
        generate_gbm_basket_prices(0, STARTS, 0.05, 0.3, MATRIX, 1.0)
    with pytest.raises(ArgumentValueError, match="first is -1"):
        BASKET.prices(-1, 5)


def test_a_price_beyond_all_floats_is_an_error() -> None:
    wild = GBMBasketPath(STARTS, [0.05, 1e5, 0.05], 0.3, MATRIX, 1.0, seed=1)
    with pytest.raises(ArgumentValueError, match="at tick 2"):
        wild.prices(0, 10)


def test_a_basket_can_be_sent_to_another_process() -> None:
    assert np.array_equal(pickle.loads(pickle.dumps(BASKET)).prices(5, 9), BASKET.prices(5, 9))
