"""Race: several processes, or threads, on one request: each interval is committed once, as from one."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from hyperstream import Batch
from hyperstream.stores.memory import MemoryStore
from hyperstream.stores.port import Store
from hyperstream.stores.sqlite import SQLiteStore

from .children import Gate, Nursery
from .tasks import CHAIN, count_calls, world_in
from .worlds import World, assert_part_of, clean_rows, replace_home

SPAN = 200_000
ROWS = {"raw": Batch([500 * i for i in range(1, 401)], [float(i * i % 101) for i in range(1, 401)])}


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    with Nursery() as one:
        yield one


@pytest.fixture(scope="module")
def oracle() -> dict[str, Batch]:
    return clean_rows(CHAIN, ROWS)


def filled(path: Path) -> None:
    world = world_in(str(path))
    world.write(ROWS)
    world.close()


def committed(world: World, name: str) -> list[tuple[int, int]]:
    """The intervals that were committed, by their run records."""
    runs = world.store.read_runs(world.streams[name].key)
    return sorted((run.a, run.b) for run in runs if run.state == "done")


def assert_each_once(world: World, oracle: dict[str, Batch], name: str) -> None:
    """All there, as from one, and nothing committed twice."""
    assert world.computed(name) == ((0, SPAN),)
    assert_part_of(world, oracle, [node.name for node in CHAIN])
    for node in CHAIN:
        found = committed(world, node.name)
        assert all(one[1] <= other[0] for one, other in pairwise(found)), (node.name, found)
    ledgers = world.store.read_ledgers([stream.key for stream in world.streams.values()]).ledgers
    assert not any(ledger.claims for ledger in ledgers.values())


def race(nursery: Nursery, path: Path, tasks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Processes that start at one moment; what each gave."""
    with Gate(path.with_suffix(".gate")) as gate:
        pids = [nursery.start("compute", path=str(path), gate=str(gate.path), **task) for task in tasks]
        for pid in pids:
            nursery.wait("ready", pid)
        gate.open()
        gave = [nursery.wait("gave", pid)["value"] for pid in pids]
    assert [nursery.ended(pid)["status"] for pid in pids] == [0] * len(pids)
    return gave


def test_processes_that_race_for_one_request_commit_each_interval_once(
    nursery: Nursery, tmp_path: Path, oracle: dict[str, Batch]
) -> None:
    path = tmp_path / "store.db"
    filled(path)
    gave = race(nursery, path, [{"name": "merged", "a": 0, "b": SPAN, "chunk_ms": 20_000}] * 4)
    world = world_in(str(path))
    assert_each_once(world, oracle, "merged")
    written = len(committed(world, "merged"))
    assert sum(one["written"] for one in gave) == written
    assert sum(one["calls"] for one in gave) == written  # A claim keeps others from computing in vain.
    assert sum(one["instances"] for one in gave) == len(oracle["merged"].between(0, SPAN))
    world.close()


def test_processes_that_race_for_overlapping_requests_do_too(
    nursery: Nursery, tmp_path: Path, oracle: dict[str, Batch]
) -> None:
    path = tmp_path / "store.db"
    filled(path)
    asked = [("merged", 0, 120_000, 20_000), ("slow", 50_000, SPAN, None), ("merged", 30_000, SPAN, 7_000)]
    race(nursery, path, [dict(zip(("name", "a", "b", "chunk_ms"), one, strict=True)) for one in asked])
    world = world_in(str(path))
    assert_each_once(world, oracle, "merged")
    world.close()


STORES = {"memory": MemoryStore, "sqlite": SQLiteStore}


@pytest.mark.parametrize("kind", list(STORES))
@pytest.mark.parametrize("together", [True, False], ids=["one channel", "a channel each"])
def test_threads_that_race_for_one_request_commit_each_interval_once(
    kind: str, together: bool, tmp_path: Path, oracle: dict[str, Batch]
) -> None:
    store: Store = MemoryStore() if kind == "memory" else SQLiteStore(tmp_path / "store.db")
    first = World(CHAIN, store)
    first.write(ROWS)
    worlds = [first if together else World(CHAIN, store) for _ in range(4)]
    reports = in_threads(worlds, "merged")
    assert_each_once(first, oracle, "merged")
    assert sum(report.calls for report in reports) == len(committed(first, "merged"))
    store.close()


def test_threads_that_race_in_a_memory_channel_give_what_one_gives(oracle: dict[str, Batch]) -> None:
    """Memory takes no claims for the open end of a stream: a piece may be computed in vain, not written."""
    world = World([replace_home(node) for node in CHAIN])
    world.write(ROWS)
    calls = count_calls(world)
    reports = in_threads([world] * 4, "merged")
    assert world.computed("merged") == ((0, SPAN),)
    assert_part_of(world, oracle, [node.name for node in CHAIN])
    written = sum(report.calls for report in reports)
    assert written <= calls["merged"] <= 4 * written


