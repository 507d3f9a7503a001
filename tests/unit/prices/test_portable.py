"""Exponential, logarithm and arc tangent: right to the last bits, and the same bits everywhere."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hyperstream.prices import portable

RNG = np.random.default_rng(1)


def units_off(got: np.ndarray, x: np.ndarray, function: object) -> float:
    """The largest error in units in the last place, against the same function in extended precision."""
    true = function(x.astype(np.longdouble))
    return float(np.max(np.abs((got - true) / np.spacing(np.abs(true.astype(np.float64))))))


def test_the_exponential_is_right_to_one_unit_in_the_last_place() -> None:
    x = np.concatenate(
        [RNG.uniform(-708, 709, 50_000), RNG.normal(0, 1, 50_000), RNG.normal(0, 1e-6, 10_000)]
    )
    assert units_off(portable.exp(x), x, np.exp) <= 1.0


def test_the_arc_tangent_is_right_to_one_unit_in_the_last_place() -> None:
    x = np.concatenate([RNG.normal(0, 1, 50_000), RNG.uniform(-4, 4, 50_000), RNG.normal(0, 1e6, 10_000)])
    x = np.concatenate([x, [0.0, -0.0, 1.0, 7 / 16, 11 / 16, 19 / 16, 39 / 16, 1e-300, 1e300]])
    assert units_off(portable.atan(x), x, np.arctan) <= 1.0
    assert np.signbit(portable.atan(np.array([-0.0])))[0]


def test_the_logarithm_is_right_to_one_unit_in_the_last_place() -> None:
    x = np.concatenate([np.exp(RNG.uniform(-700, 700, 50_000)), RNG.uniform(0.5, 2.0, 50_000)])
    x = x[x != 1.0]
    assert units_off(portable.log(x), x, np.log) <= 1.0


def test_the_exponential_less_one_is_right_near_zero_too() -> None:
    x = -np.exp(RNG.uniform(-80, 7, 50_000))
    assert units_off(portable.expm1(x), x, np.expm1) < 3.0


@pytest.mark.parametrize(
    ("function", "x", "expected"),
    [
        (portable.exp, 0.0, 1.0),
        (portable.exp, -0.0, 1.0),
        (portable.exp, 709.78, math.exp(709.78)),
        (portable.exp, 710.0, math.inf),
        (portable.exp, 1e300, math.inf),
        (portable.exp, -745.0, 5e-324),
        (portable.exp, -746.0, 0.0),
        (portable.exp, -math.inf, 0.0),
        (portable.log, 1.0, 0.0),
        (portable.log, 2.0, math.log(2.0)),
        (portable.log, 0.5, -math.log(2.0)),
        (portable.expm1, 0.0, 0.0),
        (portable.expm1, -1e-300, -1e-300),
        (portable.expm1, -1e300, -1.0),
    ],
)
def test_the_edges(function: object, x: float, expected: float) -> None:
    assert function(np.array([x]))[0] == expected


@settings(max_examples=50, deadline=None)
@given(
    size=st.integers(1, 3 * portable.BLOCK),
    start=st.integers(0, 40),
    seed=st.integers(0, 2**32),
    function=st.sampled_from([portable.exp, portable.log, portable.expm1, portable.atan]),
)
def test_a_number_gives_the_same_bits_whatever_stands_beside_it(
    size: int, start: int, seed: int, function: object
) -> None:
    x = np.exp(np.random.default_rng(seed).normal(0, 3, size + start))
    if function is portable.expm1:
        x = -x
    whole = function(x)
    assert np.array_equal(function(x[start:]), whole[start:])
    assert np.array_equal(function(x[::3]), whole[::3])
    assert function(x[-1:])[0] == whole[-1]


def test_shapes_are_kept() -> None:
    x = RNG.normal(0, 1, (3, 5))
    assert portable.exp(x).shape == (3, 5)
    assert portable.exp(np.empty(0)).shape == (0,)
