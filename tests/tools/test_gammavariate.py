from __future__ import annotations

import math

import numpy as np

from .generated import (
    check_first_version,
    check_independence,
    check_law,
    check_moments,
    check_refused,
    check_second_version,
    draws,
)
from .kit import tool_class

Gammavariate = tool_class("gammavariate")


def test_the_first_version_draws_as_python_does() -> None:
    check_first_version("gammavariate", lambda rng: rng.gammavariate(0.5, 2.0), alpha=0.5, beta=2)
    check_refused("gammavariate", ({"alpha": 0, "beta": 1}, "alpha and beta must be > 0.0"), version="1.0.0")


def test_a_value_is_that_of_its_seed_and_time() -> None:
    check_second_version(
        "gammavariate", [0.9111081115610383, 3.440715490824056e-05, 0.02115901664451851], alpha=0.5, beta=2
    )


def test_the_values_follow_their_law() -> None:
    values = draws(Gammavariate(alpha=0.5, beta=2, seed=7))
    check_moments(values, 1, math.sqrt(2))
    check_law(values, lambda x: math.erf(math.sqrt(x / 2)))
    check_independence(values)


def test_large_and_small_shapes_follow_their_laws_too() -> None:
    erlang = draws(Gammavariate(alpha=3, beta=1, seed=1))
    check_moments(erlang, 3, math.sqrt(3))
    check_law(erlang, lambda x: 1 - math.exp(-x) * (1 + x + x * x / 2))
    check_law(draws(Gammavariate(alpha=1, beta=2, seed=1)), lambda x: 1 - math.exp(-x / 2))
    check_moments(draws(Gammavariate(alpha=1e8, beta=1, seed=1)), 1e8, 1e4)
    tiny = draws(Gammavariate(alpha=1e-3, beta=1, seed=1), 1000)
    assert tiny.min() >= 0
    assert np.isfinite(tiny).all()


def test_bad_parameters_are_refused() -> None:
    check_refused(
        "gammavariate",
        ({"alpha": 0, "beta": 1}, "alpha is 0.0; it must be greater than 0"),
        ({"alpha": 1, "beta": 0}, "beta is 0.0; it must be greater than 0"),
    )
