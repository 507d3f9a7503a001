from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hyperstream.tool.statistics.moving import MOVING, boundaries, moving, of_rows, roundest
from hyperstream.tool.windows import FIRST_MS

Drawn = tuple[list[float], list[int], list[tuple[int, int]]]


@st.composite
def windows(draw: st.DrawFn) -> Drawn:
    """Values, times that rise, and windows of them in any order."""
    steps = draw(st.lists(st.sampled_from((1, 2, 1000, 86_400_000)), min_size=1, max_size=60))
    stamps = (np.cumsum(steps) + draw(st.integers(-(10**13), 10**13))).tolist()
    scale = draw(st.sampled_from((1.0, 1e6)))
    drawn = draw(st.lists(st.floats(-1, 1, width=32), min_size=len(stamps), max_size=len(stamps)))
    pairs = st.tuples(st.integers(0, len(stamps) - 1), st.integers(1, 60))
    spans = [(a, min(len(stamps), a + n)) for a, n in draw(st.lists(pairs, max_size=30))]
    return [value + scale for value in drawn], stamps, sorted(spans) if draw(st.booleans()) else spans


def exact(window: list[float], statistic: str) -> float:
    """By fractions, rounded once."""
    rows = [Fraction(value) for value in window]
    total = sum(rows, Fraction(0))
    mean = total / len(rows)
    squares = sum(((row - mean) ** 2 for row in rows), Fraction(0))
    found = {"sum": total, "mean": mean, "min": min(rows), "max": max(rows)}
    if statistic in found:
        return float(found[statistic])
    if len(rows) == 1:
        return float("nan")
    return float(squares / (len(rows) - 1)) ** (0.5 if statistic == "std" else 1)


def moved(values: list[float], stamps: list[int], spans: list[tuple[int, int]], statistic: str) -> np.ndarray:
    starts, stops = (np.array([span[end] for span in spans], dtype=np.intp) for end in (0, 1))
    return moving(np.array(values), np.array(stamps), starts, stops, statistic)


@settings(deadline=None, max_examples=60)
@given(windows())
def test_every_window_is_right_to_a_few_bits(drawn: Drawn) -> None:
    values, stamps, spans = drawn
    for statistic in MOVING:
        ours = moved(values, stamps, spans, statistic)
        theirs = [exact(values[a:b], statistic) for a, b in spans]
        # The distances of values near a million from each other are known to some ten digits only.
        np.testing.assert_allclose(ours, theirs, rtol=1e-13, atol=0 if values[0] < 1e5 else 1e-16)


@settings(deadline=None, max_examples=60)
@given(windows(), st.data())
def test_a_window_is_the_same_to_the_bit_whatever_is_computed_with_it(
    drawn: Drawn, data: st.DataObject
) -> None:
    values, stamps, spans = drawn
    if not spans:
        return
    a, b = data.draw(st.sampled_from(spans))
    low, high = data.draw(st.integers(0, a)), data.draw(st.integers(b, len(values)))
    for statistic in MOVING:
        among = moved(values, stamps, spans, statistic)[spans.index((a, b))]
        alone = moved(values[low:high], stamps[low:high], [(a - low, b - low)], statistic)[0]
        assert among.tobytes() == alone.tobytes()


@pytest.mark.parametrize("statistic", list(MOVING))
def test_nan_and_infinity_stay_where_they_are(statistic: str) -> None:
    values = [1.0, 2.0, np.nan, 3.0, 4.0, np.inf, -np.inf, 5.0, 7.0]
    spans = [(0, 2), (1, 4), (3, 5), (4, 7), (7, 9)]
    found = moved(values, list(range(9)), spans, statistic)
    assert np.isnan(found[1])
    assert np.isfinite(found[[0, 2, 4]]).all()
    assert not np.isfinite(found[3])


