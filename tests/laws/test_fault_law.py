"""Faults: a store that fails at any operation of a run, once or for good, costs nothing but a repeat.

For every operation of each step of a story, three things are tried: it fails before it was applied;
it is applied and its reply is lost; the process ends there (nothing works any more, claims stay).
Then the same is asked for again, and everything must be as if nothing had happened.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from hyperstream import Batch
from hyperstream.stores.sqlite import SQLiteStore
from hyperstream.utils.errors import StoreUnavailableError

from .watched_store import WatchedStore
from .worlds import RAW, SHIPPED, Node, World, clean_rows, span

LEASE_MS = 30_000

NO_POWER_CUT = {"synchronous": "OFF"}
"""What is written is not waited for; nothing here but a power cut could tell."""

NODES = [
    Node("size", "apply", {"func": abs}, ("raw",)),
    Node("smooth", "rolling", {"window": 5, "statistic": "sum"}, ("size",)),
]
"""Every row changes where the raw one does."""

OLD = {"raw": Batch([1000 * i for i in range(1, 41)], [float(i % 7) for i in range(40)])}
NEW = {"raw": Batch(OLD["raw"].timestamps, [-9.0 if i == 12 else float(i % 7) for i in range(40)])}

Step = Callable[[World], object]


def split(world: World) -> None:
    """Several sinks of one tool, computed over different intervals."""
    channel = world.channels["database"]
    source = channel["rooms"]
    source.write(Batch([1000, 2000, 3000], [{"room": str(i % 2), "x": i} for i in range(3)]))
    sinks = [channel.get_or_create_stream({"name": "room", "meta_data": {"room": str(i)}}) for i in range(2)]
    tool = SHIPPED.get("splitter")(element="room", mapping=["0", "1"])
    tool.execute(source, None, sinks[:1], span(0, 1500), "room", ["0", "1"])  # type: ignore[attr-defined]
    tool.execute(source, None, sinks, span(0, 3000), "room", ["0", "1"])  # type: ignore[attr-defined]
    world.streams.update(rooms=source, room_0=sinks[0], room_1=sinks[1])


STORY: dict[str, Step] = {
    "write": lambda world: world.write(OLD),
    "compute in pieces": lambda world: world.execute("smooth", 0, 20_000, chunk_ms=10_000),
    "correct": lambda world: world.streams["raw"].write(
        NEW["raw"].between(12_000, 13_000), on_conflict="replace"
    ),
    "bring up to date": lambda world: world.pull("smooth", 0, 30_000),
    "split": split,
    "force": lambda world: world.execute("smooth", 10_000, 40_000, force=True),
    "purge": lambda world: world.streams["size"].purge(),
    "compute again": lambda world: world.pull("smooth", 0, 40_000),
}
SHORT = list(STORY)[:5]
"""The steps tried by the ordinary tests."""


class Disk:
    """A store file that outlives its processes, and the time they live in."""

    def __init__(self, path: Path, time: int = 1_700_000_000_000) -> None:
        self.path = path
        self.time = time

    def start(self, fails: Callable[[int, bool], bool] | None = None) -> tuple[World, WatchedStore]:
        """A process that works on it."""
        store = WatchedStore(SQLiteStore(self.path, now=lambda: self.time, pragmas=NO_POWER_CUT), fails)
        return World(NODES, store, lease_ms=LEASE_MS, sleep=lambda _: None), store

    def copy(self, name: str) -> Disk:
        target = self.path.with_name(name)
        shutil.copy(self.path, target)
        return Disk(target, self.time)


class Content(NamedTuple):
    """What must be the same after a fault and a repeat."""

    rows: dict[str, list[object]]
    computed: dict[str, object]
    fingerprints: dict[str, object]

    @classmethod
    def of(cls, world: World) -> Content:
        names = list(world.streams)
        return cls(
            {name: world.rows(name).instances() for name in names},
            {name: world.computed(name) for name in names},
            {name: world.fingerprints(name) for name in names},
        )


def never(_number: int, _applied: bool) -> bool:
    return False


def failing_once(k: int, applied: bool) -> Callable[[int, bool], bool]:
    return lambda number, after: number == k and after == applied


def failing_for_good(k: int) -> Callable[[int, bool], bool]:
    return lambda number, _after: number >= k


ORACLES = [clean_rows(NODES, OLD), clean_rows(NODES, NEW)]


def look(disk: Disk) -> None:
    """Whatever is visible after a fault is right by what the source was or is; nothing is there twice."""
    world, store = disk.start()
    for name in (*RAW, *(node.name for node in NODES)):
        found = world.rows(name)
        assert found.is_ordered
        known = {instance for oracle in ORACLES for instance in oracle[name].instances()}
        assert known.issuperset(found.instances()), name
    store.close()


def nothing_is_held(store: WatchedStore) -> bool:
    ledgers = store.inner.read_ledgers(list(store.inner.keys())).ledgers
    return not any(ledger.claims for ledger in ledgers.values())


def try_with(disk: Disk, step: Step, fails: Callable[[int, bool], bool], dies: bool) -> tuple[Content, bool]:
    """The step with a fault, and again where it failed; the content then, and whether it failed."""
    world, store = disk.start(fails)
    failed = False
    try:
        step(world)
    except StoreUnavailableError:
        failed = True
        look(disk)
        if dies:
            disk.time += LEASE_MS + 1
            world.close()
            world, store = disk.start()
        else:
            assert nothing_is_held(store)
        step(world)
    store.fails = never
    content = Content.of(world)
    assert_no_garbage_stays(world)
    world.close()
    return content, failed


def assert_no_garbage_stays(world: World) -> None:
    """After a clean-up, every segment holds a row that is visible."""
    store = world.channels["database"].store
    for name, stream in world.streams.items():
        store.clean(stream.key)
        ledger = store.ledger(stream.key)
        visible = world.rows(name)
        for segment in store.store.list_segments(ledger.inc):
            assert len(visible.between(segment.a - 1, segment.b)), (name, segment)


FAULTS = {"before": (False, False), "lost reply": (False, True), "death": (True, False)}


@pytest.mark.filterwarnings("ignore::hyperstream.utils.errors.LateDataWarning")
@pytest.mark.parametrize("fault", list(FAULTS))
def test_a_fault_at_any_operation_costs_only_a_repeat(fault: str, tmp_path: Path) -> None:
    count = try_all(SHORT, fault, tmp_path)
    assert count > 100


@pytest.mark.torture
@pytest.mark.filterwarnings("ignore::hyperstream.utils.errors.LateDataWarning")
@pytest.mark.parametrize("fault", list(FAULTS))
def test_a_fault_at_any_operation_of_a_longer_story_costs_only_a_repeat(fault: str, tmp_path: Path) -> None:
    try_all(list(STORY), fault, tmp_path)


def try_all(titles: list[str], fault: str, folder: Path) -> int:
    """Every operation of every step; how many there were."""
    dies, applied = FAULTS[fault]
    disk = Disk(folder / "story.db")
    count = failures = 0
    disk.start()[0].close()  # So that the file is there.
    for title in titles:
        before, step = disk.copy("before.db"), STORY[title]
        world, store = disk.start()
        step(world)
        operations = len(store.operations)
        expected = Content.of(world)
        world.close()
        for k in range(operations):
            copy = before.copy(f"{count}.copy")
            fails = failing_for_good(k) if dies else failing_once(k, applied)
            content, failed = try_with(copy, step, fails, dies)
            assert content == expected, f"{fault} at operation {k} of {title!r}"
            count, failures = count + 1, failures + failed
            copy.path.unlink()
    print(f"{fault}: {count} operations, {failures} of the steps had to be repeated")
    return count
