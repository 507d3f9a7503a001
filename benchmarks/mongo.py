"""The store on MongoDB beside raw pymongo and pymongoarrow, on the same server in the same run.

The server is the one that ``HYPERSTREAM_TEST_MONGO_URI`` names, else a one-node replica set started
for the run. Everybody writes with write concern majority, journalled. Raw pymongo keeps one document
an instance with an index by time, as HyperStream 0.3.8 did.

What is slow is measured on a part of the rows and multiplied; each contestant says on how many.
"""

from __future__ import annotations

import atexit
import os
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cache
from importlib.util import find_spec
from itertools import islice
from statistics import quantiles
from typing import Any, Protocol

import numpy as np
import pymongo

from hyperstream import Batch, HyperStream
from hyperstream.stores.port import Publish
from hyperstream.testing.mongod import URI_VARIABLE
from hyperstream.testing.replica_set import ReplicaSet
from hyperstream.utils.time_utils import from_ms

from .measure import Case
from .tables import FIRST, TIMES, noise, walk

FEW = 50_000
"""Rows of which raw pymongo and pymongoarrow write and read one document each."""

DICTIONARIES = 100_000
RANGES, RANGE = 20, 10_000
SINGLE = 300
STREAMS = 1000
GROUPS = 10
MANY = 10_000

delays: dict[str, list[float]] = {}
"""Seconds until a write was acknowledged, by what was written."""


# --- the server
@cache
def _server() -> str:
    given = os.environ.get(URI_VARIABLE)
    if given:
        return given
    replicas = ReplicaSet(1)
    atexit.register(replicas.stop)
    return replicas.start().url


@cache
def _raw() -> pymongo.MongoClient[dict[str, Any]]:
    client = pymongo.MongoClient[dict[str, Any]](_server(), w="majority", journal=True, tz_aware=True)
    atexit.register(client.close)
    return client


def _in_database(work: Callable[[str], float]) -> Callable[[], float]:
    """Work in an empty database, dropped afterwards."""

    def job() -> float:
        name = f"hs_bench_{uuid.uuid4().hex[:8]}"
        try:
            return work(name)
        finally:
            _raw().drop_database(name)

    return job


def _url(name: str) -> str:
    head, mark, options = _server().partition("?")
    return f"{head.rstrip('/')}/{name}{mark}{options}"


# --- contestants for bulk
class Bulk(Protocol):
    """Writes and reads ``rows`` rows."""

    rows: int

    def write(self) -> None:
        """Write all."""

    def read(self, start: int, count: int) -> int:
        """Read so many from one on; how many there were."""

    def close(self) -> None:
        """Release what was opened."""


class Ours:
    """HyperStream on MongoDB."""

    def __init__(self, name: str, values: Any) -> None:
        self.hs = HyperStream(_url(name))
        self.stream = self.hs.channel_manager.database["values"]
        self.batch = Batch(TIMES[: len(values)], values)
        self.rows = len(values)

    def write(self) -> None:
        self.stream.write(self.batch)

    def read(self, start: int, count: int) -> int:
        a = int(TIMES[start]) - 1
        return sum(len(batch.values) for batch in self.stream.home.read(self.stream, a, a + 1000 * count))

    def close(self) -> None:
        self.hs.close()


class Many:
    """Raw pymongo: one document an instance, ``insert_many`` and ``find``."""

    def __init__(self, name: str, values: Any) -> None:
        self.collection = _raw()[name]["streams"]
        self.collection.create_index([("s", 1), ("t", 1)], unique=True)
        self.rows = min(len(values), FEW)
        self.values = values[: self.rows]
        self.times = [from_ms(int(when)) for when in TIMES[: self.rows]]

    def documents(self) -> Iterator[dict[str, Any]]:
        values = self.values.tolist() if isinstance(self.values, np.ndarray) else self.values
        return ({"s": "values", "t": t, "value": value} for t, value in zip(self.times, values, strict=True))

    def write(self) -> None:
        documents = self.documents()
        while some := list(islice(documents, 10_000)):
            self.collection.insert_many(some, ordered=False)

    def wanted(self, start: int, count: int) -> dict[str, Any]:
        first: datetime = self.times[start % self.rows]
        last: datetime = self.times[min(start % self.rows + count, self.rows) - 1]
        return {"s": "values", "t": {"$gte": first, "$lte": last}}

    def read(self, start: int, count: int) -> int:
        return len(list(self.collection.find(self.wanted(start, count), {"_id": 0}, sort=[("t", 1)])))

    def close(self) -> None:
        pass


