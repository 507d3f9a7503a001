"""Servers killed, and primaries lost, in the middle of runs: nothing is lost, nothing doubled."""

from __future__ import annotations

import queue
import random
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from hyperstream import Batch
from hyperstream.stores.keys import StreamKey
from hyperstream.stores.memory import MemoryStore
from hyperstream.stores.mongo import MongoStore
from hyperstream.stores.mongo.schema import prepare
from hyperstream.stores.mongo.server import Server
from hyperstream.stores.streams import StreamStore
from hyperstream.testing.mongod import Mongod
from hyperstream.testing.replica_set import ReplicaSet

from ..laws.race_law import ROWS, SPAN, assert_each_once
from ..laws.tasks import CHAIN
from ..laws.watched_store import WatchedStore
from ..laws.worlds import World, clean_rows
from .conftest import database_url

CHUNK_MS = 5_000
LONGEST_STOP = 15.0
"""Seconds within which a run goes on after a failover."""
LONGEST_WAIT = 120.0
"""After so many seconds something is wrong."""


@pytest.fixture(scope="module")
def oracle() -> dict[str, Batch]:
    return clean_rows(CHAIN, ROWS)


@pytest.fixture(scope="module")
def replicas(program: None) -> Iterator[ReplicaSet]:
    """Three servers that hold the same."""
    with ReplicaSet(3) as replicas:
        yield replicas


class Run(threading.Thread):
    """Computes a stream, and takes note of the pieces as they are committed."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self._world = world
        self.times: list[float] = []
        self.error: BaseException | None = None

    def run(self) -> None:
        self.times.append(time.monotonic())
        try:
            self._world.execute(
                "merged", 0, SPAN, chunk_ms=CHUNK_MS, progress=lambda _: self.times.append(time.monotonic())
            )
        except BaseException as error:
            self.error = error
        self.times.append(time.monotonic())

    def longest_stop(self) -> float:
        """Seconds between two pieces, the start or the end."""
        return max(late - early for early, late in zip(self.times, self.times[1:], strict=False))


@pytest.fixture(scope="module")
def operations() -> range:
    """Numbers of the store's operations in a quiet run, but for its first and last ones."""
    store = WatchedStore(MemoryStore())
    world = World(CHAIN, store)
    world.write(ROWS)
    before = len(store.operations)
    world.execute("merged", 0, SPAN, chunk_ms=CHUNK_MS)
    return range((len(store.operations) - before) // 10, (len(store.operations) - before) * 9 // 10)


def run_with_trouble(url: str, oracle: dict[str, Batch], trouble: Callable[[], Any], when: int) -> Run:
    """A run whose trouble comes at the so-manyth operation of the store."""
    store = WatchedStore(MongoStore(url))
    world = World(CHAIN, store)
    world.write(ROWS)
    reached, when = threading.Event(), when + len(store.operations)

    def note(number: int, _applied: bool) -> bool:
        if number == when:
            reached.set()
        return False

    store.fails = note
    run = Run(world)
    run.start()
    assert reached.wait(LONGEST_WAIT)
    trouble()
    run.join(LONGEST_WAIT)
    assert not run.is_alive()
    assert run.error is None, run.error
    assert_each_once(world, oracle, "merged")
    store.close()
    return run


def rounds(count: int) -> random.Random:
    seed = random.randrange(2**32)
    print(f"seed {seed}, {count} rounds")
    return random.Random(seed)


SHORT_AND_LONG = pytest.mark.parametrize("count", [1, pytest.param(10, marks=pytest.mark.torture)])


@SHORT_AND_LONG
def test_a_server_killed_and_started_again_in_the_middle_of_a_run(
    mortal: Mongod, oracle: dict[str, Batch], operations: range, count: int
) -> None:
    chance = rounds(count)

    def again() -> None:
        mortal.kill()
        mortal.start()

    for place in range(count):
        url = database_url(mortal.url, f"round{count}_{place}")
        run_with_trouble(url, oracle, again, chance.choice(operations))


class Writer(threading.Thread):
    """Writes a row again and again until it is told to end; puts down each that was acknowledged."""

    def __init__(self, streams: StreamStore, key: StreamKey) -> None:
        super().__init__()
        self._streams, self._key = streams, key
        self.acknowledged: queue.SimpleQueue[int] = queue.SimpleQueue()
        self.enough = threading.Event()

    def run(self) -> None:
        t = 0
        while not self.enough.is_set():
            t += 1
            self._streams.write(self._key, Batch([t], [float(t)]))
            self.acknowledged.put(t)


@SHORT_AND_LONG
def test_every_row_a_killed_server_acknowledged_is_there(mortal: Mongod, count: int) -> None:
    chance = rounds(count)
    key = World([]).streams["raw"].key
    for place in range(count):
        store = MongoStore(database_url(mortal.url, f"rows{count}_{place}"))
        streams = StreamStore(store)
        writer = Writer(streams, key)
        writer.start()
        acknowledged = [writer.acknowledged.get(timeout=LONGEST_WAIT) for _ in range(chance.randint(1, 200))]
        # from this thread, not from one that ends: a server dies with the thread that started it
        mortal.kill()
        mortal.start()
        writer.enough.set()
        writer.join(LONGEST_WAIT)
        assert not writer.is_alive()
        while not writer.acknowledged.empty():
            acknowledged.append(writer.acknowledged.get())
        found = [t for batch in streams.read(key, 0, 10**6) for t in batch.timestamps.tolist()]
        assert found == acknowledged
        print(f"round {place}: {len(acknowledged)} rows acknowledged, all there")
        store.close()


@SHORT_AND_LONG
def test_a_run_goes_on_after_step_downs_and_killed_primaries(
    replicas: ReplicaSet, oracle: dict[str, Batch], operations: range, count: int
) -> None:
    chance = rounds(count)

    def lose_primary() -> None:
        if chance.random() < 0.5:
            replicas.step_down()
            return
        primary = replicas.primary()
        primary.kill()
        replicas.primary()
        primary.start()

    for place in range(count):
        url = database_url(replicas.url, f"round{count}_{place}")
        run = run_with_trouble(url, oracle, lose_primary, chance.choice(operations))
        assert run.longest_stop() < LONGEST_STOP
        print(f"round {place}: longest stop {run.longest_stop():.1f} s")


def test_on_a_replica_set_only_what_the_majority_has_is_read(replicas: ReplicaSet) -> None:
    server = Server(database_url(replicas.url, "majority"))
    server.open(prepare)
    assert server.database.read_concern.level == "majority"
    server.close()
    streams = StreamStore(MongoStore(database_url(replicas.url, "majority")))
    key = World([]).streams["raw"].key
    assert streams.write(key, Batch([1, 2], [1.0, 2.0])) == 2
    assert [batch.timestamps.tolist() for batch in streams.read(key, 0, 9)] == [[1, 2]]
    replicas.step_down()
    assert streams.write(key, Batch([3], [3.0])) == 1
    streams.store.close()
