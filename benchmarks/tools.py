"""Tools beside pandas: a million rows in batches, fewer one by one.

Each tool reads a stream in memory and writes one, through the run loop as always: claimed, checked,
recorded. pandas computes the same from a Series that is there already, and records nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from hyperstream import Batch, HyperStream, Stream, StreamId, TimeInterval

from .measure import Case, Contestant

MANY, FEW = 1_000_000, 50_000
BEGIN_MS = 1_577_836_800_000
"""2020-01-01, ms."""

_rng = np.random.default_rng(1)
REGULAR = BEGIN_MS + 1000 * np.arange(1, MANY + 1)
IRREGULAR = BEGIN_MS + np.sort(_rng.choice(1000 * MANY, MANY, replace=False)) + 1
PRICES = _rng.normal(100, 5, MANY)
ALL = TimeInterval.from_ms(BEGIN_MS, BEGIN_MS + 1000 * MANY + 60_000)

Pandas = Callable[[], Any]


def _stream(hs: HyperStream, name: str, times: Any, values: Any, **meta_data: str) -> Stream:
    stream = hs.channel_manager.memory.get_or_create_stream(StreamId(name, meta_data))
    stream.write(Batch(times, values))
    return stream


def _batches(tool: str, sources: list[tuple[Any, Any]], **parameters: Any) -> float:
    """Seconds for one run, columns in and columns out."""
    hs = HyperStream("memory://")
    streams = [_stream(hs, "source", *rows, place=str(place)) for place, rows in enumerate(sources)]
    sink = hs.channel_manager.memory["sink"]
    made = hs.tools.get(tool)(**parameters)
    started = time.perf_counter()
    made.execute(streams, sink, ALL)
    seconds = time.perf_counter() - started
    hs.close()
    return seconds


def _instances(tool: str, sources: list[tuple[Any, Any]], **parameters: Any) -> float:
    """Seconds for one run, whose source holds instances and whose result is read as such."""
    hs = HyperStream("memory://")
    streams = []
    for place, (times, values) in enumerate(sources):
        rows = Batch(times, values).instances()
        stream = hs.channel_manager.memory.get_or_create_stream(StreamId("source", {"place": str(place)}))
        stream.write(Batch.from_instances(rows))
        streams.append(stream)
    sink = hs.channel_manager.memory["sink"]
    made = hs.tools.get(tool)(**parameters)
    started = time.perf_counter()
    made.execute(streams, sink, ALL)
    for _ in sink.window(ALL):
        pass
    seconds = time.perf_counter() - started
    hs.close()
    return seconds


def _timed(function: Pandas) -> Contestant:
    def run() -> float:
        started = time.perf_counter()
        function()
        return time.perf_counter() - started

    return run


def _case(
    name: str, tool: str, sources: list[tuple[Any, Any]], peer: Pandas | None, target: str, **parameters: Any
) -> list[Case]:
    """In batches beside pandas, and one by one."""
    contestants = {"hyperstream": partial(_batches, tool, sources, **parameters)}
    if peer is not None:
        contestants["pandas"] = _timed(peer)
    few = [(times[:FEW], values[:FEW]) for times, values in sources]
    one_by_one = {"hyperstream": partial(_instances, tool, few, **parameters)}
    return [
        Case(f"{name}, batches", MANY, "instances", contestants, target),
        Case(f"{name}, one by one", FEW, "instances", one_by_one),
    ]


def cases() -> list[Case]:
    """The ten tools that are used most, and those of windows."""
    import pandas as pd

    index = pd.to_datetime(REGULAR, unit="ms", utc=True)
    series = pd.Series(PRICES, index=index)
    uneven = pd.Series(PRICES, index=pd.to_datetime(IRREGULAR, unit="ms", utc=True))
    other = pd.Series(PRICES[::-1].copy(), index=index)
    regular, irregular = (REGULAR, PRICES), (IRREGULAR, PRICES)
    second = (REGULAR, PRICES[::-1].copy())
    dictionaries = [{"a": price, "b": 1} for price in PRICES.tolist()]
    frame = pd.DataFrame(dictionaries, index=index)
    third, windows = "≥ 1/3 of pandas", "≥ 2 M, 1/3 of pandas"
    rows: list[list[Case]] = [
        _case(
            "apply, a NumPy function",
            "apply",
            [regular],
            lambda: np.sqrt(series),
            third,
            func=np.sqrt,
            vectorised=True,
        ),
        _case("apply, a Python function", "apply", [regular], lambda: series.map(_half), third, func=_half),
        _case("threshold", "threshold", [regular], lambda: series[series > 100], third, above=100),
        _case("component", "component", [(REGULAR, dictionaries)], lambda: frame["a"], "", key="a"),
        _case("product", "product", [regular, second], lambda: series * other, third),
        _case(
            "aligned_merge",
            "aligned_merge",
            [regular, second],
            lambda: list(zip(*pd.concat([series, other], axis=1).T.to_numpy(), strict=True)),
            third,
        ),
        _case("copy", "copy", [regular], series.copy, third),
        _case(
            "resample, mean of a minute",
            "resample",
            [regular],
            lambda: series.resample("60s", closed="right", label="right").mean(),
            third,
            every=60,
        ),
        _case(
            "resample, max of a minute, uneven times",
            "resample",
            [irregular],
            lambda: uneven.resample("60s", closed="right", label="right").max(),
            third,
            every=60,
            statistic="max",
        ),
        _case(
            "list_length",
            "list_length",
            [(REGULAR, [[1, 2]] * MANY)],
            lambda: pd.Series([[1, 2]] * MANY).map(len),
            third,
        ),
    ]
    for statistic in ("mean", "sum", "min", "max", "var", "median"):
        rows.append(
            _case(
                f"rolling {statistic} of 100 s",
                "rolling",
                [regular],
                lambda s=statistic: getattr(series.rolling("100s"), s)(),
                windows,
                window=100,
                statistic=statistic,
            )
        )
    rows += [
        _case(
            "rolling mean of 100 s, uneven times",
            "rolling",
            [irregular],
            lambda: uneven.rolling("100s").mean(),
            windows,
            window=100,
        ),
        _case(
            "rolling quantile of 100 s",
            "rolling",
            [regular],
            lambda: series.rolling("100s").quantile(0.9),
            windows,
            window=100,
            statistic="quantile",
            quantile=0.9,
        ),
        _case(
            "rolling_rows, mean of 100",
            "rolling_rows",
            [regular],
            lambda: series.rolling(100).mean(),
            windows,
            rows=100,
        ),
        _case("centred_window", "centred_window", [regular], None, "≥ 2 M", width=10),
        _case("aligning_window", "aligning_window", [regular], None, "≥ 2 M"),
        _case("session_window", "session_window", [irregular], None, "≥ 2 M", gap=3),
        _case("count_window", "count_window", [regular], None, "≥ 2 M", count=10),
    ]
    rows.append(
        [
            Case(
                "clock",
                MANY,
                "instances",
                {
                    "hyperstream": partial(_batches, "clock", [], first=ALL.start),
                    "pandas": _timed(lambda: pd.date_range(index[0], periods=MANY, freq="s")),
                },
            ),
            Case(
                "sliding_window, batches",
                MANY,
                "instances",
                {"hyperstream": partial(_batches, "sliding_window", [], first=ALL.start)},
                "≥ 2 M",
            ),
            Case(
                "tumbling_window, batches",
                MANY,
                "instances",
                {"hyperstream": partial(_batches, "tumbling_window", [], every=1)},
                "≥ 2 M",
            ),
            Case(
                "sliding_statistic, mean of a minute each second",
                MANY,
                "instances",
                {"hyperstream": _sliding_mean},
                "≥ 2 M",
            ),
        ]
    )
    return [case for group in rows for case in group]


def _half(value: float) -> float:
    return value / 2


def _sliding_mean() -> float:
    """Windows first, which are not counted, then a statistic of each."""
    hs = HyperStream("memory://")
    data = _stream(hs, "data", REGULAR, PRICES)
    windows, sink = hs.channel_manager.memory["windows"], hs.channel_manager.memory["sink"]
    hs.tools.get("sliding_window")(first=ALL.start, lower=-60).execute([], windows, ALL)
    tool = hs.tools.get("sliding_statistic")()
    started = time.perf_counter()
    tool.execute([windows, data], sink, ALL)
    seconds = time.perf_counter() - started
    hs.close()
    return seconds
