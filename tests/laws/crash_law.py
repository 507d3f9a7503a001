"""Crash: kill -9 at any point, then run again: nothing lost or doubled, nothing half-written visible.

The law is the same for every store that processes share; a test module says where the stores lie.
"""

from __future__ import annotations

import random
from collections import Counter
from itertools import pairwise
from typing import Any

import pytest

from hyperstream import Batch, TimeInterval

from .children import Nursery, events_of
from .tasks import CHAIN, size_of, world_in
from .worlds import World, assert_no_garbage_stays, assert_part_of, clean_rows

SPAN = 400_000
CHUNK = 10_000
LEAF = ["merged", "slow"]
ROWS = {"raw": Batch([500 * i for i in range(1, 801)], [float(i * i % 101) for i in range(1, 801)])}


class CrashLaw:
    """The law over stores in a folder; a subclass gives the fixture ``folder``, and how often is short."""

    KILLS, WRITERS = 10, 5

    @pytest.fixture
    def oracle(self) -> dict[str, Batch]:
        return clean_rows(CHAIN, ROWS)

    def test_killed_at_random_points_nothing_is_lost_doubled_or_half_written(
        self, nursery: Nursery, folder: Any, oracle: dict[str, Batch]
    ) -> None:
        rounds(nursery, self.KILLS, folder, oracle)

    def test_a_write_is_there_whole_or_not_at_all_and_once_acknowledged_it_stays(
        self, nursery: Nursery, folder: Any
    ) -> None:
        write_rounds(nursery, self.WRITERS, folder)

    @pytest.mark.torture
    def test_two_hundred_kills_cost_nothing(
        self, nursery: Nursery, folder: Any, oracle: dict[str, Batch]
    ) -> None:
        rounds(nursery, 200, folder, oracle)

    @pytest.mark.torture
    def test_two_hundred_killed_writers_leave_only_whole_writes(self, nursery: Nursery, folder: Any) -> None:
        write_rounds(nursery, 200, folder)


def killed_run(nursery: Nursery, path: Any, rng: random.Random) -> bool:
    """Ask for something in a child, and kill it somewhere on the way; False where it was quicker."""
    a = CHUNK * rng.randrange(0, 35)
    b = rng.choice([SPAN, a + CHUNK * rng.randint(1, 5) + rng.choice([0, 333])])
    chunk = rng.choice([CHUNK, CHUNK, 3 * CHUNK, None])
    nursery.forget()
    pid = nursery.start("compute", path=str(path), name=rng.choice(LEAF), a=a, b=min(b, SPAN), chunk_ms=chunk)
    # After some pieces, and a moment later: anywhere between two commits.
    for _ in range(rng.randint(0, 6)):
        if nursery.look_for("piece", pid, 0.05) is None:
            break
    nursery.look_for("gave", pid, rng.uniform(0, 0.02))
    nursery.kill(pid)
    return nursery.look_for("gave", pid, 0) is None


def look(path: Any, oracle: dict[str, Batch]) -> None:
    """What is visible now is right: whole pieces of the clean rows, each once."""
    world = world_in(str(path))
    assert world.rows("raw").same_rows(ROWS["raw"])
    assert_part_of(world, oracle, [node.name for node in CHAIN])
    world.close()


def finish(path: Any, oracle: dict[str, Batch]) -> None:
    """Run again without a kill; everything is as after one clean run, and no garbage stays."""
    world = world_in(str(path))
    for name in LEAF:
        world.execute(name, 0, SPAN)
        assert world.computed(name) == ((0, SPAN),)
        assert world.execute(name, 0, SPAN).nothing_to_do
    assert_part_of(world, oracle, [node.name for node in CHAIN])
    assert_committed_once(world)
    assert_no_garbage_stays(world)
    world.close()


def assert_committed_once(world: World) -> None:
    """By the run records of what is visible, no instant was computed by two."""
    for node in CHAIN:
        key = world.streams[node.name].key
        runs = sorted((run.a, run.b) for run in world.store.read_runs(key) if run.state == "done")
        assert all(one[1] <= other[0] for one, other in pairwise(runs)), (node.name, runs)


def rounds(nursery: Nursery, count: int, folder: Any, oracle: dict[str, Batch]) -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    rng = random.Random(seed)
    kills = 0
    for place in range(count):
        path = folder / f"{place // 12}.db"
        if place % 12 == 0:
            world = world_in(str(path))
            world.write(ROWS)
            world.close()
        kills += killed_run(nursery, path, rng)
        look(path, oracle)
        if place % 12 == 11 or place == count - 1:
            finish(path, oracle)
    print(f"seed {seed}: {kills} of {count} runs were killed on the way")
    assert kills > count // 3


def written_and_killed(nursery: Nursery, path: Any, rng: random.Random) -> None:
    """Kill a child that writes batches; each is there whole or not at all, and all it was told of are."""
    nursery.forget()
    pid = nursery.start("write_batches", path=str(path), seed=rng.randrange(2**32))
    for _ in range(rng.randint(0, 12)):
        nursery.look_for("acknowledged", pid, 0.05)
    nursery.look_for("gave", pid, rng.uniform(0, 0.02))
    nursery.kill(pid)
    told = [int(event["number"]) for event in events_of(nursery, "acknowledged", pid)]
    world = world_in(str(path))
    rows = world.streams["raw"].window(TimeInterval.all_time()).to_batch()
    sizes = Counter(rows.values_list())
    assert rows.is_ordered
    assert all(sizes[number] == size_of(int(number)) for number in sizes), sizes
    assert sizes.keys() >= set(told)
    world.streams["raw"].purge()
    assert_no_garbage_stays(world)
    world.close()


def write_rounds(nursery: Nursery, count: int, folder: Any) -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    rng = random.Random(seed)
    for _ in range(count):
        written_and_killed(nursery, folder / "store.db", rng)
    print(f"{count} writers killed: every batch whole or absent, every acknowledged one there")
