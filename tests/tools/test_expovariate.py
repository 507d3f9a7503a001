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

Expovariate = tool_class("expovariate")


def test_the_first_version_draws_as_python_does() -> None:
    check_first_version("expovariate", lambda rng: rng.expovariate(2.0), lambd=2)
    check_refused("expovariate", ({"lambd": 0}, "division by zero"), version="1.0.0")


def test_a_value_is_that_of_its_seed_and_time() -> None:
    check_second_version(
        "expovariate", [0.6884576195044764, 1.2720876398501981, 0.29831042655517187], lambd=2
    )


def test_the_values_follow_their_law() -> None:
    values = draws(Expovariate(lambd=2, seed=7))
    check_moments(values, 0.5, 0.5)
    check_law(values, lambda x: 1 - math.exp(-2 * x))
    check_independence(values)
    assert np.array_equal(draws(Expovariate(lambd=-2, seed=7)), -values)


def test_bad_parameters_are_refused() -> None:
    check_refused(
        "expovariate",
        ({"lambd": 0}, "it is 1 divided by the mean, so it must not be 0"),
        ({"lambd": float("nan")}, "it must be finite"),
    )
