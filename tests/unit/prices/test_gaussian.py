"""Wiener and Ornstein-Uhlenbeck paths: exact in law, and the same however they are split."""

from __future__ import annotations

import itertools
import math
import pickle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hyperstream.prices import BrownianPath, GaussianPath, Table, gaussian
from hyperstream.utils.errors import ArgumentTypeError, ArgumentValueError

PATHS = {
    "wiener": BrownianPath(7),
    "slow return": GaussianPath(7, "slow", rate=1e-9),
    "return": GaussianPath(7, "fast", rate=0.02),
    "instant return": GaussianPath(7, "instant", rate=800.0),
}
BOUNDS = st.one_of(st.integers(0, 70), st.integers(0, 10**6), st.integers(0, 2**53 - 500))

KNOWN_WIENER = [
    "-0x1.4124aeb5e4d05p-2",
    "-0x1.8ab9b99b1a456p-1",
    "0x1.b379feafcbc12p+5",
    "0x1.bb1cfa0131e94p+5",
    "-0x1.68735e378571ap+12",
    "-0x1.68721395d943dp+12",
]
KNOWN_RETURN = [
    "0x1.6e1f1918efeabp+1",
    "0x1.2a0ce0314e5b3p+2",
]


@pytest.mark.parametrize("name", PATHS)
def test_any_split_gives_the_same_bits(name: str) -> None:
    path = PATHS[name]

    @settings(max_examples=60, deadline=None)
    @given(first=BOUNDS, sizes=st.lists(st.integers(0, 120), min_size=1, max_size=4))
    def holds(first: int, sizes: list[int]) -> None:
        edges = np.cumsum([first, *sizes]).tolist()
        whole = path.at(first, edges[-1])
        for a, b in itertools.pairwise(edges):
            assert np.array_equal(path.at(a, b), whole[a - first : b - first])

    holds()


def test_long_ranges_that_are_worked_out_in_pieces_are_the_same_too() -> None:
    path = PATHS["wiener"]
    whole = path.at(0, 100_000)
    assert np.array_equal(path.at(12_345, 98_765), whole[12_345:98_765])
    assert np.array_equal(
        np.concatenate([path.at(k, k + 1) for k in range(32_760, 32_775)]), whole[32_760:32_775]
    )


class _OneNormal:
    """Stands for the table of normals: one of them is 1, all others are 0."""

    cells: dict[tuple[int, int], int] = {}  # noqa: RUF012 - filled by the first walk
    chosen = -1

    def __init__(self, *_: object) -> None:
        pass

    def normals(self, *stretches: tuple[int, int, int]) -> np.ndarray:
        cells = [(row, column) for row, first, last in stretches for column in range(first, last)]
        numbers = [self.cells.setdefault(cell, len(self.cells)) for cell in cells]
        return np.array([float(number == self.chosen) for number in numbers])


