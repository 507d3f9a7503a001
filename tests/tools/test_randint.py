from __future__ import annotations

import numpy as np

from .generated import (
    check_first_version,
    check_independence,
    check_moments,
    check_refused,
    check_second_version,
    draws,
)
from .kit import tool_class

Randint = tool_class("randint")


def test_the_first_version_draws_as_python_does() -> None:
    check_first_version("randint", lambda rng: rng.randint(1, 6), a=1, b=6)
    check_refused("randint", ({"a": 2, "b": 1}, "empty range"), version="1.0.0")


def test_a_value_is_that_of_its_seed_and_time() -> None:
    check_second_version("randint", [3, 4, 2], a=1, b=6)


def test_the_values_follow_their_law() -> None:
    values = draws(Randint(a=1, b=6, seed=7))
    assert values.dtype == np.int64
    counts = np.bincount(values, minlength=7)[1:]
    assert (abs(counts - values.size / 6) < 5 * np.sqrt(values.size / 6)).all()
    check_independence(values)
    assert set(draws(Randint(a=-3, b=-3), 10).tolist()) == {-3}


def test_a_range_of_most_integers_is_drawn_evenly() -> None:
    values = draws(Randint(a=-(2**61), b=2**61 - 1)) / 2.0**61
    check_moments(values, 0, 1 / np.sqrt(3))


def test_bad_parameters_are_refused() -> None:
    check_refused(
        "randint",
        ({"a": 2, "b": 1}, "b is 1; it must be 2"),
        ({"a": 1.5, "b": 2}, "parameter 'a'"),
        ({"a": 0, "b": 2**63}, "b is"),
    )
