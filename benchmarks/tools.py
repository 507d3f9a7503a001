"""Tools on columns of numbers, and windows, beside pandas: a million rows in batches, fewer one by one.

Each tool reads a stream in memory and writes one. pandas computes the same from a Series that is there
already, and records nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from hyperstream import Batch

from .measure import Case
from .tool_runs import BEGIN_MS, Pandas, Setting, both_ways, every_second, seconds

MANY = 1_000_000

_rng = np.random.default_rng(1)
REGULAR = every_second(MANY)
IRREGULAR = BEGIN_MS + np.sort(_rng.choice(1000 * MANY, MANY, replace=False)) + 1
PRICES = _rng.normal(100, 5, MANY)
ALL = seconds(MANY)

THIRD, FAST = "≥ 1/3 of pandas", "≥ 2 M"

ROWS, UNEVEN, OTHERS = (REGULAR, PRICES), (IRREGULAR, PRICES), (REGULAR, PRICES[::-1].copy())


def _case(
    name: str, tool: str, sources: tuple[Any, ...], peer: Pandas | None, target: str, **parameters: Any
) -> list[Case]:
    return both_ways(name, Setting(tool, ALL, sources, parameters), MANY, peer, target)


def cases() -> Iterator[Case]:
    """The ten tools that are used most, those of windows, and those that go with them."""
    for made in (_numbers, _rolling, _windows):
        for group in made():
            yield from group


def _numbers() -> Iterator[list[Case]]:
    import pandas as pd

    index = pd.to_datetime(REGULAR, unit="ms", utc=True)
    series, other = (pd.Series(values, index=index) for values in (PRICES, OTHERS[1]))
    uneven = pd.Series(PRICES, index=pd.to_datetime(IRREGULAR, unit="ms", utc=True))
    yield _case("copy", "copy", (ROWS,), series.copy, THIRD)
    yield _case(
        "apply, a NumPy function",
        "apply",
        (ROWS,),
        lambda: np.sqrt(series),
        THIRD,
        func=np.sqrt,
        vectorised=True,
    )
    yield _case("apply, a Python function", "apply", (ROWS,), lambda: series.map(_half), THIRD, func=_half)
    yield _case("threshold", "threshold", (ROWS,), lambda: series[series > 100], THIRD, above=100)
    yield _case("product", "product", (ROWS, OTHERS), lambda: series * other, THIRD)
    yield _case(
        "aligned_merge",
        "aligned_merge",
        (ROWS, OTHERS),
        lambda: list(zip(*pd.concat([series, other], axis=1).T.to_numpy(), strict=True)),
        THIRD,
    )
    yield _case(
        "mean of two streams each minute",
        "mean",
        (ROWS, OTHERS),
        lambda: _by_minute(pd.concat([series, other])).mean(),
        THIRD,
        every=60,
    )
    yield _case(
        "resample, mean of a minute",
        "resample",
        (ROWS,),
        lambda: _by_minute(series).mean(),
        THIRD,
        every=60,
    )
    yield _case(
        "resample, max of a minute, uneven times",
        "resample",
        (UNEVEN,),
        lambda: _by_minute(uneven).max(),
        THIRD,
        every=60,
        statistic="max",
    )
    yield _case(
        "ohlc of a minute",
        "ohlc",
        (ROWS,),
        lambda: _by_minute(series).ohlc(),
        THIRD,
        every=60,
    )
    yield _case(
        "clock",
        "clock",
        (),
        lambda: pd.date_range(index[0], periods=MANY, freq="s").to_series(),
        THIRD,
        first=ALL.start,
    )


def _rolling() -> Iterator[list[Case]]:
    import pandas as pd

    series = pd.Series(PRICES, index=pd.to_datetime(REGULAR, unit="ms", utc=True))
    uneven = pd.Series(PRICES, index=pd.to_datetime(IRREGULAR, unit="ms", utc=True))
    for statistic in ("mean", "sum", "min", "max", "var", "median"):
        yield _case(
            f"rolling {statistic} of 100 s",
            "rolling",
            (ROWS,),
            lambda s=statistic: getattr(series.rolling("100s"), s)(),  # type: ignore[misc]
            f"{FAST}, {THIRD}" if statistic == "mean" else FAST,
            window=100,
            statistic=statistic,
        )
    for statistic in ("mean", "median"):
        yield _case(
            f"rolling {statistic} of 100 s, uneven times",
            "rolling",
            (UNEVEN,),
            lambda s=statistic: getattr(uneven.rolling("100s"), s)(),  # type: ignore[misc]
            FAST,
            window=100,
            statistic=statistic,
        )
    yield _case(
        "rolling quantile of 100 s",
        "rolling",
        (ROWS,),
        lambda: series.rolling("100s").quantile(0.9),
        FAST,
        window=100,
        statistic="quantile",
        quantile=0.9,
    )
    yield _case(
        "rolling_rows, mean of 100",
        "rolling_rows",
        (ROWS,),
        lambda: series.rolling(100).mean(),
        FAST,
        rows=100,
    )


def _windows() -> Iterator[list[Case]]:
    yield _case("sliding_window", "sliding_window", (), None, FAST, first=ALL.start, lower=-60.0)
    yield _case("tumbling_window", "tumbling_window", (), None, FAST, every=1)
    yield _case("centred_window", "centred_window", (ROWS,), None, FAST, width=10)
    yield _case("aligning_window", "aligning_window", (ROWS,), None, FAST)
    yield _case("session_window", "session_window", (UNEVEN,), None, FAST, gap=3)
    yield _case("count_window", "count_window", (ROWS,), None, FAST, count=10)
    windows = Batch.of_intervals(REGULAR, REGULAR - 60_000, REGULAR)
    yield _case("sliding_statistic, mean of a minute", "sliding_statistic", (windows, ROWS), None, FAST)
    yield _case("sliding_sink", "sliding_sink", (windows, ROWS), None, FAST)


def _by_minute(series: Any) -> Any:
    return series.resample("60s", closed="right", label="right")


def _half(value: float) -> float:
    return value / 2