@pytest.mark.parametrize("rate", [0.0, 1e-6, 0.02, 1.5])
def test_the_covariance_is_exactly_that_of_the_process(rate: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """A path is linear in its normals; their weights give its covariance without any chance."""
    ticks = 70
    monkeypatch.setattr(gaussian, "Table", _OneNormal)
    monkeypatch.setattr(_OneNormal, "cells", {})
    GaussianPath(1, rate=rate).at(0, ticks)
    weights = []
    for cell in range(len(_OneNormal.cells)):
        monkeypatch.setattr(_OneNormal, "chosen", cell)
        weights.append(GaussianPath(1, rate=rate).at(0, ticks))
    covariance = np.array(weights).T @ np.array(weights)
    i, j = np.meshgrid(np.arange(ticks), np.arange(ticks))
    if rate:
        variance = -np.expm1(-2 * rate * np.minimum(i, j)) / (2 * rate)
        expected = np.exp(-rate * np.abs(i - j)) * variance
    else:
        expected = np.minimum(i, j).astype(float)
    assert np.allclose(covariance, expected, rtol=1e-12, atol=1e-14)


def test_the_same_numbers_as_ever() -> None:
    """Known answers: were they to change, streams that are stored could not be continued."""
    got = [x.hex() for first in (1, 1000, 10**12) for x in BrownianPath(7).at(first, first + 2).tolist()]
    assert got == KNOWN_WIENER
    assert [x.hex() for x in PATHS["return"].at(10**9, 10**9 + 2).tolist()] == KNOWN_RETURN


@pytest.mark.parametrize("distance", [0, 10**3, 10**9, 2**53 - 1000])
def test_the_cost_grows_with_the_logarithm_of_the_distance_only(
    distance: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn, words = [], Table.words
    path = BrownianPath(7)
    monkeypatch.setattr(
        Table, "words", lambda self, *s: drawn.append(sum(b - a for _, a, b in s)) or words(self, *s)
    )
    path.at(distance, distance + 1000)
    assert sum(drawn) <= 1000 + 2 * 54
    drawn.clear()
    path.at(distance, distance + 1)
    assert sum(drawn) <= 54


def test_a_path_begins_at_zero_and_components_differ() -> None:
    assert BrownianPath(7).at(0, 1).tolist() == [0.0]
    assert BrownianPath(7).at(5, 5).size == 0
    assert not np.array_equal(BrownianPath(7, 0).at(0, 9), BrownianPath(7, 1).at(0, 9))
    assert not np.array_equal(BrownianPath(7).at(0, 9), BrownianPath(8).at(0, 9))


def test_components_and_seeds_are_independent() -> None:
    n = 20_000
    steps = [np.diff(BrownianPath(seed, c).at(0, n + 1)) for seed in (1, 2) for c in range(3)]
    assert np.abs(np.corrcoef(steps) - np.eye(6)).max() < 4 / math.sqrt(n)


def test_over_seeds_a_value_far_away_is_normal_with_the_variance_of_its_tick() -> None:
    tick, n = 2**40 + 12_345, 200
    values = np.array([BrownianPath(seed).at(tick, tick + 1)[0] for seed in range(n)]) / math.sqrt(tick)
    assert abs(values.mean()) < 4 / math.sqrt(n)
    assert abs(values.var() - 1) < 4 * math.sqrt(2 / n)


def test_steps_far_away_are_still_standard_normal() -> None:
    n = 30_000
    steps = np.diff(BrownianPath(3).at(10**12, 10**12 + n + 1))
    assert abs(steps.mean()) * math.sqrt(n) < 4
    assert abs(steps.var() - 1) < 4 * math.sqrt(2 / n)


def test_the_returning_process_settles_to_its_stationary_law() -> None:
    rate, n = 0.5, 60_000
    values = GaussianPath(11, rate=rate).at(10**6, 10**6 + n)
    # Correlated values count for fewer: n tanh(rate) of them for the variance.
    assert abs(values.var() * 2 * rate - 1) < 4 * math.sqrt(2 / (n * math.tanh(rate)))
    assert abs(np.corrcoef(values[1:], values[:-1])[0, 1] - math.exp(-rate)) < 4 / math.sqrt(n)


def test_a_path_can_be_sent_to_another_process() -> None:
    path = PATHS["return"]
    assert np.array_equal(pickle.loads(pickle.dumps(path)).at(50, 60), path.at(50, 60))


@pytest.mark.parametrize(
    ("first", "last", "parameter"), [(-1, 5, "first"), (5, 4, "last"), (0, 2**53 + 1, "last")]
)
def test_ticks_out_of_bounds_are_refused(first: int, last: int, parameter: str) -> None:
    with pytest.raises(ArgumentValueError, match=f"{parameter} is") as caught:
        BrownianPath(7).at(first, last)
    assert caught.value.parameter == parameter


def test_ticks_that_are_no_whole_numbers_are_refused() -> None:
    with pytest.raises(ArgumentTypeError, match=r"last is 2\.5, a float"):
        BrownianPath(7).at(0, 2.5)


@pytest.mark.parametrize("rate", [-1.0, math.nan, math.inf])
def test_a_rate_that_is_no_rate_is_refused(rate: float) -> None:
    with pytest.raises(ArgumentValueError, match="rate is"):
        GaussianPath(7, rate=rate)


def test_a_component_that_is_none_is_refused() -> None:
    with pytest.raises(ArgumentValueError, match="component is -1"):
        BrownianPath(7, -1)
