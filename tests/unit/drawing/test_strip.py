"""Time as a line of characters."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hyperstream.drawing import State, cells, fitting_cell, legend, ruler, shares
from hyperstream.drawing.diagram import percent, percentages
from hyperstream.drawing.states import Timeline
from hyperstream.drawing.strip import DAY, HOUR, MINUTE, NICE
from hyperstream.utils.time_utils import parse_datetime, to_ms

START = to_ms(parse_datetime("2026-11-10"))


def test_a_cell_shows_the_worst_state_inside_it() -> None:
    timeline = (
        (0, 15, State.CURRENT),
        (15, 16, State.STALE),
        (16, 20, State.CURRENT),
        (20, 25, State.EMPTY),
        (25, 31, State.MISSING),
        (31, 39, State.MISSING),
        (39, 40, State.FAILED),
    )
    found = cells(timeline, 0, 50, 10)
    assert found == [State.CURRENT, State.STALE, State.MISSING, State.FAILED, State.UNKNOWN]


def test_an_end_on_the_border_of_a_cell_is_not_in_the_next_one() -> None:
    assert cells(((0, 10, State.STALE), (10, 20, State.CURRENT)), 0, 20, 10) == [State.STALE, State.CURRENT]


def test_a_cell_with_data_and_without_shows_data() -> None:
    assert cells(((0, 5, State.EMPTY), (5, 10, State.CURRENT)), 0, 10, 10) == [State.CURRENT]


@st.composite
def timelines(draw: st.DrawFn) -> Timeline:
    """Pieces without gaps from 0 on."""
    lengths = draw(st.lists(st.integers(1, 40), min_size=1, max_size=12))
    states = draw(st.lists(st.sampled_from(State), min_size=len(lengths), max_size=len(lengths)))
    ends = [sum(lengths[: place + 1]) for place in range(len(lengths))]
    return tuple(zip([0, *ends[:-1]], ends, states, strict=True))


@given(timelines(), st.integers(1, 50))
def test_each_cell_is_the_worst_of_its_instants(timeline: Timeline, cell: int) -> None:
    end = timeline[-1][1]
    instants = [state for a, b, state in timeline for _ in range(a, b)]
    wanted = [
        min(instants[place : place + cell], key=lambda state: state.rank) for place in range(0, end, cell)
    ]
    assert cells(timeline, 0, end, cell) == wanted


@given(st.integers(1, 10**12), st.integers(1, 300))
def test_a_fitting_cell_fits_and_no_smaller_nice_one_does(length: int, width: int) -> None:
    cell = fitting_cell(0, length, width)
    assert -(-length // cell) <= width
    assert all(-(-length // smaller) > width for smaller in NICE if smaller < cell)


@pytest.mark.parametrize(
    ("length", "cell", "mark", "means"),
    [
        (2 * DAY, HOUR, "11-10 12", "2026-11-10 12:00"),
        (60 * DAY, DAY, "2026-11-24", "2026-11-24"),
        (HOUR, MINUTE, "11-10 00:15", "2026-11-10 00:15"),
        (MINUTE, 1000, "00:00:10", "2026-11-10 00:00:10"),
    ],
)
def test_the_ruler_names_times_where_their_cells_begin(length: int, cell: int, mark: str, means: str) -> None:
    line = ruler(START, START + length, cell)
    assert line.index(mark) == (to_ms(parse_datetime(means)) - START) // cell
    assert line[0] != " "
    assert len(line) <= length // cell


@given(st.integers(0, 2 * 10**12), st.integers(1, 10**11), st.integers(1, 200))
def test_the_marks_of_a_ruler_stand_apart_and_over_the_strip(start: int, length: int, width: int) -> None:
    cell = fitting_cell(start, start + length, width)
    line = ruler(start, start + length, cell)
    marks = re.split(r"  +", line)
    assert len({len(mark) for mark in marks}) == 1
    assert len(line) <= max(-(-length // cell), len(marks[0]))


def test_shares_add_up_and_name_current_time_without_data_as_current() -> None:
    found = shares([((0, 50, State.CURRENT), (50, 60, State.EMPTY), (60, 100, State.MISSING))])
    assert found == {State.CURRENT: 0.5, State.EMPTY: 0.1, State.MISSING: 0.4}
    assert percentages(found) == "60 % current, 40 % missing"
    assert shares([]) == {}
    assert percent(0.99999) == "99 %"


def test_signs_are_single_and_each_their_own() -> None:
    assert len({state.glyph for state in State}) == len({state.plain for state in State if state.plain}) == 7
    assert legend(plain=True).isascii()
    assert all(len(state.glyph) == len(state.plain) == 1 for state in State)
