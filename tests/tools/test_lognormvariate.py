from __future__ import annotations

import math
from statistics import NormalDist

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

Lognormvariate = tool_class("lognormvariate")


def test_the_first_version_draws_as_python_does() -> None:
    check_first_version("lognormvariate", lambda rng: rng.lognormvariate(0.0, 1.0), mu=0, sigma=1)
    check_refused(
        "lognormvariate", ({"mu": float("nan"), "sigma": 1}, "mu is nan; it must be finite"), version="1.0.0"
    )


def test_a_value_is_that_of_its_seed_and_time() -> None:
    check_second_version(
        "lognormvariate", [0.5053184668965154, 0.36556699188840047, 1.1001945965551712], mu=0, sigma=1
    )


def test_the_values_follow_their_law() -> None:
    values = draws(Lognormvariate(mu=0, sigma=1, seed=7))
    check_law(values, lambda x: NormalDist().cdf(math.log(x)))
    check_moments(np.log(values), 0, 1)
    check_independence(np.log(values))


def test_bad_parameters_are_refused() -> None:
    check_refused(
        "lognormvariate",
        ({"mu": 0, "sigma": -1}, "sigma is -1.0; it must be 0 or more"),
        ({"mu": 0}, "parameter 'sigma' is missing"),
    )
