"""Bulk write, whole read and range reads of 1 M points in the embedded store.

The data is a sensor: one value a second with gaps-free times and two decimals (a random walk),
and, as the hard case, random floats. The peers are what people would use in one process: ArcticDB
on LMDB, DuckDB, and Parquet files.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from hyperstream import Batch, HyperStream

from .measure import Case

COUNT = 1_000_000
FIRST = 1_577_836_800_000
RANGES = 50
RANGE = 10_000
SEED = 7


def walk() -> np.ndarray[Any, Any]:
    """A random walk with two decimals."""
    return np.round(20 + np.cumsum(np.random.default_rng(SEED).normal(0, 0.05, COUNT)), 2)


def noise() -> np.ndarray[Any, Any]:
    """Random floats: nothing to compress in their last bits."""
    return np.random.default_rng(SEED).random(COUNT)


TIMES = FIRST + 1000 * np.arange(COUNT, dtype=np.int64)
STARTS = np.random.default_rng(SEED).integers(0, COUNT - RANGE, RANGES)


class Ours:
    """HyperStream on SQLite."""

    def __init__(self, folder: Path, values: np.ndarray[Any, Any]) -> None:
        self.file = folder / "store.db"
        self.hs = HyperStream(f"sqlite:///{self.file}")
        self.stream = self.hs.channel_manager.database["values"]
        self.batch = Batch(TIMES, values)

    def write(self) -> None:
        self.stream.write(self.batch)

    def read(self) -> int:
        return sum(len(batch.values) for batch in self.stream.home.read(self.stream, 0, int(TIMES[-1])))

    def read_range(self, start: int) -> int:
        a = int(TIMES[start]) - 1
        found = self.stream.home.read(self.stream, a, a + 1000 * RANGE)
        return sum(len(batch.values) for batch in found)

    def size(self) -> int:
        self.hs.close()
        return sum(file.stat().st_size for file in self.file.parent.iterdir())


class Arctic:
    """ArcticDB on LMDB."""

    def __init__(self, folder: Path, values: np.ndarray[Any, Any]) -> None:
        import pandas as pd
        from arcticdb import Arctic as Connection

        self.folder = folder
        self.library = Connection(f"lmdb://{folder}?map_size=2GB").create_library("bench")
        self.frame = pd.DataFrame({"value": values}, index=pd.DatetimeIndex(TIMES.astype("datetime64[ms]")))

    def write(self) -> None:
        self.library.write("values", self.frame)

    def read(self) -> int:
        return len(self.library.read("values").data)

    def read_range(self, start: int) -> int:
        index = self.frame.index
        return len(self.library.read("values", date_range=(index[start], index[start + RANGE - 1])).data)

    def size(self) -> int:
        # LMDB's file is as large as its map; what is used is told by the blocks that are allocated.
        return sum(file.stat().st_blocks * 512 for file in self.folder.rglob("*") if file.is_file())


class Duck:
    """DuckDB in one file, through Arrow."""

    def __init__(self, folder: Path, values: np.ndarray[Any, Any]) -> None:
        import duckdb
        import pyarrow as pa

        self.file = folder / "values.duckdb"
        self.connection = duckdb.connect(str(self.file))
        self.frame = pa.table({"t": TIMES, "value": values})

    def write(self) -> None:
        frame = self.frame  # noqa: F841 - DuckDB finds it by name
        self.connection.execute("create table points as select * from frame")
        self.connection.execute("checkpoint")

    def read(self) -> int:
        return len(self.connection.execute("select * from points").fetchnumpy()["t"])

    def read_range(self, start: int) -> int:
        a = int(TIMES[start])
        query = "select * from points where t >= ? and t < ?"
        return len(self.connection.execute(query, [a, a + 1000 * RANGE]).fetchnumpy()["t"])

    def size(self) -> int:
        self.connection.close()
        return self.file.stat().st_size


class Parquet:
    """One Parquet file (zstd), read through pyarrow."""

    def __init__(self, folder: Path, values: np.ndarray[Any, Any]) -> None:
        import pyarrow as pa

        self.file = folder / "values.parquet"
        self.frame = pa.table({"t": TIMES, "value": values})

    def write(self) -> None:
        import pyarrow.parquet as pq

        pq.write_table(self.frame, self.file, compression="zstd")

    def read(self) -> int:
        import pyarrow.parquet as pq

        found = pq.read_table(self.file)
        return len(found["t"].to_numpy()) and len(found["value"].to_numpy())

    def read_range(self, start: int) -> int:
        import pyarrow.parquet as pq

        a = int(TIMES[start])
        return len(pq.read_table(self.file, filters=[("t", ">=", a), ("t", "<", a + 1000 * RANGE)]))

    def size(self) -> int:
        return self.file.stat().st_size


WHO: dict[str, Any] = {"hyperstream": Ours, "ArcticDB": Arctic, "DuckDB": Duck, "Parquet": Parquet}


def _timed(kind: Any, values: np.ndarray[Any, Any], what: str) -> float:
    folder = Path(tempfile.mkdtemp(prefix="hyperstream-bench-"))
    try:
        store = kind(folder, values)
        started = time.perf_counter()
        store.write()
        if what == "write":
            return time.perf_counter() - started
        started = time.perf_counter()
        if what == "read":
            assert store.read() == COUNT
        else:
            for start in STARTS:
                assert store.read_range(int(start)) == RANGE
        return time.perf_counter() - started
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def cases() -> Iterator[Case]:
    """Writing, reading all, reading ranges; the sensor and the hard case."""
    targets = {"write": "≥ 20 M", "read": "≥ 50 M", "range": ""}
    for title, values in (("sensor", walk()), ("random floats", noise())):
        for what, target in targets.items():
            work, unit = (RANGES * RANGE, "rows") if what == "range" else (COUNT, "rows")
            name = f"{title}: {RANGES} ranges of 10 k" if what == "range" else f"{title}: {what} 1 M"
            yield Case(name, work, unit, {who: _job(kind, values, what) for who, kind in WHO.items()}, target)


def _job(kind: Any, values: np.ndarray[Any, Any], what: str) -> Callable[[], float]:
    return lambda: _timed(kind, values, what)


def sizes() -> Iterator[str]:
    """Bytes a row on disk, as Markdown lines."""
    yield "\n| bytes a row (1 M) | " + " | ".join(WHO) + " |\n|---|" + "---|" * len(WHO)
    for title, values in (("sensor", walk()), ("random floats", noise())):
        cells = []
        for kind in WHO.values():
            folder = Path(tempfile.mkdtemp(prefix="hyperstream-bench-"))
            try:
                store = kind(folder, values)
                store.write()
                cells.append(f"{store.size() / COUNT:.2f}")
            finally:
                shutil.rmtree(folder, ignore_errors=True)
        yield f"| {title} | " + " | ".join(cells) + " |"
