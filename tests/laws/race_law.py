"""Race: processes on one request, some paused or killed: each interval is committed once, as from one.

The law is the same for every store that processes share; a test module says where the stores lie.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from hyperstream import Batch

from .children import Gate, Nursery
from .fault_law import Content
from .tasks import CHAIN, world_in
from .worlds import World, assert_part_of, clean_rows

SPAN = 200_000
ROWS = {"raw": Batch([500 * i for i in range(1, 401)], [float(i * i % 101) for i in range(1, 401)])}
CHUNK_MS = 20_000
LEASE_MS = 400
SHARE_TWICE = 0.05
"""At most so much may be computed a second time: work of those that were overtaken."""


class RaceLaw:
    """The law over stores in a folder; a subclass gives the fixture ``folder``."""

    @pytest.fixture
    def oracle(self) -> dict[str, Batch]:
        return clean_rows(CHAIN, ROWS)

    @pytest.fixture
    def quiet(self) -> Content:
        """What one process leaves that nobody disturbs."""
        world = World(CHAIN)
        world.write(ROWS)
        world.execute("merged", 0, SPAN, chunk_ms=CHUNK_MS)
        return Content.of(world)

    @pytest.fixture
    def forget(self) -> Callable[[Any], None]:
        """Drops a store that is not needed any more, where a folder does not."""
        return lambda _: None

    def test_processes_that_race_for_one_request_commit_each_interval_once(
        self, nursery: Nursery, folder: Any, oracle: dict[str, Batch], quiet: Content
    ) -> None:
        pieces, calls = race_for_one(nursery, folder / "store.db", oracle, quiet, 4)
        assert calls == pieces  # A claim keeps others from computing in vain.

    def test_processes_that_race_for_overlapping_requests_do_too(
        self, nursery: Nursery, folder: Any, oracle: dict[str, Batch]
    ) -> None:
        path = filled(folder / "store.db")
        asked = [
            ("merged", 0, 120_000, 20_000),
            ("slow", 50_000, SPAN, None),
            ("merged", 30_000, SPAN, 7_000),
        ]
        race(nursery, path, [dict(zip(("name", "a", "b", "chunk_ms"), one, strict=True)) for one in asked])
        look(path, oracle, "merged")

    def test_a_process_waits_for_another_that_computes_what_it_asked_for(
        self, nursery: Nursery, folder: Any, oracle: dict[str, Batch]
    ) -> None:
        path = filled(folder / "store.db")
        with Gate(folder / "gate") as gate:
            first = computing(nursery, path, gate, lease_ms=10 * 60_000)
            other = nursery.start("compute", path=str(path), name="half", a=0, b=SPAN)
            assert nursery.wait("waiting", other)["who"].split(":")[1] == str(first)
            gate.open()
            assert gave(nursery, first) == {"calls": 1, "written": 1, "instances": 400}
            assert gave(nursery, other) == {"calls": 0, "written": 0, "instances": 0}
        look(path, oracle, "half")

    def test_a_process_stopped_for_twice_its_lease_cannot_commit_when_it_wakes_up(
        self, nursery: Nursery, folder: Any, oracle: dict[str, Batch]
    ) -> None:
        stop_for_two_leases(nursery, folder, 0, oracle)

    def test_a_process_stopped_for_twice_its_lease_goes_on_where_nobody_took_over(
        self, nursery: Nursery, folder: Any, oracle: dict[str, Batch]
    ) -> None:
        path = filled(folder / "store.db")
        with Gate(folder / "gate") as gate:
            slow = computing(nursery, path, gate, LEASE_MS)
            nursery.pause(slow)
            two_leases_pass(nursery, path, slow)
            nursery.go_on(slow)
            gate.open()
            assert gave(nursery, slow) == {"calls": 1, "written": 1, "instances": 400}
        look(path, oracle, "half")

    @pytest.mark.torture
    @pytest.mark.parametrize("processes", [2, 4, 8])
    def test_fifty_races_for_one_interval_leave_what_one_quiet_run_leaves(
        self,
        nursery: Nursery,
        folder: Any,
        oracle: dict[str, Batch],
        quiet: Content,
        processes: int,
        forget: Callable[[Any], None],
    ) -> None:
        pieces = calls = 0
        for place in range(50):
            path = folder / f"{place}.db"
            nursery.forget()
            some, called = race_for_one(nursery, path, oracle, quiet, processes)
            pieces, calls = pieces + some, calls + called
            forget(path)
        print(f"50 rounds, {processes} processes: {pieces} pieces, {calls - pieces} of them computed twice")
        assert calls <= pieces * (1 + SHARE_TWICE)

    @pytest.mark.torture
    def test_twenty_processes_stopped_for_twice_their_lease_cannot_commit(
        self, nursery: Nursery, folder: Any, oracle: dict[str, Batch], forget: Callable[[Any], None]
    ) -> None:
        for place in range(20):
            nursery.forget()
            forget(stop_for_two_leases(nursery, folder, place, oracle))
        print("20 rounds: none committed when it woke up")

    @pytest.mark.torture
    def test_eight_processes_with_kills_and_pauses_give_what_one_gives(
        self, nursery: Nursery, folder: Any, oracle: dict[str, Batch], forget: Callable[[Any], None]
    ) -> None:
        seed = random.randrange(2**32)
        print(f"seed {seed}")
        rng = random.Random(seed)
        for place in range(10):
            path = filled(folder / f"{place}.db")
            struggle(nursery, path, rng)
            world = world_in(str(path))
            for name in ("merged", "slow"):
                world.execute(name, 0, SPAN)
                assert_each_once(world, oracle, name)
            world.close()
            forget(path)
        print("10 rounds of 8 processes, 40 kills and stops each: content and ledgers as from one")


# --- what is there
def filled(path: Any) -> Any:
    """The path of a store that holds the raw rows now."""
    world = world_in(str(path))
    world.write(ROWS)
    world.close()
    return path


def look(path: Any, oracle: dict[str, Batch], name: str) -> None:
    """`assert_each_once` in a store."""
    world = world_in(str(path))
    assert_each_once(world, oracle, name)
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


# --- processes at one moment
def gave(nursery: Nursery, pid: int) -> dict[str, Any]:
    """What a child gave that has ended well."""
    value: dict[str, Any] = nursery.wait("gave", pid)["value"]
    assert nursery.ended(pid)["status"] == 0
    return value


def race(nursery: Nursery, path: Any, tasks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Processes that start at one moment; what each gave."""
    with Gate(path.with_suffix(".gate")) as gate:
        pids = [nursery.start("compute", path=str(path), gate=str(gate.path), **task) for task in tasks]
        for pid in pids:
            nursery.wait("ready", pid)
        gate.open()
        return [gave(nursery, pid) for pid in pids]


