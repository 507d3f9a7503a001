from __future__ import annotations

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

Uniform = tool_class("uniform")


def test_the_first_version_draws_as_python_does() -> None:
    check_first_version("uniform", lambda rng: rng.uniform(10.0, 20.0), a=10, b=20)
    check_refused("uniform", ({"a": 0, "b": float("inf")}, "b is inf; it must be finite"), version="1.0.0")


def test_a_value_is_that_of_its_seed_and_time() -> None:
    check_second_version("uniform", [15.312465202390271, 11.189586151445809, 10.556938403307946], a=10, b=20)


def test_the_values_follow_their_law() -> None:
    values = draws(Uniform(a=10, b=20, seed=7))
    check_moments(values, 15, 10 * np.sqrt(1 / 12))
    check_law(values, lambda x: (x - 10) / 10)
    check_independence(values)
    assert np.array_equal(draws(Uniform(a=2, b=2), 3), [2, 2, 2])
    turned = draws(Uniform(a=20, b=10, seed=7))
    assert 10 < turned.min() < turned.max() < 20


def test_bad_parameters_are_refused() -> None:
    check_refused(
        "uniform",
        ({"a": -1e308, "b": 1e308}, "b - a is inf; it must be finite"),
        ({"a": 1}, "parameter 'b' is missing"),
    )
