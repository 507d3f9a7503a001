"""Durable single appends: one row, on disk before the call returns; and groups of them."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hyperstream import Batch, HyperStream

from .measure import Case
from .tables import FIRST

COUNT = 2000
FEW = 200
STREAMS = 1000


def _in_folder(work: Callable[[Path], float]) -> Callable[[], float]:
    def job() -> float:
        folder = Path(tempfile.mkdtemp(prefix="hyperstream-bench-"))
        try:
            return work(folder)
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    return job


def _ours(options: str) -> Callable[[Path], float]:
    def work(folder: Path) -> float:
        hs = HyperStream(f"sqlite:///{folder / 'store.db'}{options}")
        stream = hs.channel_manager.database["values"]
        rows = [Batch([FIRST + place], [float(place)]) for place in range(COUNT)]
        stream.write(Batch([FIRST - 1], [0.0]))
        started = time.perf_counter()
        for row in rows:
            stream.write(row)
        seconds = time.perf_counter() - started
        hs.close()
        return seconds

    return work


def _bare(synchronous: str) -> Callable[[Path], float]:
    """What SQLite itself does: one row and one commit."""

    def work(folder: Path) -> float:
        connection = sqlite3.connect(folder / "bare.db", isolation_level=None)
        connection.execute("pragma journal_mode=wal")
        connection.execute(f"pragma synchronous={synchronous}")
        connection.execute("create table points (t integer primary key, value real)")
        started = time.perf_counter()
        for place in range(COUNT):
            connection.execute("insert into points values (?, ?)", (FIRST + place, float(place)))
        seconds = time.perf_counter() - started
        connection.close()
        return seconds

    return work


def _duck(folder: Path) -> float:
    import duckdb

    connection = duckdb.connect(str(folder / "values.duckdb"))
    connection.execute("create table points (t bigint, value double)")
    started = time.perf_counter()
    for place in range(FEW):
        connection.execute("insert into points values (?, ?)", [FIRST + place, float(place)])
    seconds = time.perf_counter() - started
    connection.close()
    return seconds * COUNT / FEW


def _arctic(folder: Path) -> float:
    import pandas as pd
    from arcticdb import Arctic

    library = Arctic(f"lmdb://{folder}?map_size=1GB").create_library("bench")
    stamps = [pd.Timestamp(FIRST + place, unit="ms") for place in range(FEW)]
    frames: list[Any] = [
        pd.DataFrame({"value": [float(place)]}, index=[stamp]) for place, stamp in enumerate(stamps)
    ]
    library.write("values", frames[0])
    started = time.perf_counter()
    for frame in frames[1:]:
        library.append("values", frame)
    return (time.perf_counter() - started) * COUNT / (FEW - 1)


def _grouped(folder: Path) -> float:
    hs = HyperStream(f"sqlite:///{folder / 'store.db'}")
    channel = hs.channel_manager.database
    streams = [channel[f"stream {place}"] for place in range(STREAMS)]
    rounds = 5
    channel.write_many({stream: Batch([FIRST - 1], [0.0]) for stream in streams})
    groups = [{stream: Batch([FIRST + place], [1.0]) for stream in streams} for place in range(rounds)]
    started = time.perf_counter()
    for group in groups:
        channel.write_many(group)
    seconds = time.perf_counter() - started
    hs.close()
    return seconds / rounds


def cases() -> list[Case]:
    """Appends a second."""
    return [
        Case(
            "single appends, survive a power cut",
            COUNT,
            "appends",
            {
                "hyperstream": _in_folder(_ours("")),
                "bare SQLite commits": _in_folder(_bare("full")),
                "DuckDB": _in_folder(_duck),
                "ArcticDB": _in_folder(_arctic),
            },
            "≥ 3.5 k",
        ),
        Case(
            "single appends, survive kill -9",
            COUNT,
            "appends",
            {
                "hyperstream": _in_folder(_ours("?synchronous=normal")),
                "bare SQLite commits": _in_folder(_bare("normal")),
            },
            "≥ 12 k",
        ),
        Case(
            "grouped appends over 1,000 streams",
            STREAMS,
            "instances",
            {"hyperstream": _in_folder(_grouped)},
            "≥ 50 k",
        ),
    ]
