from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from .generated import (
    check_first_version,
    check_independence,
    check_law,
    check_refused,
    check_second_version,
    draws,
)
from .kit import tool_class

Vonmisesvariate = tool_class("vonmisesvariate")


def test_the_first_version_draws_as_python_does() -> None:
    check_first_version("vonmisesvariate", lambda rng: rng.vonmisesvariate(1.0, 2.0), mu=1, kappa=2)
    check_refused(
        "vonmisesvariate",
        ({"mu": 0, "kappa": float("nan")}, "kappa is nan; it must be finite"),
        version="1.0.0",
    )


def test_a_value_is_that_of_its_seed_and_time() -> None:
    check_second_version(
        "vonmisesvariate", [0.7162766286471299, 1.314408192431359, 0.14726677693337697], mu=1, kappa=2
    )


def test_the_values_follow_their_law() -> None:
    values = draws(Vonmisesvariate(mu=1, kappa=2, seed=7))
    check_law(values[:4000], law(1, 2))
    check_independence(np.sin(values))
    assert 0 <= values.min() < values.max() < 2 * math.pi


@pytest.mark.parametrize(("mu", "kappa"), [(0, 0), (3, 1e-3), (0, 0.5), (2, 30), (4, 1e6)])
def test_every_concentration_follows_its_law(mu: float, kappa: float) -> None:
    check_law(draws(Vonmisesvariate(mu=mu, kappa=kappa, seed=1), 4000), law(mu, kappa))


def law(mu: float, kappa: float) -> Callable[[float], float]:
    """The distribution function from 0 on, by the trapezoidal rule."""
    angles = np.unique(
        np.concatenate(
            [np.linspace(0, 2 * math.pi, 20_001), np.clip(mu + np.linspace(-0.01, 0.01, 20_001), 0, 7)]
        )
    )
    angles = angles[angles <= 2 * math.pi]
    density = np.exp(kappa * (np.cos(angles - mu) - 1))
    sums = np.concatenate([[0], np.cumsum(np.diff(angles) * (density[1:] + density[:-1]) / 2)])
    return lambda angle: float(np.interp(angle, angles, sums / sums[-1]))


def test_bad_parameters_are_refused() -> None:
    check_refused(
        "vonmisesvariate",
        ({"mu": 0, "kappa": -1}, "kappa is -1.0; it must be 0 or more"),
    )
