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

Weibullvariate = tool_class("weibullvariate")


def test_the_first_version_draws_as_python_does() -> None:
    check_first_version("weibullvariate", lambda rng: rng.weibullvariate(1.0, 1.5), alpha=1, beta=1.5)
    check_refused("weibullvariate", ({"alpha": 1, "beta": 0}, "division by zero"), version="1.0.0")


def test_a_value_is_that_of_its_seed_and_time() -> None:
    check_second_version(
        "weibullvariate", [0.36894775437406274, 0.9698564691498346, 0.40437877426436575], alpha=1, beta=1.5
    )


def test_the_values_follow_their_law() -> None:
    values = draws(Weibullvariate(alpha=1, beta=1.5, seed=7))
    check_law(values, lambda x: 1 - math.exp(-(x**1.5)))
    check_moments(values, math.gamma(5 / 3), math.sqrt(math.gamma(7 / 3) - math.gamma(5 / 3) ** 2))
    check_independence(values)
    assert np.array_equal(draws(Weibullvariate(alpha=3, beta=1.5, seed=7)), values * 3)


def test_bad_parameters_are_refused() -> None:
    check_refused(
        "weibullvariate",
        ({"alpha": 0, "beta": 1}, "alpha is 0.0; it must be greater than 0"),
        ({"alpha": 1, "beta": 0}, "beta is 0.0; it must be greater than 0"),
    )
