"""One example a tool: sources as rows of (second, value); the results are computed, not written."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

import pandas as pd

from hyperstream import Stream, StreamId, StreamInstance, TimeInterval
from hyperstream.channels import MemoryChannel
from hyperstream.channels.frames_channel import FramesChannel
from hyperstream.frames import FrameStore
from hyperstream.stores.memory import MemoryStore
from hyperstream.stores.streams import StreamStore
from hyperstream.tool import Catalogue
from hyperstream.tool.catalogue import search
from hyperstream.tool.shipped import shipped_plugins, shipped_tools
from hyperstream.utils import from_ms, to_ms

Rows = list[tuple[float, Any]]
_numbers = count()


@dataclass(frozen=True)
class Example:
    """How a tool is called; sources lie at room 1, 2, ...

    ``files`` are there while it runs, by name and text (or a DataFrame for a Parquet file); ``series`` is
    what the time-series store holds under "prices" and "ACME".
    """

    parameters: dict[str, Any] = field(default_factory=dict)
    sources: tuple[Rows, ...] = ()
    alignment: Rows | None = None
    splitting: Rows | None = None
    plates: tuple[dict[str, str], ...] = ({},)
    end: float = 10
    files: dict[str, Any] = field(default_factory=dict)
    series: Rows | None = None


@dataclass(frozen=True)
class Shown:
    """An example as the page shows it: titles and rows."""

    call: str
    sources: list[tuple[str, Rows]]
    results: list[tuple[str, Rows]]
    texts: list[tuple[str, str]] = field(default_factory=list)


ROOMS = ({"room": "1"}, {"room": "2"})
NUMBERS: Rows = [(1, 1.0), (2, 4.0), (4, 2.0), (7, 8.0)]
LISTS: Rows = [(1, [1, 2, 3]), (2, [4, 0])]
DICTS: Rows = [(1, {"a": 1, "b": 5}), (2, {"a": 3})]
DICT_LISTS: Rows = [(1, [{"a": 1, "b": 2}, {"a": 3}]), (2, [])]
ROOMED: Rows = [(1, {"room": "1", "x": 5}), (2, {"room": "2", "x": 6})]


def window(start: float, end: float) -> TimeInterval:
    """``(start, end]`` in seconds."""
    return TimeInterval.from_ms(round(start * 1000), round(end * 1000))


def largest(key: str, values: list[float]) -> str:
    """What relative_apply2 calls."""
    return f"{key}: {max(values)}"


WINDOWS: Rows = [(4, window(0, 4)), (8, window(4, 8))]

EXAMPLES: dict[str, Example] = {
    "aggregate": Example({"func": sum, "aggregation_meta_data": "room"}, (NUMBERS[:2], NUMBERS[1:])),
    "aggregate_into_dict_and_apply": Example(
        {"func": abs, "aggregation_meta_data": "room"}, ([(1, -1)], [(1, 2), (2, -3)])
    ),
    "aggregate_plate": Example({"aggregation_meta_data": "room"}, ([(1, {"x": 5})], [(2, {"x": 6})])),
    "aligned_merge": Example({"names": ["x", "y"]}, (NUMBERS[:3], [(1, "a"), (4, "b")])),
    "aligning_window": Example({"lower": -2.0, "upper": 1.0}, (NUMBERS,)),
    "apply": Example({"func": abs}, ([(1, -1.0), (2, 2.0)],)),
    "asset_plate_generator": Example({}, ([(1, {"hall": 1}), (5, {"attic": 2})],)),
    "asset_splitter": Example({}, ([(1, {"1": "sensor a", "2": "sensor b"})],), plates=ROOMS),
    "asset_writer": Example({"value": {"hall": 1}, "first": from_ms(5000)}),
    "centred_window": Example({"width": 3}, (NUMBERS,)),
    "clock": Example({"first": from_ms(1000), "stride": 4.0}),
    "component": Example({"key": "b"}, (DICTS,)),
    "component_filter": Example({"key": "room", "values": ["1"], "complement": False}, (ROOMED,)),
    "component_set": Example({"keys": ["a"]}, (DICTS,)),
    "copy": Example({}, (NUMBERS[:2],)),
    "count_window": Example({"count": 2}, (NUMBERS,)),
    "dict_argmax": Example({}, (DICTS,)),
    "dict_values_to_const": Example({}, (DICTS,)),
    "histogram_from_list": Example({"breaks": [0, 2, 4]}, (LISTS,)),
    "histograms_to_csv": Example({"breaks": [0, 2]}, ([(1, [0, 2, 1])],), plates=ROOMS[:1]),
    "index_of": Example({"index": 2, "selector_meta_data": "room"}, (NUMBERS[:1], NUMBERS[1:])),
    "index_of_by_stream": Example({"index": 2}, ([(0.5, "room")], NUMBERS[:2]), plates=ROOMS[1:]),
    "jsonify": Example({}, (DICTS,)),
    "list_dict_mean": Example({}, (DICT_LISTS,)),
    "list_dict_sum": Example({}, (DICT_LISTS,)),
    "list_length": Example({}, (LISTS,)),
    "list_mean": Example({}, (LISTS,)),
    "list_sum": Example({}, (LISTS,)),
    "meta_instance": Example({"func": str}, ([(1, "a")],)),
    "meta_instance_from_list": Example({"values": ["a", "b"]}, ([],)),
    "percentiles_from_list": Example({"percentiles": [0, 50, 100]}, (LISTS,)),
    "percentiles_to_csv": Example({"n_segments": 2}, ([(1, [0.5, 2.0, 3.5])],), plates=ROOMS[:1]),
    "plate_sink": Example({}, (NUMBERS[:1],), plates=ROOMS[:1]),
    "product": Example({}, (NUMBERS[:2], [(1, 2.0), (2, 0.5)])),
    "relative_apply": Example({"func": sum}, (DICT_LISTS,)),
    "relative_apply2": Example({"func": largest}, ([(1, [{"a": 1}, {"a": 3}])],)),
    "relative_window": Example(
        {"relative_start": -4, "relative_end": 0}, (NUMBERS,), alignment=[(4, None), (8, None)]
    ),
    "resample": Example({"every": 5, "statistic": "max"}, (NUMBERS,)),
    "rolling": Example({"window": 3, "statistic": "sum"}, (NUMBERS,)),
    "rolling_rows": Example({"rows": 2}, (NUMBERS,)),
    "session_window": Example({"gap": 2}, (NUMBERS,)),
    "sink": Example({}, (NUMBERS[:1],)),
    "slice": Example({"index": 1}, (LISTS,)),
    "sliding_apply": Example({"func": len, "vectorised": True}, (WINDOWS, NUMBERS)),
    "sliding_listify": Example({}, (WINDOWS, NUMBERS)),
    "sliding_sink": Example({}, (WINDOWS, NUMBERS)),
    "sliding_statistic": Example({"statistic": "max"}, (WINDOWS, NUMBERS)),
    "sliding_window": Example({"first": from_ms(2000), "lower": -4, "upper": 0, "increment": 2}),
    "splitter": Example({"element": "room", "mapping": ["1", "2"]}, (ROOMED,), plates=ROOMS),
    "splitter_from_stream": Example(
        {"element": "room"}, (ROOMED,), splitting=[(0.5, ["1", "2"])], plates=ROOMS
    ),
    "splitter_of_dict": Example({"mapping": {"a": "1", "b": "2"}}, (DICTS,), plates=ROOMS),
    "splitter_of_list": Example({"mapping": ["1", "2"]}, ([(1, [5, 6])],), plates=ROOMS),
    "splitter_time_aware": Example(
        {"time_intervals": [window(0, 3), window(3, 8)]}, (NUMBERS,), plates=ROOMS
    ),
    "splitter_time_aware_from_stream": Example(
        {}, (NUMBERS,), splitting=[(9, [window(0, 3), window(3, 8)])], plates=ROOMS
    ),
    "splitter_with_unlist": Example(
        {"element": "near", "subelement": "room", "mapping": ["1", "2"]},
        ([(1, {"id": 7, "near": [{"room": "1", "rssi": -60}, {"room": "2", "rssi": -70}]})],),
        plates=ROOMS,
    ),
    "stream_broadcaster": Example({"func": abs}, ([(1, -1)],), plates=ROOMS),
    "stream_broadcaster_from_stream": Example(
        {"func": next}, (NUMBERS[:1],), splitting=[(0.5, ["1", "2"])], plates=ROOMS
    ),
    "threshold": Example({"above": 3}, (NUMBERS,)),
    "tumbling_window": Example({"every": 3}),
}


TICKS: Rows = [(float(second), None) for second in (2, 4, 6)]
PATH = {
    "start_price": 70,
    "mu": 0.05,
    "sigma": 0.3,
    "delta": 1.0,
    "stride": 2.0,
    "first": from_ms(2000),
    "seed": 10,
}
CSV = "when,x,y\n1970-01-01 00:00:02,1.5,4\n1970-01-01 00:00:04,,5\n"
FRAME = pd.DataFrame(
    {"x": [1.5, 2.5]}, index=pd.to_datetime(["1970-01-01 00:00:02", "1970-01-01 00:00:04"]).rename("when")
)
DRAWS: dict[str, dict[str, Any]] = {
    "betavariate": {"alpha": 2, "beta": 5},
    "expovariate": {"lambd": 1.5},
    "gammavariate": {"alpha": 2, "beta": 1},
    "gauss": {"mu": 0, "sigma": 1},
    "lognormvariate": {"mu": 0, "sigma": 0.5},
    "normalvariate": {"mu": 0, "sigma": 1},
    "paretovariate": {"alpha": 3},
    "randint": {"a": 1, "b": 6},
    "random": {},
    "randrange": {"start": 0, "stop": 100, "step": 10},
    "triangular": {"low": 0, "high": 1, "mode": 0.3},
    "uniform": {"a": -1, "b": 1},
    "vonmisesvariate": {"mu": 3.14, "kappa": 2},
    "weibullvariate": {"alpha": 1, "beta": 1.5},
}
"""Parameters of the generators of random numbers; their pictures are histograms."""

PATHS: dict[str, dict[str, Any]] = {
    "arithmetic_brownian_motion": PATH,
    "geometric_brownian_motion": PATH,
    "merton_jump_diffusion": {**PATH, "jump_rate": 10, "jump_mean": -0.05, "jump_sigma": 0.05},
    "ornstein_uhlenbeck": {
        **{k: v for k, v in PATH.items() if k != "mu"},
        "mean": 75,
        "speed": 12,
        "sigma": 20,
    },
}
"""Parameters of the generators of prices; their pictures are a year of daily prices."""

EXAMPLES |= {
    **{name: Example({**given, "seed": 10}, alignment=TICKS) for name, given in DRAWS.items()},
    **{name: Example(given) for name, given in PATHS.items()},
    **{
        name: Example({"every": 5}, (NUMBERS, [(2.0, 3.0)]))
        for name in ("mean", "minimum", "maximum", "total")
    },
    "custom": Example({"func": str}, alignment=TICKS),
    "csv_reader": Example({"filename": "rows.csv"}, files={"rows.csv": CSV}),
    "csv_multi_reader": Example(
        {"filename_template": "room {}.csv", "value_column": "x"}, plates=ROOMS[:1], files={"room 1.csv": CSV}
    ),
    "jsonl_reader": Example(
        {"filename": "rows.jsonl"},
        files={
            "rows.jsonl": '{"timestamp": "1970-01-01T00:00:02Z", "x": 1.5}\n'
            '{"timestamp": "1970-01-01T00:00:04Z", "x": null}\n'
        },
    ),
    "parquet_reader": Example(
        {"filename": "rows.parquet", "date_column": "when", "value_column": "x"},
        files={"rows.parquet": FRAME},
    ),
    "dataframe_reader": Example({"frame": FRAME, "value_column": "x"}, files={"frame": FRAME}),
    "dummy": Example({}, (NUMBERS[:1],)),
    "geometric_brownian_basket": Example(
        {
            "assets": ["1", "2"],
            "start_prices": [70, 20],
            "mu": 0.05,
            "sigma": 0.3,
            "correlation": [[1, 0.8], [0.8, 1]],
            **{name: PATH[name] for name in ("delta", "stride", "first", "seed")},
        },
        plates=ROOMS,
    ),
    "ohlc": Example({"every": 5}, (NUMBERS,)),
    "store_reader": Example(
        {"reference": "prices", "symbol": "ACME", "columns": "close"},
        series=[(2.0, {"close": 70.0, "volume": 3}), (4.0, {"close": 71.5, "volume": 5})],
    ),
    "store_writer": Example({"reference": "closes", "symbol": "ACME"}, (NUMBERS[:2],)),
}

CATALOGUES = [
    Catalogue([shipped_tools()]),
    *(Catalogue([path / "tools"]) for path in shipped_plugins().values()),
]


def _stream(name: str, rows: Rows, **meta_data: str) -> Stream:
    stream = MemoryChannel(f"memory{next(_numbers)}")[StreamId(name, meta_data)]
    stream.write([StreamInstance(from_ms(round(second * 1000)), value) for second, value in rows])
    return stream


def compute(name: str, example: Example) -> Shown:
    """Run an example over (0 s, end], and tell what went in and came out."""
    with tempfile.TemporaryDirectory() as folder:
        _write_files(Path(folder), example.files)
        placed = {
            key: str(Path(folder, value)) if key.startswith("filename") else value
            for key, value in example.parameters.items()
        }
        shown = _computed(search(CATALOGUES, name)(**placed), name, example)
    shown.texts.extend(
        (file, content if isinstance(content, str) else content.to_string())
        for file, content in example.files.items()
    )
    return shown


def numbers_of(name: str) -> tuple[str, list[float]]:
    """What a generator's picture shows, in words and in numbers; nothing for other tools."""
    if name in DRAWS:
        ticks = _stream("alignment", [(float(second), None) for second in range(1, 5001)])
        sink = _stream("sink", [])
        search(CATALOGUES, name)(**DRAWS[name], seed=10).execute([], sink, window(0, 5000), ticks)
        return "histogram of 5,000 draws", sink.window(TimeInterval.all_time()).values()
    if name in PATHS:
        sink = _stream("sink", [])
        search(CATALOGUES, name)(**PATHS[name]).execute([], sink, window(0, 504))
        return "252 ticks", sink.window(TimeInterval.all_time()).values()
    return "", []


