"""Runs the examples: what a tool gives for them is computed, not written."""

from __future__ import annotations

import tempfile
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

import pandas as pd
from tool_example import Example, Rows, Shown, window
from tool_generator_examples import BASKET, CUSTOM, DRAWS, PATHS, ROOMS

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

_numbers = count()

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


def numbers_of(name: str) -> tuple[str, list[list[float]]]:
    """What a generator's picture shows, in words and in numbers, line by line; nothing for other tools."""
    if name in DRAWS:
        return "histogram of 5,000 draws", [_drawn(name, {**DRAWS[name], "seed": 10}, 5000)]
    if name == "custom":
        return "250 ticks; wave is a sine", [_drawn(name, CUSTOM, 250)]
    if name in PATHS:
        sink = _stream("sink", [])
        search(CATALOGUES, name)(**PATHS[name]).execute([], sink, window(0, 504))
        return "252 ticks", [_values(sink)]
    if name == "geometric_brownian_basket":
        sinks = [_stream("sink", [], **plate) for plate in ROOMS]
        rooms = [plate["room"] for plate in ROOMS]
        search(CATALOGUES, name)(**BASKET).execute(None, None, sinks, window(0, 504), "room", rooms)
        return "252 ticks of each asset", [_values(sink) for sink in sinks]
    return "", []


def _drawn(name: str, parameters: dict[str, Any], ticks: int) -> list[float]:
    alignment = _stream("alignment", [(float(second), None) for second in range(1, ticks + 1)])
    sink = _stream("sink", [])
    search(CATALOGUES, name)(**parameters).execute([], sink, window(0, ticks), alignment)
    return _values(sink)


def _values(stream: Stream) -> list[float]:
    return stream.window(TimeInterval.all_time()).values()


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
