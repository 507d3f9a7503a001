"""Crash: kill -9 at any point, then run again: nothing lost or doubled, nothing half-written visible."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from hyperstream import Batch, TimeInterval

from .children import Nursery, events_of
from .tasks import CHAIN, size_of, world_in
from .worlds import World, assert_part_of, clean_rows

SPAN = 400_000
CHUNK = 10_000
LEAF = ["merged", "slow"]
ROWS = {"raw": Batch([500 * i for i in range(1, 801)], [float(i * i % 101) for i in range(1, 801)])}


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    with Nursery() as one:
        yield one


@pytest.fixture(scope="module")
def oracle() -> dict[str, Batch]:
    return clean_rows(CHAIN, ROWS)


def killed_run(nursery: Nursery, path: Path, rng: random.Random) -> bool:
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


def look(path: Path, oracle: dict[str, Batch]) -> None:
    """What is visible now is right: whole pieces of the clean rows, each once."""
    world = world_in(str(path))
    assert world.rows("raw").same_rows(ROWS["raw"])
    assert_part_of(world, oracle, [node.name for node in CHAIN])
    world.close()


def finish(path: Path, oracle: dict[str, Batch]) -> None:
    """Run again without a kill; everything is as after one clean run, and no garbage stays."""
    world = world_in(str(path))
    for name in LEAF:
        world.execute(name, 0, SPAN)
        assert world.computed(name) == ((0, SPAN),)
        assert world.execute(name, 0, SPAN).nothing_to_do
    assert_part_of(world, oracle, [node.name for node in CHAIN])
    assert_committed_once(world)
    assert_no_garbage(world)
    world.close()


def assert_committed_once(world: World) -> None:
    """By the run records of what is visible, no instant was computed by two."""
    for node in CHAIN:
        key = world.streams[node.name].key
        runs = sorted((run.a, run.b) for run in world.store.read_runs(key) if run.state == "done")
        assert all(one[1] <= other[0] for one, other in pairwise(runs)), (node.name, runs)


def assert_no_garbage(world: World) -> None:
    store = world.channels["database"].store
    for name, stream in world.streams.items():
        store.clean(stream.key)
        visible = world.rows(name)
        for segment in world.store.list_segments(store.ledger(stream.key).inc):
            assert len(visible.between(segment.a - 1, segment.b)), (name, segment)


def rounds(nursery: Nursery, count: int, folder: Path, oracle: dict[str, Batch]) -> None:
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


def written_and_killed(nursery: Nursery, path: Path, rng: random.Random) -> None:
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
    assert_no_garbage(world)
    world.close()


def test_killed_at_random_points_nothing_is_lost_doubled_or_half_written(
    nursery: Nursery, tmp_path: Path, oracle: dict[str, Batch]
) -> None:
    rounds(nursery, 10, tmp_path, oracle)


def test_a_write_is_there_whole_or_not_at_all_and_once_acknowledged_it_stays(
    nursery: Nursery, tmp_path: Path
) -> None:
    write_rounds(nursery, 5, tmp_path)


@pytest.mark.torture
def test_two_hundred_kills_cost_nothing(nursery: Nursery, tmp_path: Path, oracle: dict[str, Batch]) -> None:
    rounds(nursery, 200, tmp_path, oracle)


@pytest.mark.torture
def test_two_hundred_killed_writers_leave_only_whole_writes(nursery: Nursery, tmp_path: Path) -> None:
    write_rounds(nursery, 200, tmp_path)


def write_rounds(nursery: Nursery, count: int, folder: Path) -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    rng = random.Random(seed)
    for _ in range(count):
        written_and_killed(nursery, folder / "store.db", rng)