def _write_files(folder: Path, files: dict[str, Any]) -> None:
    for name, content in files.items():
        if isinstance(content, str):
            (folder / name).write_text(content)
        else:
            content.reset_index().to_parquet(folder / name)


def _series_store(rows: Rows | None) -> FrameStore:
    store = FrameStore(FramesChannel("frames", StreamStore(MemoryStore())))
    series = store.series_stream("prices", "ACME")
    series.write([StreamInstance(from_ms(round(second * 1000)), value) for second, value in rows or ()])
    return store


def _computed(tool: Any, name: str, example: Example) -> Shown:
    interval = window(0, example.end)
    sources = [_stream("source", rows, room=str(n)) for n, rows in enumerate(example.sources, start=1)]
    alignment = None if example.alignment is None else _stream("alignment", example.alignment)
    splitting = None if example.splitting is None else _stream("splitting", example.splitting)
    sinks = [_stream("sink", [], **plate) for plate in example.plates]
    for sink in sinks:
        sink.home.series_store = _series_store(example.series)
    given = [
        (f"source {n}" if len(sources) > 1 else "source", rows) for n, rows in enumerate(example.sources, 1)
    ]
    given += [("alignment", example.alignment)] if example.alignment is not None else []
    given += [("splitting", example.splitting)] if example.splitting is not None else []
    given += [('series "prices" of "ACME"', example.series)] if example.series is not None else []
    if tool.kind == "plate creation":
        values = tool.execute(sources[0], interval)
        return Shown(_call(name, example), given, [("plate values", [(example.end, sorted(values))])])
    if tool.kind == "selector":
        tool.execute(sources, sinks, interval)
    elif tool.kind == "multi output":
        tool.execute(
            sources[0] if sources else None,
            splitting,
            sinks,
            interval,
            "room",
            [plate["room"] for plate in example.plates],
        )
    else:
        tool.execute(sources, sinks[0], interval, alignment)
    results = [
        (" ".join(["sink", *(f"{tag}={value}" for tag, value in plate.items())]), _rows(sink))
        for plate, sink in zip(example.plates, sinks, strict=True)
    ]
    return Shown(_call(name, example), given, results)


def _rows(stream: Stream) -> Rows:
    return [(to_ms(when) / 1000, value) for when, value in stream.window(TimeInterval.all_time())]


def _call(name: str, example: Example) -> str:
    given = ", ".join(f"{key}={_written(value)}" for key, value in example.parameters.items())
    return f"{name}({given}) over (0 s, {example.end:g} s]"


def _written(value: Any) -> str:
    if isinstance(value, list) and value and isinstance(value[0], TimeInterval):
        return f"[{', '.join(map(_written, value))}]"
    if isinstance(value, TimeInterval):
        return f"({value.start_ms / 1000:g} s, {value.end_ms / 1000:g} s]"
    if isinstance(value, pd.DataFrame):
        return "frame"
    if isinstance(value, datetime):
        return f"<{to_ms(value) / 1000:g} s>"
    return getattr(value, "__name__", None) or repr(value)
