"""Many processes on one database, raced, stopped and killed: the result is that of one quiet run."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pymongo
import pytest

from hyperstream import Batch

from ..laws import test_crash_law as crash
from ..laws import test_race_law as race
from ..laws.children import Gate, Nursery
from ..laws.tasks import CHAIN, world_in
from ..laws.test_fault_law import Content
from ..laws.worlds import World, clean_rows
from .places import Places

CHUNK_MS = 20_000
SHARE_TWICE = 0.05
"""At most so much may be computed a second time: work of those that were overtaken."""


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    with Nursery() as nursery:
        yield nursery


@pytest.fixture(scope="module")
def quiet() -> Content:
    """What one process leaves that nobody disturbs."""
    world = World(CHAIN)
    world.write(race.ROWS)
    world.execute("merged", 0, race.SPAN, chunk_ms=CHUNK_MS)
    return Content.of(world)


@pytest.fixture(scope="module")
def oracle() -> dict[str, Batch]:
    return clean_rows(CHAIN, race.ROWS)


@pytest.fixture(scope="module")
def longer_oracle() -> dict[str, Batch]:
    return clean_rows(CHAIN, crash.ROWS)


@pytest.fixture
def places(new_url: Callable[[], str], tmp_path: Path) -> Any:
    return Places(new_url, tmp_path)


def drop(place: Any) -> None:
    with pymongo.MongoClient[dict[str, Any]](str(place)) as client:
        client.drop_database(client.get_default_database())


def rounds(count: int) -> Iterator[tuple[int, random.Random]]:
    """Rounds by one random source, whose seed is printed."""
    seed = random.randrange(2**32)
    print(f"seed {seed}, {count} rounds")
    rng = random.Random(seed)
    for place in range(count):
        yield place, rng


@pytest.mark.torture
@pytest.mark.parametrize("processes", [2, 4, 8])
def test_fifty_races_for_one_interval_leave_what_one_quiet_run_leaves(
    nursery: Nursery, places: Any, quiet: Content, oracle: dict[str, Batch], processes: int
) -> None:
    calls = written = 0
    for place, _ in rounds(50):
        path = places / f"{place}.db"
        race.filled(path)
        nursery.forget()
        task = {"name": "merged", "a": 0, "b": race.SPAN, "chunk_ms": CHUNK_MS}
        gave = race.race(nursery, path, [task] * processes)
        world = world_in(str(path))
        race.assert_each_once(world, oracle, "merged")
        assert Content.of(world) == quiet
        pieces = len(race.committed(world, "merged"))
        assert sum(one["written"] for one in gave) == pieces
        calls, written = calls + sum(one["calls"] for one in gave), written + pieces
        world.close()
        drop(path)
    print(f"{processes} processes: {written} pieces, {calls - written} of them computed twice")
    assert calls <= written * (1 + SHARE_TWICE)


@pytest.mark.torture
def test_a_process_stopped_for_twice_its_lease_cannot_commit_in_any_of_twenty_rounds(
    nursery: Nursery, places: Any, oracle: dict[str, Batch]
) -> None:
    for place, _ in rounds(20):
        path = places / f"{place}.db"
        race.filled(path)
        nursery.forget()
        with Gate(places / f"{place}.gate") as gate:
            slow = race.paused(nursery, path, gate)
            assert nursery.look_for("gave", slow, 2 * race.LEASE_MS / 1000) is None
            other = nursery.start("compute", path=str(path), name="half", a=0, b=race.SPAN)
            assert nursery.wait("gave", other)["value"]["written"] == 1
            nursery.go_on(slow)
            gate.open()
            assert nursery.wait("gave", slow)["value"] == {"calls": 1, "written": 0, "instances": 0}
            assert nursery.ended(slow)["status"] == nursery.ended(other)["status"] == 0
        world = world_in(str(path))
        race.assert_each_once(world, oracle, "half")
        world.close()
        drop(path)


@pytest.mark.torture
def test_eight_processes_with_kills_and_pauses_give_what_one_gives(
    nursery: Nursery, places: Any, oracle: dict[str, Batch]
) -> None:
    for place, rng in rounds(5):
        path = places / f"{place}.db"
        race.filled(path)
        race.struggle(nursery, path, rng)
        world = world_in(str(path))
        for name in ("merged", "slow"):
            world.execute(name, 0, race.SPAN)
            race.assert_each_once(world, oracle, name)
        world.close()
        drop(path)


@pytest.mark.torture
def test_two_hundred_kills_of_the_engine_cost_nothing(
    nursery: Nursery, places: Any, longer_oracle: dict[str, Batch]
) -> None:
    crash.rounds(nursery, 200, places, longer_oracle)


@pytest.mark.torture
def test_two_hundred_killed_writers_leave_only_whole_writes(nursery: Nursery, places: Any) -> None:
    crash.write_rounds(nursery, 200, places)
