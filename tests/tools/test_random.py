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

Random = tool_class("random")


def test_the_first_version_draws_as_python_does() -> None:
    check_first_version("random", lambda rng: rng.random())
    check_refused("random", ({"seed": [1]}, "parameter 'seed'"), version="1.0.0")


def test_a_value_is_that_of_its_seed_and_time() -> None:
    check_second_version("random", [0.5063413143057195, 0.07862750702515109, 0.6393153228824392])


def test_the_values_follow_their_law() -> None:
    values = draws(Random(seed=7))
    check_moments(values, 0.5, np.sqrt(1 / 12))
    check_law(values, lambda x: x)
    check_independence(values)
    assert 0 < values.min() < values.max() < 1


def test_bad_parameters_are_refused() -> None:
    check_refused(
        "random",
        ({"a": 1}, "no parameter 'a'"),
    )
