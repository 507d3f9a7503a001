from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hyperstream.tool.statistics import ranking
from hyperstream.tool.statistics.counting import LONGEST, Counted
from hyperstream.tool.statistics.ranking import Arranged, Windows, Written, quantiles
from hyperstream.tool.statistics.wavelet_matrix import WaveletMatrix
from hyperstream.utils import parallel

FLOATS = st.floats(allow_nan=False, width=32) | st.sampled_from((0.0, -0.0, 1.0))


@settings(deadline=None, max_examples=60)
@given(st.lists(FLOATS, min_size=1, max_size=70), st.data())
def test_the_smallest_of_any_stretch_are_found(values: list[float], data: st.DataObject) -> None:
    a = data.draw(st.integers(0, len(values) - 1))
    b = data.draw(st.integers(a + 1, len(values)))
    k = np.arange(b - a)
    order = np.argsort(values, kind="stable")
    ranks = order.argsort().astype(np.int32)
    found = WaveletMatrix(ranks).smallest(np.full(b - a, a), np.full(b - a, b), k)
    assert found.tolist() == sorted(ranks[a:b].tolist())
    assert [values[order[rank]] for rank in found] == sorted(values[a:b])


@pytest.mark.parametrize("quantile", [0.0, 0.1, 0.5, 0.77, 1.0])
def test_quantiles_are_those_of_numpy(quantile: float) -> None:
    rng = np.random.default_rng(1)
    values = rng.normal(0, 1, 500).round(1)
    starts = rng.integers(0, 490, 300)
    stops = np.minimum(500, starts + rng.integers(1, 200, 300))
    theirs = [np.quantile(values[a:b], quantile) for a, b in zip(starts, stops, strict=True)]
    np.testing.assert_allclose(quantiles(values, starts, stops, quantile), theirs, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("longest", [1, 2, 20, 63, 64, 128, 129, LONGEST])
def test_whichever_way_rows_are_found_they_are_those_of_the_sorted_window(longest: int) -> None:
    rng = np.random.default_rng(longest)
    values = np.concatenate((rng.normal(0, 1, 900).round(1), [np.inf] * 9, [np.nan] * 30, [0.0] * 300)) + 0.0
    starts = np.sort(rng.integers(0, len(values), 400))
    stops = np.minimum(len(values), starts + rng.integers(1, longest + 1, 400))
    windows, k = Windows(values, starts, stops), rng.integers(0, stops - starts)
    pairs = zip(starts, stops, strict=True)
    sorted_windows = [np.sort(values[a:b])[at] for (a, b), at in zip(pairs, k, strict=True)]
    some = np.flatnonzero(k % 2)
    for way in (Written(windows), Counted(*windows), Arranged(windows)):
        np.testing.assert_array_equal(way.smallest(k, slice(None)), sorted_windows)
        np.testing.assert_array_equal(way.smallest(k[some], some), np.array(sorted_windows)[some])


@pytest.mark.parametrize("rows", [1, 2, 63, 64, 65, 511, 512, 513, 1100])
def test_any_number_of_rows_can_be_counted(rows: int) -> None:
    values = np.random.default_rng(rows).permutation(rows).astype(float)
    for width in (1, 2, 40, 128, 129, LONGEST):
        stops = np.arange(1, rows + 1)
        starts = np.maximum(0, stops - width)
        counted = Counted(values, starts, stops)
        for share in (0.0, 0.3, 1.0):
            k = (share * (stops - starts - 1)).astype(np.int64)
            pairs = zip(starts, stops, k, strict=True)
            assert counted.smallest(k, slice(None)).tolist() == [
                sorted(values[a:b])[at] for a, b, at in pairs
            ]


@settings(deadline=None, max_examples=50)
@given(st.lists(FLOATS | st.just(np.nan), min_size=1, max_size=40), st.integers(1, 9), st.floats(0, 1))
def test_windows_in_any_order_are_found_as_each_alone(
    values: list[float], longest: int, quantile: float
) -> None:
    array, rng = np.array(values), np.random.default_rng(len(values))
    starts = rng.integers(0, len(array), 50)
    stops = np.minimum(len(array), starts + rng.integers(1, longest + 1, 50))
    alone = [quantiles(array, starts[n : n + 1], stops[n : n + 1], quantile) for n in range(50)]
    assert quantiles(array, starts, stops, quantile).tobytes() == np.concatenate(alone).tobytes()


def test_a_window_is_the_same_whatever_is_found_with_it() -> None:
    values = np.random.default_rng(1).normal(0, 1, 5000)
    stops = np.arange(300, 5001)
    for width in (1, 2, 99, 256, 257, 300):
        starts = stops - width
        whole = quantiles(values, starts, stops, 0.37)
        parts = [
            quantiles(values, starts[a : a + 997], stops[a : a + 997], 0.37) for a in range(0, 4701, 997)
        ]
        assert np.concatenate(parts).tobytes() == whole.tobytes()


def test_nan_makes_the_quantile_nan_and_infinity_is_a_number() -> None:
    values = np.array([1.0, np.nan, 2.0, np.inf, 5.0])
    found = quantiles(values, np.array([0, 0, 2, 2]), np.array([1, 2, 4, 5]), 0.5)
    np.testing.assert_array_equal(found, [1.0, np.nan, np.inf, 5.0])


@pytest.mark.parametrize("width", [7, 25, 300])
def test_pieces_and_threads_change_nothing(monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    values = np.random.default_rng(1).normal(0, 1, 2000)
    stops = np.arange(1, 2001)
    starts = np.maximum(0, stops - width)
    whole = quantiles(values, starts, stops, 0.3)
    monkeypatch.setattr(ranking, "_WINDOWS_AT_ONCE", 64)
    for threads in (1, 4):
        monkeypatch.setattr(parallel, "WORKERS", threads)
        assert quantiles(values, starts, stops, 0.3).tobytes() == whole.tobytes()


def test_rows_that_no_window_holds_are_not_looked_at() -> None:
    values = np.arange(3_000_000.0)
    starts, sizes = np.array([5, 1_500_000, 2_999_800]), np.array([1, 199, 200])
    found = quantiles(values, starts, starts + sizes, 0.5)
    assert found.tolist() == [5.0, 1_500_099.0, 2_999_899.5]
    pieces = ranking._near(values, starts, starts + sizes)
    assert [len(piece.values) for piece in pieces] == [1, 199, 200]


def test_no_windows_are_no_result() -> None:
    none = np.zeros(0, dtype=np.intp)
    assert len(quantiles(np.ones(3), none, none, 0.5)) == 0
