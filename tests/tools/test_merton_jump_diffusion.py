from __future__ import annotations

import numpy as np

from hyperstream.prices import GBMPath, MertonPath

from .generated import check_moments
from .kit import at, run, seconds, tool_class
from .priced import check_far, check_refused, check_stream, returns

NAME = "merton_jump_diffusion"
GOOD = {"start_price": 70, "mu": 0.05, "sigma": 0.2, "jump_rate": 25.2, "jump_mean": -0.05, "jump_sigma": 0.1}


def test_the_stream_holds_the_path_at_its_ticks() -> None:
    check_stream(NAME, MertonPath(70, 0.05, 0.2, 25.2, -0.05, 0.1, 1.0, 7), **GOOD)


def test_a_far_tick_costs_no_more_than_a_near_one() -> None:
    check_far(NAME, **GOOD)


def test_the_steps_have_the_moments_of_diffusion_and_jumps_together() -> None:
    steps = returns(NAME, **GOOD)
    growth = np.exp(-0.05 + 0.1**2 / 2) - 1
    mean = (0.05 - 0.2**2 / 2 - 25.2 * growth) / 252 + 0.1 * -0.05
    check_moments(steps, mean, np.sqrt(0.2**2 / 252 + 0.1 * (0.05**2 + 0.1**2)))


def test_without_jumps_it_is_geometric_brownian_motion() -> None:
    check_stream(NAME, GBMPath(70, 0.05, 0.2, 1.0, 7), **{**GOOD, "jump_rate": 0})


def test_with_very_many_jumps_a_tick_costs_as_much_as_its_own() -> None:
    tool = tool_class(NAME)(
        **{**GOOD, "jump_rate": 252e5, "jump_sigma": 1e-6}, delta=1, stride=1, first=at(0)
    )
    assert len(run(tool, [], seconds(5, 6))) == 1


def test_bad_parameters_are_refused() -> None:
    check_refused(
        NAME,
        GOOD,
        ({"jump_rate": -1}, r"jump_rate is -1\.0; it must be 0 or more"),
        ({"jump_sigma": -1}, r"jump_sigma is -1\.0; it must be 0 or more"),
        ({"start_price": -70}, r"start_price is -70\.0; it must be greater than 0"),
    )