class Arrow(Many):
    """pymongoarrow: the same documents, from and to Arrow tables."""

    def __init__(self, name: str, values: Any) -> None:
        import pyarrow as pa

        super().__init__(name, values)
        self.frame = pa.table(
            {
                "s": ["values"] * self.rows,
                "t": pa.array(self.times, pa.timestamp("ms", "UTC")),
                "value": pa.array(self.values),
            }
        )

    def write(self) -> None:
        from pymongoarrow.api import write

        write(self.collection, self.frame)

    def read(self, start: int, count: int) -> int:
        from pymongoarrow.api import Schema, find_arrow_all

        schema = Schema(
            {"t": self.frame.schema.field("t").type, "value": self.frame.schema.field("value").type}
        )
        return len(find_arrow_all(self.collection, self.wanted(start, count), schema=schema))


BULK: dict[str, Callable[[str, Any], Bulk]] = {
    "hyperstream": Ours,
    "pymongo insert_many, find": Many,
}
if find_spec("pymongoarrow"):  # it needs a pyarrow of its own choice, so not every environment has it
    BULK["pymongoarrow"] = Arrow


def _bulk(kind: Callable[[str, Any], Bulk], values: Any, what: str) -> Callable[[], float]:
    def work(name: str) -> float:
        bulk = kind(name, values)
        try:
            started = time.perf_counter()
            bulk.write()
            if what == "write":
                return (time.perf_counter() - started) * len(values) / bulk.rows
            started = time.perf_counter()
            if what == "read":
                assert bulk.read(0, bulk.rows) == bulk.rows
                return (time.perf_counter() - started) * len(values) / bulk.rows
            for place in range(RANGES):
                assert bulk.read(place * 7919 % (bulk.rows - RANGE), RANGE) == RANGE
            return time.perf_counter() - started
        finally:
            bulk.close()

    return _in_database(work)


def dictionaries() -> list[dict[str, Any]]:
    """What a wearable may send: a few numbers and a word."""
    return [
        {"x": i * 0.25, "y": i % 97, "room": f"room {i % 7}", "axes": [i % 3, i % 5, 0.5]}
        for i in range(DICTIONARIES)
    ]


# --- contestants for live rows
def _single(name: str) -> float:
    with HyperStream(_url(name)) as hs:
        stream = hs.channel_manager.database["values"]
        stream.write(Batch([FIRST - 1], [0.0]))
        return _timed("hyperstream, single", lambda i: stream.write(Batch([FIRST + i], [float(i)])), SINGLE)


def _insert_one(name: str) -> float:
    collection = _raw()[name]["streams"]
    collection.create_index([("s", 1), ("t", 1)], unique=True)

    def write(i: int) -> None:
        collection.insert_one({"s": "values", "t": from_ms(FIRST + i), "value": float(i)})

    return _timed("insert_one", write, SINGLE)


def _grouped(rows: int) -> Callable[[str], float]:
    """Groups over many streams, ``rows`` instances each."""

    def work(name: str) -> float:
        with HyperStream(_url(name)) as hs:
            channel = hs.channel_manager.database
            streams = [channel[f"stream {place}"] for place in range(STREAMS)]
            channel.write_many({stream: Batch([FIRST - 1], [0.0]) for stream in streams})

            def write(i: int) -> None:
                times, values = range(FIRST + rows * i, FIRST + rows * (i + 1)), [float(i)] * rows
                channel.write_many({stream: Batch(times, values) for stream in streams})

            return _timed(f"hyperstream, {rows} rows to each of {STREAMS} streams", write, GROUPS)

    return work


def _insert_groups(rows: int) -> Callable[[str], float]:
    def work(name: str) -> float:
        collection = _raw()[name]["streams"]
        collection.create_index([("s", 1), ("t", 1)], unique=True)

        def write(i: int) -> None:
            times = [from_ms(FIRST + rows * i + place) for place in range(rows)]
            collection.insert_many(
                [{"s": f"stream {k}", "t": t, "value": float(i)} for k in range(STREAMS) for t in times],
                ordered=False,
            )

        return _timed(f"insert_many, {rows} rows to each of {STREAMS} streams", write, GROUPS)

    return work


def _timed(what: str, write: Callable[[int], Any], count: int) -> float:
    """Seconds of all writes; each one's delay is noted."""
    noted = delays.setdefault(what, [])
    began = time.perf_counter()
    for i in range(count):
        started = time.perf_counter()
        write(i)
        noted.append(time.perf_counter() - started)
    return time.perf_counter() - began


