"""Faults: a store that fails at any operation of a run, once or for good, costs nothing but a repeat.

For every operation of each step of a story, three things are tried: it fails before it was applied;
it is applied and its reply is lost; the process ends there (nothing works any more, claims stay).
Then the same is asked for again, and everything must be as if nothing had happened. The law is the same
for every store; a test module says where it lies.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, Protocol

from hyperstream import Batch
from hyperstream.stores.port import Store
from hyperstream.utils.errors import StoreUnavailableError

from .watched_store import WatchedStore
from .worlds import RAW, SHIPPED, Node, World, assert_no_garbage_stays, clean_rows, span

LEASE_MS = 30_000

NODES = [
    Node("size", "apply", {"func": abs}, ("raw",)),
    Node("smooth", "rolling", {"window": 5, "statistic": "sum"}, ("size",)),
]
"""Every row changes where the raw one does."""

OLD = {"raw": Batch([1000 * i for i in range(1, 41)], [float(i % 7) for i in range(40)])}
NEW = {"raw": Batch(OLD["raw"].timestamps, [-9.0 if i == 12 else float(i % 7) for i in range(40)])}

Step = Callable[[World], object]
Fails = Callable[[int, bool], bool]
"""Whether an operation fails, by its number and whether it has been applied."""


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


class Disk(Protocol):
    """A store that outlives its processes, and the time they live in."""

    time: int

    def start(self, fails: Fails | None = None) -> tuple[World, WatchedStore]:
        """A process that works on it: over `NODES`, with leases of `LEASE_MS`, never sleeping."""

    def held(self) -> Any:
        """What it holds, all processes being closed."""

    def put_back(self, held: Any) -> None:
        """Let it hold that again."""


def process(store: Store, fails: Fails | None) -> tuple[World, WatchedStore]:
    """A process that works on a store."""
    watched = WatchedStore(store, fails)
    return World(NODES, watched, lease_ms=LEASE_MS, sleep=lambda _: None), watched


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


def failing_once(k: int, applied: bool) -> Fails:
    return lambda number, after: number == k and after == applied


def failing_for_good(k: int) -> Fails:
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


def try_with(disk: Disk, step: Step, fails: Fails, dies: bool) -> tuple[Content, bool]:
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


FAULTS = {"before": (False, False), "lost reply": (False, True), "death": (True, False)}


def try_all(disk: Disk, titles: list[str], fault: str, every: int = 1) -> int:
    """Each (or every so-manyth) operation of every step fails; how many did."""
    dies, applied = FAULTS[fault]
    count = failures = 0
    disk.start()[0].close()  # So that the store is there.
    for title in titles:
        before, step = disk.held(), STORY[title]
        world, store = disk.start()
        step(world)
        operations = len(store.operations)
        expected = Content.of(world)
        world.close()
        after = disk.held()
        for k in range(count % every, operations, every):
            disk.put_back(before)
            fails = failing_for_good(k) if dies else failing_once(k, applied)
            content, failed = try_with(disk, step, fails, dies)
            assert content == expected, f"{fault} at operation {k} of {title!r}"
            count, failures = count + 1, failures + failed
        disk.put_back(after)
    print(f"{fault}: {count} operations, {failures} of the steps had to be repeated")
    return count