def test_many_windows_at_once_are_the_same_as_few(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(1)
    values, stamps = rng.normal(0, 1, 3000), np.cumsum(rng.integers(1, 50, 3000))
    stops = np.arange(1, 3001)
    starts = np.maximum(0, stops - rng.integers(1, 40, 3000))
    whole = {name: moving(values, stamps, starts, stops, name) for name in MOVING}
    monkeypatch.setattr("hyperstream.tool.statistics.moving._WINDOWS_AT_ONCE", 64)
    for name, found in whole.items():
        assert moving(values, stamps, starts, stops, name).tobytes() == found.tobytes()


def test_no_windows_are_no_result() -> None:
    none = np.zeros(0, dtype=np.intp)
    for statistic in MOVING:
        assert len(moving(np.zeros(0), none, none, none, statistic)) == 0
        assert len(moving(np.ones(3), np.arange(3), none, none, statistic)) == 0


@given(st.integers(0, 10**14), st.integers(1, 10**9))
def test_the_roundest_moment_has_the_most_trailing_zeros(first: int, width: int) -> None:
    (moment,) = (
        roundest(np.array([first + FIRST_MS]), np.array([first + width + FIRST_MS])) - FIRST_MS
    ).tolist()
    assert first < moment <= first + width
    round_to = moment & -moment
    assert (first + width) // (2 * round_to) == first // (2 * round_to)


@given(st.integers(-(10**13), 10**13), st.integers(1, 10**9))
def test_windows_of_one_length_are_cut_at_its_multiples(end: int, width: int) -> None:
    (moment,) = boundaries(np.array([end]), width).tolist()
    assert end - width < moment <= end
    assert (moment - 1 - FIRST_MS) % width == 0


@pytest.mark.parametrize("statistic", MOVING)
@pytest.mark.parametrize(("phase", "first"), [(0, 6), (3, 6), (4, 9), (6, 8)])
def test_windows_row_by_row_are_the_same_to_the_bit_as_each_by_itself(
    statistic: str, phase: int, first: int
) -> None:
    width = 7
    values = np.random.default_rng(phase).normal(1e3, 1, 60)
    stamps = 1000 * np.arange(60) + 1
    stops = np.arange(first + 1, 58)
    starts, moments = stops - width, 1000 * ((stops - 1 + phase) // width * width - phase) + 1
    together = moving(values, stamps, starts, stops, statistic, moments)
    alone = [
        moving(values, stamps, starts[i : i + 1], stops[i : i + 1], statistic, moments[i : i + 1])
        for i in range(len(stops))
    ]
    assert together.tobytes() == np.concatenate(alone).tobytes()


def test_boundaries_of_many_ends_are_those_of_each() -> None:
    ends = np.sort(np.random.default_rng(1).integers(-5000, 5000, 500))
    for width in (7, 999, 10**6):
        alone = np.concatenate([boundaries(ends[i : i + 1], width) for i in range(len(ends))])
        assert boundaries(ends, width).tolist() == alone.tolist()
    assert not len(boundaries(ends[:0], 7))


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.tuples(st.sampled_from((1, 2, 3, 1000)), st.integers(1, 20)), min_size=1, max_size=4),
    st.integers(-5000, 5000),
    st.integers(2, 9),
)
def test_a_window_of_so_many_rows_is_the_same_to_the_bit_with_its_own_rows_alone(
    steps: list[tuple[int, int]], first: int, size: int
) -> None:
    stamps = np.cumsum([first, *(step for step, count in steps for _ in range(count))])
    values = np.random.default_rng(size).normal(1e3, 1, len(stamps))
    stops = np.arange(size, len(stamps) + 1)
    starts, moments = stops - size, of_rows(stamps, stops - size, stops)
    start, stop = np.array([0]), np.array([size])
    some = list(range(0, len(starts), 3))
    for statistic in MOVING:
        together = moving(values, stamps, starts, stops, statistic, moments)
        for n in some:
            own = slice(starts[n], stops[n])
            cut = of_rows(stamps[own], start, stop)
            assert moving(values[own], stamps[own], start, stop, statistic, cut) == together[n]
    extremes = [max(values[a:b]) for a, b in zip(starts, stops, strict=True)]
    assert moving(values, stamps, starts, stops, "max", moments).tolist() == extremes
