from __future__ import annotations

from statistics import NormalDist

import numpy as np
import pytest

from hyperstream.prices import GBMPath
from hyperstream.utils.errors import ArgumentValueError

from .generated import check_independence, check_law, check_moments
from .kit import at, run, seconds, tool_class
from .priced import check_far, check_refused, check_stream, returns

NAME = "geometric_brownian_motion"
GOOD = {"start_price": 70, "mu": 0.05, "sigma": 0.3}


def test_the_stream_holds_the_path_at_its_ticks() -> None:
    check_stream(NAME, GBMPath(70, 0.05, 0.3, 1.0, 7), **GOOD)


def test_a_far_tick_costs_no_more_than_a_near_one() -> None:
    check_far(NAME, **GOOD)


def test_the_steps_of_the_logarithm_are_independent_and_normal() -> None:
    steps, h = returns(NAME, **GOOD), 1 / 252
    mean, deviation = (0.05 - 0.3**2 / 2) * h, 0.3 * np.sqrt(h)
    check_moments(steps, mean, deviation)
    check_law(steps, NormalDist(mean, deviation).cdf)
    check_independence(steps)
    check_independence(steps**2)


def test_without_volatility_it_grows_and_without_time_it_stays() -> None:
    grows = tool_class(NAME)(100, 0.1, 0, delta=252, stride=1, first=at(0))
    assert [round(price, 9) for _, price in run(grows, [], seconds(-1, 1))] == [100, 110.517091808]
    stays = tool_class(NAME)(100, 0.1, 0.3, delta=0, stride=1, first=at(0))
    assert run(stays, [], seconds(-1, 2)) == [(0, 100), (1, 100), (2, 100)]


def test_what_no_float_can_hold_is_an_error_only_where_it_is() -> None:
    tool = tool_class(NAME)(100, 100, 0, delta=252, stride=1, first=at(0))
    assert len(run(tool, [], seconds(-1, 5))) == 6
    with pytest.raises(ArgumentValueError, match="leaves the range of a float at tick 8"):
        run(tool, [], seconds(6, 9))


def test_bad_parameters_are_refused() -> None:
    check_refused(
        NAME,
        GOOD,
        ({"start_price": 0}, r"start_price is 0\.0; it must be greater than 0"),
        ({"sigma": -0.1}, r"sigma is -0\.1; it must be 0 or more"),
        ({"mu": "5%"}, "parameter 'mu'"),
        ({"mu": float("inf")}, "mu is inf; it must be finite"),
    )
