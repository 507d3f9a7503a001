"""A Poisson process that can be entered anywhere."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hyperstream.prices import PoissonClock, Table, poisson

CLOCK = PoissonClock(3, "test")
EVENTS = CLOCK.arrivals(0, 40_000)


@settings(max_examples=100, deadline=None)
@given(
    first=st.one_of(st.integers(0, 300), st.integers(0, 10**6), st.integers(0, 2**52)),
    sizes=st.lists(st.integers(0, 90), min_size=1, max_size=4),
)
def test_any_split_gives_the_same_arrivals(first: int, sizes: list[int]) -> None:
    edges = np.cumsum([first, *sizes]).tolist()
    whole = CLOCK.arrivals(first, edges[-1])
    for a, b in itertools.pairwise(edges):
        assert np.array_equal(CLOCK.arrivals(a, b), whole[a - first : b - first])


@settings(max_examples=100, deadline=None)
@given(st.one_of(st.floats(0, 30), st.floats(0, 39_000)))
def test_a_count_finds_the_events_that_have_arrived(time: float) -> None:
    assert CLOCK.count(time) == np.searchsorted(EVENTS, time, side="right") - 1


@settings(max_examples=60, deadline=None)
@given(st.floats(0, 1e12))
def test_a_count_far_away_agrees_with_the_arrivals(time: float) -> None:
    before, after = CLOCK.arrivals((n := CLOCK.count(time)), n + 2)
    assert before <= time < after


def test_an_event_counts_from_its_very_arrival_on() -> None:
    for n in (1, 2, 7, 255, 256, 257, 30_000):
        arrival = float(EVENTS[n])
        assert CLOCK.count(arrival) == n
        assert CLOCK.count(np.nextafter(arrival, 0.0)) == n - 1


@settings(max_examples=60, deadline=None)
@given(start=st.floats(0, 38_000), length=st.one_of(st.floats(0, 5), st.floats(0, 1000)))
def test_between_gives_the_arrivals_after_the_start_up_to_the_end(start: float, length: float) -> None:
    before, arrivals = CLOCK.between(start, start + length)
    assert before == CLOCK.count(start)
    assert np.array_equal(arrivals, EVENTS[(start < EVENTS) & (start + length >= EVENTS)])


def test_between_goes_on_where_more_events_come_than_expected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(poisson, "_FEW", -115)  # 25 of the 100 that are expected
    before, arrivals = CLOCK.between(50.0, 150.0)
    assert before == CLOCK.count(50.0)
    assert np.array_equal(arrivals, EVENTS[(EVENTS > 50.0) & (EVENTS <= 150.0)])


def test_the_times_between_events_are_exponential_and_independent() -> None:
    gaps = np.diff(EVENTS)
    n = gaps.size
    assert abs(gaps.mean() - 1) < 4 / math.sqrt(n)
    assert kolmogorov(1 - np.exp(-gaps)) < 1.95
    assert abs(np.corrcoef(gaps[1:], gaps[:-1])[0, 1]) < 4 / math.sqrt(n)


def test_the_numbers_of_events_a_unit_of_time_are_poisson() -> None:
    counts = np.bincount(EVENTS[1:].astype(int))[:39_000]
    n = counts.size
    assert abs(counts.mean() - 1) < 4 / math.sqrt(n)
    assert abs(counts.var() - 1) < 4 * math.sqrt(3 / n)  # the variance of the variance: (4 - 1 + 1 - 1) / n
    expected = n * np.array([math.exp(-1) / math.factorial(k) for k in range(6)])
    seen = np.bincount(counts, minlength=6)[:6]
    assert ((seen - expected) ** 2 / expected).sum() < 22.5  # chi-square, 6 degrees, 0.1 %


@pytest.mark.parametrize("shape", [1.0, 2.0, 64.0, 2.0**30])
def test_beta_numbers_have_their_moments(shape: float) -> None:
    n = 50_000
    beta = poisson.symmetric_beta(
        Table(1, shape).normals((0, 0, n)), Table(2, shape).normals((0, 0, n)), shape
    )
    variance = 1 / (4 * (2 * shape + 1))
    assert abs(beta.mean() - 0.5) < 4 * math.sqrt(variance / n)
    assert abs(beta.var() / variance - 1) < 4 * math.sqrt(2 / n)
    if shape == 1.0:
        assert kolmogorov(beta) < 1.95


@pytest.mark.parametrize("shape", [1.0, 2.0, 16.0, 2.0**40])
def test_gamma_numbers_have_their_moments(shape: float) -> None:
    n = 50_000
    gamma = poisson.gammas(Table(5, shape), np.full(n, shape))
    assert abs(gamma.mean() - shape) < 4 * math.sqrt(shape / n)
    assert abs(gamma.var() / shape - 1) < 4 * math.sqrt((2 + 6 / shape) / n)
    if shape == 1.0:
        assert kolmogorov(1 - np.exp(-gamma)) < 1.95
    if shape == 2.0:
        assert kolmogorov(1 - np.exp(-gamma) * (1 + gamma)) < 1.95


def kolmogorov(uniform: np.ndarray) -> float:
    """Kolmogorov and Smirnov's distance from the uniform distribution, times the root of the number."""
    n = uniform.size
    ordered = np.sort(uniform)
    above = np.arange(1, n + 1) / n - ordered
    below = ordered - np.arange(n) / n
    return float(max(above.max(), below.max()) * math.sqrt(n))