def race_for_one(
    nursery: Nursery, path: Any, oracle: dict[str, Batch], quiet: Content, processes: int
) -> tuple[int, int]:
    """All of them want the same; how many pieces were committed, and how many computed."""
    task = {"name": "merged", "a": 0, "b": SPAN, "chunk_ms": CHUNK_MS}
    told = race(nursery, filled(path), [task] * processes)
    world = world_in(str(path))
    assert_each_once(world, oracle, "merged")
    assert Content.of(world) == quiet
    pieces = len(committed(world, "merged"))
    world.close()
    assert sum(one["written"] for one in told) == pieces
    assert sum(one["instances"] for one in told) == len(oracle["merged"].between(0, SPAN))
    return pieces, sum(one["calls"] for one in told)


# --- stopped beyond the lease
def computing(nursery: Nursery, path: Any, gate: Gate, lease_ms: int) -> int:
    """A child that stands at a gate in the middle of a computation."""
    pid = nursery.start(
        "compute_slowly", path=str(path), name="half", a=0, b=SPAN, gate=str(gate.path), lease_ms=lease_ms
    )
    nursery.wait("computing", pid)
    return pid


def two_leases_pass(nursery: Nursery, path: Any, stopped: int) -> None:
    """Time goes by, on the store's clock, for a child that stands still."""
    world = world_in(str(path))
    (claim,) = world.streams["half"].home.ledger(world.streams["half"]).claims
    while (left := claim.exp + LEASE_MS - world.store.now()) >= 0:
        assert nursery.look_for("gave", stopped, left / 1000) is None
    world.close()


def stop_for_two_leases(nursery: Nursery, folder: Any, place: int, oracle: dict[str, Batch]) -> Any:
    """Meanwhile another one computes the same; the path of the store."""
    path = filled(folder / f"{place}.db")
    with Gate(folder / f"{place}.gate") as gate:
        slow = computing(nursery, path, gate, LEASE_MS)
        nursery.pause(slow)
        two_leases_pass(nursery, path, slow)
        other = nursery.start("compute", path=str(path), name="half", a=0, b=SPAN)
        assert gave(nursery, other) == {"calls": 1, "written": 1, "instances": 400}
        nursery.go_on(slow)
        gate.open()
        assert gave(nursery, slow) == {"calls": 1, "written": 0, "instances": 0}
    look(path, oracle, "half")
    return path


# --- killed and stopped
def struggle(nursery: Nursery, path: Path, rng: random.Random) -> None:
    """Overlapping requests of many processes; some are killed, some are stopped for two leases."""

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
            stop_for(nursery, pid, rng.choice([0.1, 2 * LEASE_MS / 1000]))
            nursery.forget()
            nursery.ended(pid)
        running.append(begin())
    for pid in running:
        assert nursery.ended(pid)["status"] == 0


def stop_for(nursery: Nursery, pid: int, seconds: float) -> None:
    """Stop a process for a while, unless it has ended."""
    nursery.stop(pid)
    nursery.look_for("nothing", None, seconds)
    nursery.go_on(pid)
