"""Servers killed, and primaries lost, in the middle of runs: nothing is lost, nothing doubled."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from hyperstream import Batch
from hyperstream.stores.mongo import MongoStore
from hyperstream.stores.streams import StreamStore
from hyperstream.testing.mongod import Mongod
from hyperstream.testing.replica_set import ReplicaSet

from ..laws.tasks import CHAIN
from ..laws.test_race_law import ROWS, SPAN, assert_each_once
from ..laws.worlds import World, clean_rows

CHUNK_MS = 5_000
LONGEST_STOP = 15.0
"""Seconds within which a run goes on after a failover."""


@pytest.fixture(scope="module")
def oracle() -> dict[str, Batch]:
    return clean_rows(CHAIN, ROWS)


class Run(threading.Thread):
    """Computes a stream, and takes note of the pieces as they are committed."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self._world = world
        self.times: list[float] = []
        self.error: BaseException | None = None

    def run(self) -> None:
        try:
            self._world.execute(
                "merged", 0, SPAN, chunk_ms=CHUNK_MS, progress=lambda _: self.times.append(time.monotonic())
            )
        except BaseException as error:
            self.error = error

    def longest_stop(self) -> float:
        """Seconds between two pieces."""
        return max(late - early for early, late in zip(self.times, self.times[1:], strict=False))


def run_with_trouble(url: str, oracle: dict[str, Batch], trouble: Callable[[], Any], wait: float) -> Run:
    store = MongoStore(url)
    world = World(CHAIN, store)
    world.write(ROWS)
    run = Run(world)
    run.start()
    while len(run.times) < 2 and run.is_alive():
        time.sleep(0.01)
    time.sleep(wait)
    trouble()
    run.join(120)
    assert not run.is_alive()
    assert run.error is None, run.error
    assert_each_once(world, oracle, "merged")
    store.close()
    return run


def rounds(count: int) -> random.Random:
    seed = random.randrange(2**32)
    print(f"seed {seed}, {count} rounds")
    return random.Random(seed)


@pytest.mark.parametrize("count", [1, pytest.param(10, marks=pytest.mark.torture)])
def test_a_server_killed_and_started_again_in_the_middle_of_a_run(
    program: None, oracle: dict[str, Batch], count: int
) -> None:
    chance = rounds(count)
    with Mongod() as server:

        def again() -> None:
            server.kill()
            server.start()

        for place in range(count):
            url = server.url.replace("/?", f"/round{place}?")
            run_with_trouble(url, oracle, again, chance.uniform(0, 0.3))


def write_until(streams: StreamStore, key: Any, acknowledged: list[int], ended: threading.Event) -> None:
    t = 0
    while not ended.is_set():
        t += 1
        streams.write(key, Batch([t], [float(t)]))
        acknowledged.append(t)


@pytest.mark.parametrize("count", [1, pytest.param(10, marks=pytest.mark.torture)])
def test_every_row_a_killed_server_acknowledged_is_there(program: None, count: int) -> None:
    chance = rounds(count)
    key = World([]).streams["raw"].key
    with Mongod() as server:
        for place in range(count):
            store = MongoStore(server.url.replace("/?", f"/rows{place}?"))
            streams = StreamStore(store)
            acknowledged: list[int] = []
            ended = threading.Event()
            writer = threading.Thread(target=write_until, args=(streams, key, acknowledged, ended))
            writer.start()
            time.sleep(chance.uniform(0.05, 0.5))
            # from this thread, not from one that ends: a server dies with the thread that started it
            server.kill()
            server.start()
            ended.set()
            writer.join(120)
            assert not writer.is_alive()
            found = [t for batch in streams.read(key, 0, 10**6) for t in batch.timestamps.tolist()]
            assert found == acknowledged
            store.close()


@pytest.mark.parametrize("count", [1, pytest.param(10, marks=pytest.mark.torture)])
def test_a_run_goes_on_after_step_downs_and_killed_primaries(
    program: None, oracle: dict[str, Batch], count: int
) -> None:
    chance = rounds(count)
    with ReplicaSet(3) as replicas:

        def lose_primary() -> None:
            if chance.random() < 0.5:
                replicas.step_down()
                return
            primary = replicas.primary()
            primary.kill()
            replicas.primary()
            primary.start()

        for place in range(count):
            url = replicas.url.replace("/?", f"/round{place}?")
            run = run_with_trouble(url, oracle, lose_primary, chance.uniform(0, 0.3))
            assert run.longest_stop() < LONGEST_STOP
            print(f"round {place}: longest stop {run.longest_stop():.1f} s")
