from __future__ import annotations

from statistics import NormalDist

import numpy as np

from hyperstream.prices import ABMPath

from .generated import check_independence, check_law, check_moments
from .kit import at, run, seconds, tool_class
from .priced import check_far, check_refused, check_stream

NAME = "arithmetic_brownian_motion"
GOOD = {"start_price": -5, "mu": 2, "sigma": 10}


def test_the_stream_holds_the_path_at_its_ticks() -> None:
    check_stream(NAME, ABMPath(-5, 2, 10, 1.0, 7), **GOOD)


def test_a_far_tick_costs_no_more_than_a_near_one() -> None:
    check_far(NAME, **GOOD)


def test_the_steps_are_independent_and_normal() -> None:
    tool = tool_class(NAME)(**GOOD, delta=1.0, stride=1.0, first=at(0), seed=3)
    steps = np.diff([price for _, price in run(tool, [], seconds(-1, 40_000))])
    mean, deviation = 2 / 252, 10 / np.sqrt(252)
    check_moments(steps, mean, deviation)
    check_law(steps, NormalDist(mean, deviation).cdf)
    check_independence(steps)


def test_bad_parameters_are_refused() -> None:
    check_refused(
        NAME,
        GOOD,
        ({"start_price": float("nan")}, "start_price is nan; it must be finite"),
        ({"sigma": -1}, r"sigma is -1\.0; it must be 0 or more"),
    )
