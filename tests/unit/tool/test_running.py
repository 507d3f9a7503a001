from __future__ import annotations

from itertools import accumulate
from operator import add

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hyperstream.tool.statistics.running import Runs

SHAPES = st.lists(
    st.tuples(st.integers(0, 30), st.lists(st.integers(0, 12), min_size=1, max_size=4)), max_size=12
)


def made(values: np.ndarray, shapes: list[tuple[int, list[int]]]) -> Runs:
    begins = np.array([begin for begin, _ in shapes], dtype=np.intp)
    asked = np.array([n for _, group in shapes for n in group], dtype=np.int64)
    groups = np.cumsum([0, *(len(group) for _, group in shapes)])[:-1].astype(np.intp)
    return Runs(values, begins, asked, groups)


@settings(deadline=None)
@given(SHAPES)
def test_each_gets_the_total_of_the_rows_he_asked_for(shapes: list[tuple[int, list[int]]]) -> None:
    values = np.random.default_rng(1).normal(0, 1, 50)
    runs = made(values, shapes)
    found = runs.at_ends(runs.totals(np.add, runs.values))
    expected = [
        list(accumulate(values[begin : begin + n].tolist(), add))[-1] if n else None
        for begin, group in shapes
        for n in group
    ]
    assert len(found) == len(expected)
    assert all(
        theirs is None or ours == theirs for ours, theirs in zip(found.tolist(), expected, strict=True)
    )


def test_runs_of_one_length_that_touch_need_no_gathering() -> None:
    values = np.arange(12.0)
    runs = made(values, [(0, [4]), (4, [2, 4]), (8, [4])])
    assert np.shares_memory(runs.values, values)
    assert runs.totals(np.add, runs.values).tolist() == [0, 1, 3, 6, 4, 9, 15, 22, 8, 17, 27, 38]
    assert runs.at_ends(runs.totals(np.add, runs.values)).tolist() == [6, 9, 22, 38]
    assert runs.numbered().tolist() == [1, 2, 3, 4] * 3
    assert runs.one_before(runs.values).tolist() == [0, 0, 1, 2, 0, 4, 5, 6, 0, 8, 9, 10]
    assert runs.firsts().tolist() == [0, 4, 8]
    assert runs.at_groups(runs.firsts()).tolist() == [0, 4, 4, 8]


@pytest.mark.parametrize("height", [3, 300])
@pytest.mark.parametrize("width", [2, 99, 150])
def test_totals_are_the_same_to_the_bit_for_narrow_and_wide_runs(height: int, width: int) -> None:
    values = np.random.default_rng(1).normal(0, 1, height * width)
    runs = made(values, [(start * width, [width]) for start in range(height)])
    expected = [list(accumulate(line.tolist())) for line in values.reshape(height, width)]
    assert runs.totals(np.add, values).tolist() == [total for line in expected for total in line]


def test_no_runs_have_no_rows() -> None:
    runs = made(np.arange(3.0), [])
    assert len(runs.at_ends(runs.totals(np.add, runs.values))) == 0
