from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hyperstream.tool.statistics import ranking
from hyperstream.tool.statistics.ranking import WaveletMatrix, quantiles

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


@given(st.lists(FLOATS | st.just(np.nan), min_size=1, max_size=40), st.integers(1, 9), st.floats(0, 1))
def test_short_windows_and_long_ones_are_found_alike(
    values: list[float], short: int, quantile: float
) -> None:
    array, rng = np.array(values), np.random.default_rng(len(values))
    starts = rng.integers(0, len(array), 50)
    stops = np.minimum(len(array), starts + rng.integers(1, 20, 50))
    with pytest.MonkeyPatch.context() as patch:
        found = []
        for longest in (0, short, 1 << 20):
            patch.setattr(ranking, "_SHORT", longest)
            found.append(quantiles(array, starts, stops, quantile).tobytes())
    assert len(set(found)) == 1


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


def test_many_windows_at_once_are_the_same_as_few(monkeypatch: pytest.MonkeyPatch) -> None:
    values = np.random.default_rng(1).normal(0, 1, 2000)
    stops = np.arange(1, 2001)
    starts = np.maximum(0, stops - 25)
    whole = quantiles(values, starts, stops, 0.3)
    monkeypatch.setattr("hyperstream.tool.statistics.ranking._WINDOWS_AT_ONCE", 64)
    assert quantiles(values, starts, stops, 0.3).tobytes() == whole.tobytes()


def test_no_windows_are_no_result() -> None:
    none = np.zeros(0, dtype=np.intp)
    assert len(quantiles(np.ones(3), none, none, 0.5)) == 0
