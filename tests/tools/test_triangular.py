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

Triangular = tool_class("triangular")


def test_the_first_version_draws_as_python_does() -> None:
    check_first_version("triangular", lambda rng: rng.triangular(-1.0, 2.0, 0.0), low=-1, high=2, mode=0)
    check_refused("triangular", ({"mode": float("nan")}, "mode is nan; it must be finite"), version="1.0.0")


def test_a_value_is_that_of_its_seed_and_time() -> None:
    check_second_version(
        "triangular", [-0.24395121144164378, -0.7403695067206889, 1.7265740275490589], low=-1, high=2, mode=0
    )


def test_the_values_follow_their_law() -> None:
    values = draws(Triangular(low=-1, high=2, mode=0, seed=7))
    check_law(values, lambda x: (x + 1) ** 2 / 3 if x < 0 else 1 - (2 - x) ** 2 / 6)
    check_moments(values, 1 / 3, math.sqrt(7 / 18))
    check_independence(values)


def test_the_mode_may_be_an_end_or_left_out() -> None:
    check_law(draws(Triangular(mode=0, seed=1)), lambda x: 1 - (1 - x) ** 2)
    check_law(draws(Triangular(mode=1, seed=1)), lambda x: x * x)
    check_law(draws(Triangular(seed=1)), lambda x: 2 * x * x if x < 0.5 else 1 - 2 * (1 - x) ** 2)
    assert list(draws(Triangular(low=3, high=3), 3)) == [3, 3, 3]


def test_bad_parameters_are_refused() -> None:
    check_refused(
        "triangular",
        ({"low": 1, "high": 0}, "high is 0.0; it must be 1 or more"),
        ({"mode": 2}, "mode is 2.0; it must be 1 or less"),
    )
