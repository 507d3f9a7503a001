from __future__ import annotations

from statistics import NormalDist

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

Gauss = tool_class("gauss")


def test_the_first_version_draws_as_python_does() -> None:
    check_first_version("gauss", lambda rng: rng.gauss(1.0, 2.0), mu=1, sigma=2)
    check_refused("gauss", ({"sigma": float("inf")}, "sigma is inf; it must be finite"), version="1.0.0")


def test_a_value_is_that_of_its_seed_and_time() -> None:
    check_second_version(
        "gauss", [-0.1920805248098263, 0.6238109906123328, 0.5655701672060602], mu=1, sigma=2
    )


def test_the_values_follow_their_law() -> None:
    values = draws(Gauss(mu=1, sigma=2, seed=7))
    check_moments(values, 1, 2)
    check_law(values, NormalDist(1, 2).cdf)
    check_independence(values)
    assert list(draws(Gauss(mu=3, sigma=0), 3)) == [3, 3, 3]


def test_bad_parameters_are_refused() -> None:
    check_refused(
        "gauss",
        ({"sigma": -1}, "sigma is -1.0; it must be 0 or more"),
        ({"mu": "1"}, "parameter 'mu'"),
        ({"mu": float("inf")}, "it must be finite"),
    )
