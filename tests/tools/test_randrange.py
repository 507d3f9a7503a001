from __future__ import annotations

import numpy as np

from .generated import (
    check_first_version,
    check_independence,
    check_law,
    check_refused,
    check_second_version,
    draws,
)
from .kit import tool_class

Randrange = tool_class("randrange")


def test_the_first_version_draws_as_python_does() -> None:
    check_first_version("randrange", lambda rng: rng.randrange(0, 100, 5), start=0, stop=100, step=5)
    check_refused("randrange", ({"start": 0}, "empty range"), version="1.0.0")


def test_a_value_is_that_of_its_seed_and_time() -> None:
    check_second_version("randrange", [55, 20, 30], start=0, stop=100, step=5)


def test_the_values_follow_their_law() -> None:
    values = draws(Randrange(start=0, stop=100, step=5, seed=7))
    assert set(values.tolist()) == set(range(0, 100, 5))
    counts = np.bincount(values // 5)
    assert (abs(counts - values.size / 20) < 5 * np.sqrt(values.size / 20)).all()
    check_independence(values)
    assert set(draws(Randrange(3), 100).tolist()) == {0, 1, 2}
    assert set(draws(Randrange(10, 0, -4), 100).tolist()) == {10, 6, 2}


def test_what_would_make_small_numbers_more_frequent_is_drawn_again() -> None:
    values = draws(Randrange(0, 3 * 2**59, seed=1)) / (3 * 2.0**59)
    check_law(values, lambda x: x)


def test_bad_parameters_are_refused() -> None:
    check_refused(
        "randrange",
        ({"start": 0}, "has no numbers"),
        ({"start": 5, "stop": 5}, "has no numbers"),
        ({"start": 5, "stop": 9, "step": 0}, "has no numbers"),
        ({"start": 0, "stop": 2**63}, "stop is"),
    )
