from __future__ import annotations

import numpy as np
import pytest

from hyperstream.utils.errors import ArgumentValueError

from .generated import (
    check_first_version,
    check_independence,
    check_law,
    check_refused,
    check_second_version,
    draws,
)
from .kit import tool_class

Paretovariate = tool_class("paretovariate")


def test_the_first_version_draws_as_python_does() -> None:
    check_first_version("paretovariate", lambda rng: rng.paretovariate(3.0), alpha=3)
    check_refused("paretovariate", ({"alpha": 0}, "division by zero"), version="1.0.0")


def test_a_value_is_that_of_its_seed_and_time() -> None:
    check_second_version(
        "paretovariate", [1.7096337525580316, 1.0300988151077377, 1.301309606301493], alpha=3
    )


def test_the_values_follow_their_law() -> None:
    values = draws(Paretovariate(alpha=3, seed=7))
    check_law(values, lambda x: 1 - x**-3)
    check_law(np.log(values), lambda x: 1 - np.exp(-3 * x))
    check_independence(np.log(values))
    assert values.min() >= 1


def test_a_number_beyond_all_floats_is_an_error() -> None:
    with pytest.raises(ArgumentValueError, match="no float can hold; its parameters are too extreme"):
        draws(Paretovariate(alpha=1e-3), 1000)


def test_bad_parameters_are_refused() -> None:
    check_refused(
        "paretovariate",
        ({"alpha": 0}, "alpha is 0.0; it must be greater than 0"),
    )
