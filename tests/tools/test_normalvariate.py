from __future__ import annotations

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

Normalvariate = tool_class("normalvariate")


def test_the_first_version_draws_as_python_does() -> None:
    check_first_version("normalvariate", lambda rng: rng.normalvariate(1.0, 2.0), mu=1, sigma=2)
    check_refused("normalvariate", ({"mu": float("nan")}, "mu is nan; it must be finite"), version="1.0.0")


def test_a_value_is_that_of_its_seed_and_time() -> None:
    check_second_version(
        "normalvariate", [2.887947893893057, 0.24526722614692742, 4.132018325646659], mu=1, sigma=2
    )


def test_the_values_follow_their_law() -> None:
    values = draws(Normalvariate(mu=1, sigma=2, seed=7))
    check_moments(values, 1, 2)
    check_law(values, NormalDist(1, 2).cdf)
    check_independence(values)
    other = draws(tool_class("gauss")(mu=1, sigma=2, seed=7))
    assert abs(np.corrcoef(values, other)[0, 1]) < 0.02  # equally distributed, and not the same


def test_bad_parameters_are_refused() -> None:
    check_refused(
        "normalvariate",
        ({"sigma": -1}, "sigma is -1.0; it must be 0 or more"),
    )