def in_threads(worlds: list[World], name: str) -> list[Any]:
    barrier = threading.Barrier(len(worlds))
    reports: list[Any] = []
    errors: list[BaseException] = []

    def work(world: World) -> None:
        try:
            barrier.wait()
            reports.append(world.execute(name, 0, SPAN, chunk_ms=20_000))
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=work, args=(world,)) for world in worlds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    return reports


# --- paused beyond the lease
LEASE_MS = 400


def paused(nursery: Nursery, path: Path, gate: Gate) -> int:
    """A child that stands still in the middle of a computation."""
    pid = nursery.start(
        "compute_slowly", path=str(path), name="half", a=0, b=SPAN, gate=str(gate.path), lease_ms=LEASE_MS
    )
    nursery.wait("computing", pid)
    nursery.pause(pid)
    return pid


def test_a_process_paused_beyond_its_lease_writes_nothing_when_it_goes_on(
    nursery: Nursery, tmp_path: Path, oracle: dict[str, Batch]
) -> None:
    path = tmp_path / "store.db"
    filled(path)
    with Gate(tmp_path / "gate") as gate:
        slow = paused(nursery, path, gate)
        other = nursery.start("compute", path=str(path), name="half", a=0, b=SPAN, lease_ms=LEASE_MS)
        assert nursery.wait("gave", other)["value"] == {"calls": 1, "written": 1, "instances": 400}
        # on a busy machine the lease may have run out before the other looked for the first time
        waited = nursery.look_for("waiting", other, 0)
        assert waited is None or waited["who"].split(":")[1] == str(slow)
        nursery.go_on(slow)
        gate.open()
        assert nursery.wait("gave", slow)["value"] == {"calls": 1, "written": 0, "instances": 0}
        assert nursery.ended(slow)["status"] == nursery.ended(other)["status"] == 0
    world = world_in(str(path))
    assert_each_once(world, oracle, "half")
    world.close()


def test_a_process_paused_beyond_its_lease_goes_on_where_nobody_took_over(
    nursery: Nursery, tmp_path: Path, oracle: dict[str, Batch]
) -> None:
    path = tmp_path / "store.db"
    filled(path)
    world = world_in(str(path))
    with Gate(tmp_path / "gate") as gate:
        slow = paused(nursery, path, gate)
        (claim,) = world.streams["half"].home.ledger(world.streams["half"]).claims
        while (left := claim.exp - world.store.now()) >= 0:
            assert nursery.look_for("gave", slow, left / 1000) is None
        nursery.go_on(slow)
        gate.open()
        assert nursery.wait("gave", slow)["value"] == {"calls": 1, "written": 1, "instances": 400}
        nursery.ended(slow)
    assert_each_once(world, oracle, "half")
    world.close()


@pytest.mark.torture
def test_eight_processes_with_kills_and_pauses_give_what_one_gives(
    nursery: Nursery, tmp_path: Path, oracle: dict[str, Batch]
) -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    rng = random.Random(seed)
    for place in range(10):
        path = tmp_path / f"{place}.db"
        filled(path)
        struggle(nursery, path, rng)
        world = world_in(str(path))
        for name in ("merged", "slow"):
            world.execute(name, 0, SPAN)
        assert_each_once(world, oracle, "merged")
        assert_each_once(world, oracle, "slow")
        world.close()


def struggle(nursery: Nursery, path: Path, rng: random.Random) -> None:
    """Overlapping requests of many processes; some are killed, some are paused for two leases."""

    def begin() -> int:
        a = 1000 * rng.randrange(0, 190)
        return nursery.start(
            "compute",
            path=str(path),
            name=rng.choice(["merged", "slow", "smooth"]),
            a=a,
            b=rng.randint(a + 500, SPAN),
            chunk_ms=rng.choice([None, 5_000, 20_000]),
            lease_ms=LEASE_MS,
        )

    running = [begin() for _ in range(8)]
    for _ in range(40):
        nursery.look_for("piece", None, 0.02)
        pid = running.pop(rng.randrange(len(running)))
        if rng.random() < 0.5:
            nursery.kill(pid)
        else:
            os_pause(nursery, pid, rng.choice([0.1, 2 * LEASE_MS / 1000]))
            nursery.forget()
            nursery.ended(pid)
        running.append(begin())
    for pid in running:
        assert nursery.ended(pid)["status"] == 0


def os_pause(nursery: Nursery, pid: int, seconds: float) -> None:
    """Stop a process for a while, unless it has ended."""
    nursery.stop(pid)
    nursery.look_for("nothing", None, seconds)
    nursery.go_on(pid)