# --- nothing to do
ASKED = (from_ms(FIRST), from_ms(FIRST + 60_000))


def _idle(hs: HyperStream) -> Any:
    """A workflow of one clock for each of many sensors."""
    plate = hs.plate("sensor", values=[str(place) for place in range(MANY)])
    with hs.create_workflow("idle") as workflow:
        ticks = workflow.create_node("ticks", plates=plate)
        ticks[plate] = hs.factors.clock(first=ASKED[0], stride=60.0)
    return workflow


@cache
def _computed() -> list[Publish]:
    """What makes all that current; computed in a file, which takes a tenth of the time."""
    with (
        tempfile.TemporaryDirectory(prefix="hyperstream-bench-") as folder,
        HyperStream(f"sqlite:///{folder}/store.db?synchronous=normal") as hs,
    ):
        _idle(hs).execute(ASKED)
        ledgers = hs.database.read_ledgers(list(hs.database.keys())).ledgers
    return [Publish(key, 0, ledger) for key, ledger in ledgers.items()]


def _nothing(name: str) -> float:
    with HyperStream(_url(name)) as hs:
        assert all(hs.database.change(_computed()))
        workflow = _idle(hs)
        started = time.perf_counter()
        workflow.execute(ASKED)
        return time.perf_counter() - started


def cases() -> Iterator[Case]:
    """Bulk, live rows, nothing to do."""
    targets = {"write": "≥ 10 M", "read": "≥ 20 M"}
    kinds = {"sensor": walk(), "random floats": noise()}
    for title, values in kinds.items():
        for what in ("write", "read", "ranges"):
            yield _bulk_case(f"MongoDB, {title}", values, what, targets.get(what, ""))
    for what in ("write", "read"):
        yield _bulk_case("MongoDB, dictionaries", dictionaries(), what, "")
    yield Case(
        "MongoDB, single appends",
        SINGLE,
        "appends",
        {"hyperstream": _in_database(_single), "pymongo insert_one": _in_database(_insert_one)},
    )
    for rows, target in ((1, "≥ 6 k"), (10, "≥ 50 k")):
        yield Case(
            f"MongoDB, groups over {STREAMS} streams, {rows} rows each",
            STREAMS * GROUPS * rows,
            "instances",
            {
                "hyperstream": _in_database(_grouped(rows)),
                "pymongo insert_many": _in_database(_insert_groups(rows)),
            },
            target,
        )
    yield Case(
        f"MongoDB, nothing to do over {MANY} streams",
        MANY,
        "streams",
        {"hyperstream": _in_database(_nothing)},
        "≥ 20 k (0.05 ms)",
    )


def _bulk_case(title: str, values: Any, what: str, target: str) -> Case:
    contestants = {name: _bulk(kind, values, what) for name, kind in BULK.items()}
    work = RANGES * RANGE if what == "ranges" else len(values)
    name = f"{title}: {RANGES} ranges of 10 k" if what == "ranges" else f"{title}: {what} {work:,}"
    return Case(name, work, "rows", contestants, target)


def notes() -> Iterator[str]:
    """Delays until a write was acknowledged, and bytes a row, as Markdown lines."""
    yield "\n| acknowledged after | p50 | p99 |\n|---|---|---|"
    for what, seconds in delays.items():
        places = quantiles(seconds, n=100)
        yield f"| {what} | {1000 * places[49]:.1f} ms | {1000 * places[98]:.1f} ms |"
    yield "\n| bytes a row on disk | " + " | ".join(BULK) + " |\n|---|" + "---|" * len(BULK)
    for title, values in (("sensor", walk()), ("random floats", noise()), ("dictionaries", dictionaries())):
        cells = [f"{_bytes_a_row(kind, values):.2f}" for kind in BULK.values()]
        yield f"| {title} | " + " | ".join(cells) + " |"


def _bytes_a_row(kind: Callable[[str, Any], Bulk], values: Any) -> float:
    """Files of the database, after a checkpoint."""
    sizes: list[float] = []

    def work(name: str) -> float:
        bulk = kind(name, values)
        bulk.write()
        _raw().admin.command("fsync")
        told = _raw()[name].command("dbStats")
        sizes.append((told["storageSize"] + told["indexSize"]) / bulk.rows)
        bulk.close()
        return 0.0

    _in_database(work)()
    return sizes[0]
