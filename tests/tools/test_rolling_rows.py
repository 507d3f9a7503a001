from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from hyperstream.utils.errors import ToolInitialisationError

from .kit import run, seconds, stream, tool_class

RollingRows = tool_class("rolling_rows")
ROWS = [(1, 1.0), (2, 2.0), (10, 6.0), (50, 4.0)]


def test_a_window_holds_so_many_rows() -> None:
    assert run(RollingRows(rows=2), [stream(ROWS)], seconds(0, 99)) == [(2, 1.5), (10, 4.0), (50, 5.0)]
    assert run(RollingRows(rows=2), [stream(ROWS)], seconds(20, 99)) == [(50, 5.0)]


def test_fewer_rows_may_be_enough() -> None:
    tool = RollingRows(rows=3, statistic="sum", min_count=1)
    assert run(tool, [stream(ROWS)], seconds(0, 99)) == [(1, 1.0), (2, 3.0), (10, 9.0), (50, 12.0)]


@pytest.mark.parametrize("statistic", ["mean", "sum", "min", "max", "var", "std", "median"])
@pytest.mark.parametrize("rows", [3, 40])
def test_windows_are_those_of_pandas(statistic: str, rows: int) -> None:
    rng = np.random.default_rng(3)
    times = np.unique(rng.integers(1, 10_000, 700))
    values = rng.normal(100, 10, len(times))
    windows = pd.Series(values).rolling(rows)
    if statistic in ("var", "std"):  # pandas' running variance is right to some 1e-9 only
        theirs = windows.apply(lambda window: getattr(np, statistic)(window, ddof=1), raw=True)
    else:
        theirs = getattr(windows, statistic)()
    source = stream(zip(times.tolist(), values.tolist(), strict=True))
    ours = run(RollingRows(rows=rows, statistic=statistic), [source], seconds(0, 10_000))
    assert [second for second, _ in ours] == times.tolist()[rows - 1 :]
    np.testing.assert_allclose([value for _, value in ours], theirs.to_numpy()[rows - 1 :], rtol=1e-12)


def test_a_window_needs_a_row() -> None:
    with pytest.raises(ToolInitialisationError, match="needs one at least"):
        RollingRows(rows=0)


def test_a_quantile_lies_between_0_and_1() -> None:
    with pytest.raises(ToolInitialisationError, match="quantile is 2"):
        RollingRows(rows=1, quantile=2)


def test_values_have_to_be_numbers() -> None:
    with pytest.raises(TypeError, match="a number is needed"):
        run(RollingRows(rows=1), [stream([(1, "x")])], seconds(0, 9))
