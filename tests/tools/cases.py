"""For each shipped tool, one way to set it up with random sources; `test_split_law` runs them.

A tool without a case here fails the law's test, so a new tool gets one.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd

from hyperstream import Stream, StreamInstance, TimeInterval
from hyperstream.itertools2 import online_average
from hyperstream.tool import BaseTool

from .kit import at, empty, seconds, series_store, tool_class

SPAN = 600
"""Sources have data, and tools compute, from 0 to so many seconds."""

Rows = list[tuple[float, Any]]


def times(rng: random.Random) -> list[float]:
    """Times of one source, some of them close together, some outside the span."""
    count = rng.choice((0, 1, 5, 40))
    return sorted(
        {rng.choice((*[rng.randint(-60, SPAN + 60)] * 4, rng.randint(0, 40) / 4)) for _ in range(count)}
    )


def number(rng: random.Random, place: int) -> float:
    """Numbers, for twelve rows at a time only whole ones."""
    if place // 12 % 2 == 0:
        return rng.randint(-9, 9)
    return rng.choice((rng.gauss(0, 1e3), rng.gauss(0, 1e-3), float(rng.randint(-3, 3))))


def anything(rng: random.Random, place: int) -> Any:
    some = number(rng, place)
    return rng.choice((some, True, None, "text", [1, 2.5], {"a": some, "b": "x"}, {"b": []}))


def roomed(rng: random.Random, place: int) -> dict[str, Any]:
    return {"room": rng.choice(("1", "2", 3)), "x": number(rng, place)}


def real(rng: random.Random, place: int) -> float:
    return float(number(rng, place))


def cell(rng: random.Random, place: int) -> dict[str, Any]:
    return {"x": rng.choice((None, real(rng, place))), "y": str(place)}


def window(rng: random.Random, place: int) -> TimeInterval:
    start = rng.randint(-50, SPAN)
    return seconds(start, start + rng.randint(1, 120))


Value = Callable[[random.Random, int], Any]
"""Makes the value of a row."""


@dataclass(frozen=True)
class Case:
    """One tool, and what it reads and writes.

    Attributes:
        tool: Makes the tool; given a folder for files.
        sources: What the values of each source are.
        alignment: What the values of the alignment stream are, where there is one.
        splitting: What the values of the splitting stream are, where there is one.
        plates: Meta data of each sink; sources lie at room 1, 2, ...
        series: What the rows of the time-series store are, under "prices" and "ACME", where there are some.
        times: Whether sources have times of their own, the same ones, or none in common.
    """

    tool: Callable[[Path], BaseTool]
    sources: tuple[Value, ...] = ()
    alignment: Value | None = None
    splitting: Value | None = None
    plates: tuple[dict[str, str], ...] = field(default=({},))
    times: Literal["own", "same", "apart"] = "own"
    series: Value | None = None


def made(name: str, version: str | None = None, **parameters: Any) -> Callable[[Path], BaseTool]:
    return lambda folder: tool_class(name, version)(**parameters)


def file_lines(folder: Path, name: str, line: Callable[[str, float], str], head: str = "") -> str:
    """The path of a file with a line every seven seconds, in no order."""
    path = folder / name
    if not path.exists():
        rng = random.Random(3)
        rows = [(f"1970-01-01T00:{i // 60:02}:{i % 60:02}Z", rng.gauss(0, 9)) for i in range(0, SPAN, 7)]
        rng.shuffle(rows)
        path.write_text("".join([head, *(line(*row) + "\n" for row in rows)]))
    return str(path)


def csv_file(folder: Path) -> BaseTool:
    path = file_lines(folder, "rows.csv", lambda when, value: f"{when},{value!r}", "time,value\n")
    return tool_class("csv_reader")(path, value_column="value")


def csv_files(folder: Path) -> BaseTool:
    for room in ("1", "2"):
        file_lines(folder, f"room {room}.csv", lambda when, value: f"{when},{value!r},x", "time,value,name\n")
    return tool_class("csv_multi_reader")(
        str(folder / "room {}.csv"), value_column=["name", "value"], cells="text"
    )


def json_file(folder: Path) -> BaseTool:
    path = file_lines(folder, "rows.jsonl", lambda *row: json.dumps(dict(zip(("t", "v"), row, strict=True))))
    return tool_class("jsonl_reader")(path, date_column="t")


def frame() -> Any:
    rng = np.random.default_rng(3)
    return pd.DataFrame(
        {"v": rng.normal(size=99)}, index=pd.to_datetime(rng.permutation(SPAN)[:99], unit="s")
    )


def parquet_file(folder: Path) -> BaseTool:
    path = folder / "rows.parquet"
    if not path.exists():
        frame().rename_axis("t").reset_index().to_parquet(path, row_group_size=20)
    return tool_class("parquet_reader")(str(path), date_column="t", value_column="v")


ROOMS = ({"room": "1"}, {"room": "2"})

GENERATORS: Mapping[str, dict[str, Any]] = {
    "betavariate": {"alpha": 0.5, "beta": 3},
    "expovariate": {"lambd": 2},
    "gammavariate": {"alpha": 1.5, "beta": 2},
    "gauss": {"mu": 1, "sigma": 3},
    "lognormvariate": {"mu": 0, "sigma": 1},
    "normalvariate": {},
    "paretovariate": {"alpha": 3},
    "randint": {"a": -5, "b": 5},
    "random": {},
    "randrange": {"start": 0, "stop": 2**60 + 1},
    "triangular": {"mode": 0.3},
    "uniform": {"a": -1, "b": 3},
    "vonmisesvariate": {"mu": 1, "kappa": 0.7},
    "weibullvariate": {"alpha": 1, "beta": 1.5},
}
"""Parameters of the generators of random data."""

GRID = {"delta": 1.0, "stride": 7.3, "first": at(11), "seed": 5}
PRICES: Mapping[str, dict[str, Any]] = {
    "arithmetic_brownian_motion": {"start_price": 1, "mu": 0, "sigma": 1},
    "geometric_brownian_motion": {"start_price": 70, "mu": 0.05, "sigma": 0.3},
    "merton_jump_diffusion": {
        "start_price": 70,
        "mu": 0.05,
        "sigma": 0.3,
        "jump_rate": 50,
        "jump_mean": 0,
        "jump_sigma": 0.1,
    },
    "ornstein_uhlenbeck": {"start_price": 30, "mean": 50, "speed": 12, "sigma": 20},
}
"""Parameters of the generators of prices."""
BASKET = {"start_prices": [70, 20], "mu": 0.05, "sigma": 0.3, "correlation": [[1, 0.5], [0.5, 1]]}

CASES: Mapping[str, list[Case]] = {
    **{name: [Case(made(name, seed=5, **given), alignment=anything)] for name, given in GENERATORS.items()},
    **{name: [Case(made(name, **given, **GRID))] for name, given in PRICES.items()},
    **{
        name: [
            Case(made(name), (number, number)),
            Case(made(name, every="7s", offset="2s"), (number,)),
            Case(made(name, every="1min", aggregation_meta_data="house"), (number, number, number)),
        ]
        for name in ("mean", "minimum", "maximum", "total")
    },
    "geometric_brownian_basket": [
        Case(made("geometric_brownian_basket", assets=["1", "2"], **BASKET, **GRID), plates=ROOMS)
    ],
    "custom": [
        Case(made("custom", func=repr), alignment=anything),
        Case(made("custom", func=lambda when, rng: rng.normal(), seed=5), alignment=anything),
    ],
    "aggregate": [Case(made("aggregate", func=list, aggregation_meta_data="house"), (anything, anything))],
    "aligned_merge": [
        Case(made("aligned_merge"), (number, anything)),
        Case(made("aligned_merge", names=["x", "y"]), (number, number)),
    ],
    "aligning_window": [Case(made("aligning_window", lower=-7.5, upper=3), (anything,))],
    "apply": [Case(made("apply", func=repr), (anything,))],
    "clock": [Case(made("clock", first=at(11), stride=7.3)), Case(made("clock", stride=1 / 3))],
    "component": [Case(made("component", key="a"), (anything,))],
    "copy": [Case(made("copy"), (anything,))],
    "csv_multi_reader": [Case(csv_files, plates=ROOMS)],
    "csv_reader": [Case(csv_file)],
    "dataframe_reader": [Case(lambda folder: tool_class("dataframe_reader")(frame(), value_column="v"))],
    "dummy": [Case(made("dummy"), (anything,))],
    "index_of": [
        Case(made("index_of", index=2, selector_meta_data="room"), (anything, anything), plates=({},))
    ],
    "jsonl_reader": [Case(json_file)],
    "meta_instance_from_list": [Case(made("meta_instance_from_list", values=["a", "b"]), (number,))],
    "ohlc": [Case(made("ohlc", every=45, offset=10, min_count=2), (number,))],
    "parquet_reader": [Case(parquet_file)],
    "resample": [
        Case(made("resample", every=45, statistic=statistic, offset=10, min_count=least), (number,))
        for statistic, least in (("mean", 1), ("min", 2), ("max", 1), ("sum", 1), ("count", 1), ("last", 1))
    ],
    "rolling": [
        Case(made("rolling", window=61, statistic=statistic, centred=centred), (number,))
        for statistic, centred in (("mean", True), ("sum", False), ("min", True), ("max", False))
    ],
    "sliding_apply": [Case(made("sliding_apply", func=online_average), (window, number))],
    "sliding_listify": [Case(made("sliding_listify", include_time=True), (window, anything))],
    "sliding_window": [
        Case(made("sliding_window", first=at(3), lower=-90, upper=30, increment=40)),
        Case(made("sliding_window", lower=-1, increment=17)),
    ],
    "splitter": [
        Case(made("splitter", element="room", mapping={"1": "1", "2": "2"}), (roomed,), plates=ROOMS)
    ],
    "store_reader": [
        Case(made("store_reader", reference="prices", symbol="ACME"), series=cell),
        Case(made("store_reader", reference="prices", symbol="ACME", columns="x"), series=cell),
        Case(made("store_reader", reference="prices", symbol="ACME", columns=["y"]), series=cell),
    ],
    "store_writer": [Case(made("store_writer", reference="written", symbol="ACME"), (real,))],
    "threshold": [Case(made("threshold", above=-1, below=5, inclusive=True), (number,))],
}


class Bench:
    """A case set up once: sources with data, empty sinks.

    Args:
        case: The case.
        folder: For files.
        seed: Of the data; equal seeds give equal data.
        writes: In how many pieces the sources are written; above one they are read in pieces too.
    """

    def __init__(self, case: Case, folder: Path, seed: int, writes: int = 1) -> None:
        rng = random.Random(seed)
        self.tool = case.tool(folder)
        common = times(rng)
        self.sources = []
        for place, value in enumerate(case.sources, start=1):
            when = common if case.times == "same" else times(rng)
            if case.times == "apart":
                when = [time + place / 100 for time in when]
            self.sources.append(self._filled(value, when, rng, writes, {"room": str(place)}))
        self.alignment = case.alignment and self._filled(case.alignment, times(rng), rng, writes, {})
        self.splitting = case.splitting and self._filled(case.splitting, times(rng), rng, writes, {})
        self.sinks = [empty("sink", **plate) for plate in case.plates]
        self.series = series_store()
        if case.series is not None:
            self.series.series_stream("prices", "ACME").write(self._rows(case.series, rng))
        for sink in self.sinks:
            sink.home.series_store = self.series
        self.values: set[Any] = set()

    def compute(self, interval: TimeInterval) -> None:
        """Bring the sinks up to date, as the tool's kind wants it."""
        tool: Any = self.tool
        source = self.sources[0] if self.sources else None
        if tool.kind == "plate creation":
            self.values |= tool.execute(source, interval)
        elif tool.kind == "selector":
            tool.execute(self.sources, self.sinks, interval)
        elif tool.kind == "multi output":
            tool.execute(source, self.splitting, self.sinks, interval, "room", ["1", "2"])
        else:
            tool.execute(self.sources, self.sinks[0], interval, self.alignment)

    @staticmethod
    def _rows(value: Value, rng: random.Random) -> list[StreamInstance]:
        return [StreamInstance(at(time), value(rng, place)) for place, time in enumerate(times(rng))]

    @staticmethod
    def _filled(
        value: Value, when: list[float], rng: random.Random, writes: int, meta_data: dict[str, str]
    ) -> Stream:
        rows = [StreamInstance(at(time), value(rng, place)) for place, time in enumerate(when)]
        stream = empty("source", paged=writes > 1, **meta_data)
        size = max(1, -(-len(rows) // writes))
        for start in range(0, len(rows), size):
            stream.write(rows[start : start + size])
        return stream
