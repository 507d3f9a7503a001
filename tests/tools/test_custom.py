from __future__ import annotations

from datetime import datetime

import numpy as np
import pytest

from hyperstream.utils import to_ms
from hyperstream.utils.errors import ToolExecutionError

from .generated import check_alignment, check_law, check_refused, draws
from .kit import run, seconds, stream, tool_class

TICKS = [(second, "tick") for second in (1, 2, 5)]


def number(when: datetime) -> int:
    return to_ms(when) // 1000


@pytest.mark.parametrize("version", ["1.0.0", "2.0.0"])
def test_each_tick_gets_what_the_function_gives_for_its_time(version: str) -> None:
    tool = tool_class("custom", version)(number)
    assert tool.version == version
    assert run(tool, [], seconds(1, 9), alignment_stream=stream(TICKS)) == [(2, 2), (5, 5)]
    check_alignment(tool)


def test_with_a_seed_the_function_gets_the_random_numbers_of_that_tick() -> None:
    given: dict[int, np.ndarray] = {}
    tool = tool_class("custom")(lambda when, rng: given.setdefault(number(when), rng.random(3)).sum(), seed=1)
    first = run(tool, [], seconds(0, 9), alignment_stream=stream(TICKS))
    kept = dict(given)
    given.clear()
    assert run(tool, [], seconds(4, 9), alignment_stream=stream(TICKS)) == first[2:]
    assert np.array_equal(kept[5], given[5])
    assert len({*kept[1], *kept[2], *kept[5]}) == 9


def test_the_numbers_of_successive_ticks_are_uniform_and_those_of_the_seed() -> None:
    tool = tool_class("custom")(lambda when, rng: rng.random(), seed=1)
    values = draws(tool, 5000)
    check_law(values, lambda x: x)
    assert values[:2].tolist() == [0.4506116275062655, 0.6447067161393747]


def test_the_function_may_fail() -> None:
    with pytest.raises(ToolExecutionError, match="ZeroDivisionError"):
        run(tool_class("custom")(lambda when: 1 / 0), [], seconds(0, 9), alignment_stream=stream(TICKS))


def test_bad_parameters_are_refused() -> None:
    check_refused("custom", ({}, "parameter 'func' is missing"), ({"func": number, "seed": -1}, "seed is -1"))
    check_refused("custom", ({"func": 3}, "parameter 'func'"), version="1.0.0")
