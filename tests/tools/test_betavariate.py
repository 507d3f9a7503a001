from __future__ import annotations

import math

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

Betavariate = tool_class("betavariate")


def test_the_first_version_draws_as_python_does() -> None:
    check_first_version("betavariate", lambda rng: rng.betavariate(2.0, 3.0), alpha=2, beta=3)
    check_refused(
        "betavariate",
        ({"alpha": float("nan"), "beta": 1}, "alpha is nan; it must be finite"),
        version="1.0.0",
    )


def test_a_value_is_that_of_its_seed_and_time() -> None:
    check_second_version(
        "betavariate", [0.6588494918081137, 0.9089979517204896, 0.7987970156251863], alpha=2, beta=3
    )


def test_the_values_follow_their_law() -> None:
    values = draws(Betavariate(alpha=2, beta=3, seed=7))
    check_moments(values, 2 / 5, 1 / 5)
    check_law(values, lambda x: 6 * x**2 - 8 * x**3 + 3 * x**4)
    check_independence(values)


def test_small_parameters_follow_their_law_too() -> None:
    check_law(
        draws(Betavariate(alpha=0.5, beta=0.5, seed=1)), lambda x: 2 / math.pi * math.asin(math.sqrt(x))
    )
    edges = draws(Betavariate(alpha=1e-3, beta=1e-3, seed=1), 1000)
    assert 0 <= edges.min() < edges.max() <= 1
    assert abs(edges.mean() - 0.5) < 0.1


def test_bad_parameters_are_refused() -> None:
    check_refused(
        "betavariate",
        ({"alpha": 0, "beta": 1}, "alpha is 0.0; it must be greater than 0"),
        ({"alpha": 1, "beta": -1}, "beta is -1.0; it must be greater than 0"),
        ({"alpha": 1}, "parameter 'beta' is missing"),
    )
