"""The laws of the promise hold on MongoDB as on the embedded store: the same tests, on databases."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pymongo
import pytest
from hypothesis import Phase, given, settings

from hyperstream import Batch
from hyperstream.stores.ledger.model import Fingerprint, Ledger
from hyperstream.stores.memory import MemoryStore
from hyperstream.stores.mongo import MongoStore
from hyperstream.stores.port import LedgerRead, Store
from hyperstream.stores.sqlite import SQLiteStore
from hyperstream.stores.streams import ComputeRequest, StreamStore

from ..laws import test_crash_law as crash
from ..laws import test_fault_law as fault_law
from ..laws import test_race_law as race
from ..laws import test_repeat_law as repeat
from ..laws import test_split_law as split
from ..laws.children import Nursery
from ..laws.graphs import Request, Story, stories
from ..laws.tasks import CHAIN
from ..laws.watched_store import WatchedStore
from ..laws.worlds import Node, World, clean_rows
from .places import Places

LAW = settings(split.LAW, phases=[Phase.explicit, Phase.reuse, Phase.generate])
"""What fails here fails in memory too, and is made small there in a moment."""


@pytest.fixture
def places(new_url: Callable[[], str], tmp_path: Path) -> Any:
    return Places(new_url, tmp_path)


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    with Nursery() as nursery:
        yield nursery


@pytest.fixture(scope="module")
def chain_rows() -> dict[str, Batch]:
    return clean_rows(CHAIN, race.ROWS)


@pytest.fixture(scope="module")
def longer_rows() -> dict[str, Batch]:
    return clean_rows(CHAIN, crash.ROWS)


# --- split and repeat
def test_any_split_of_any_graph_of_tools_gives_what_one_run_gives(emptied: Callable[[], MongoStore]) -> None:
    @settings(LAW, max_examples=3)
    @given(story=stories(("database", "memory")))
    def law(story: Story) -> None:
        split.keep(story, World(story.nodes, emptied()))

    law()


@pytest.mark.torture
def test_many_splits_give_what_one_run_gives(emptied: Callable[[], MongoStore]) -> None:
    @settings(LAW, max_examples=300)
    @given(story=stories(("database", "memory")))
    def law(story: Story) -> None:
        split.keep(story, World(story.nodes, emptied()))

    law()


def test_asking_again_writes_nothing_and_calls_no_tool(emptied: Callable[[], MongoStore]) -> None:
    """As many stories as one likes are tried in memory: what answers is the engine, not the store."""
    requests = [Request("merged", 0, 50_000, 20_000, False), Request("slow", 10_000, 90_000, None, True)]
    story = Story(CHAIN, race.ROWS, requests)
    store = WatchedStore(emptied())
    world = repeat.told(story, store)
    repeat.forbid_tools(world, story)
    changes = len(store.changes)
    for name, a, b, chunk_ms, _ in requests:
        assert world.execute(name, a, b, chunk_ms=chunk_ms).nothing_to_do
        world.pull(name, a, b)
    assert len(store.changes) == changes


def consecutive(store: Store, count: int) -> tuple[Ledger, list[float]]:
    """The online pattern: ``(i, i+1]`` again and again; the ledger, and the seconds of each."""
    world = World([Node("double", "apply", {"func": abs}, ("raw",))], store)
    world.write({"raw": Batch([1000 * i for i in range(1, count + 1)], [float(i) for i in range(count)])})
    seconds = []
    for i in range(count):
        began = time.perf_counter()
        world.execute("double", 1000 * i, 1000 * (i + 1))
        seconds.append(time.perf_counter() - began)
    assert len(world.rows("double")) == count
    stream = world.streams["double"]
    return stream.home.ledger(stream), seconds


@pytest.mark.parametrize("count", [30, pytest.param(1000, marks=pytest.mark.torture)])
def test_consecutive_chunks_leave_one_interval_in_linear_time(url: str, count: int) -> None:
    store = MongoStore(url)
    ledger, seconds = consecutive(store, count)
    computed = [part for part in ledger.parts if part.fp]
    assert [(part.a, part.b) for part in computed] == [(0, 1000 * count)]
    assert len(ledger.whole) <= 1
    early, late = (sorted(part)[count // 6] for part in (seconds[: count // 3], seconds[-count // 3 :]))
    assert late < 3 * early
    store.close()


# --- equal ledgers
def history(store: Store) -> list[Ledger]:
    """Everything that can happen to two streams; their ledgers after each step, but for random names."""
    streams = StreamStore(store, lease_ms=10**9)
    keys = [World([]).streams[name].key for name in ("raw", "other")]
    request = ComputeRequest(split_fingerprint(), lambda _: True)
    ledgers: list[Ledger] = []

    def note() -> None:
        found = streams.ledgers(keys)
        ledgers.extend(plain(found[key]) for key in keys)

    def compute(a: int, b: int, rows: Batch, light: bool) -> None:
        claim = streams.claim(keys[1], a, b, request, light=light)
        assert claim is not None
        note()
        claim.commit(rows)  # type: ignore[union-attr]
        note()

    big = Batch(range(0, 90_000, 10), [float(i) for i in range(9000)])
    steps: list[Callable[[], Any]] = [
        lambda: streams.write(keys[0], Batch([10, 20], [1, 2])),
        lambda: streams.write_many({key: Batch([30], [3.5]) for key in keys[:1]}),
        lambda: streams.settle(keys[0], ((0, 50),)),
        lambda: streams.flush(keys[0]),
        lambda: streams.write(keys[0], Batch([15], [1.5])),
        lambda: streams.replace(keys[0], 10, 20, Batch([16, 17], [1.6, 1.7])),
        lambda: streams.write(keys[0], big.between(30, 10**9)),
        lambda: compute(0, 100, Batch([50], [0.5]), True),
        lambda: compute(100, 50_000, big.between(100, 50_000), False),
        lambda: streams.mark(keys[1], ((0, 200),)),
        lambda: streams.purge(keys[1], 40, 1000),
        lambda: streams.fold(keys[0]),
        lambda: streams.clean(keys[0]),
        lambda: streams.write(keys[0], Batch([99_999], [9.0]), covers=100_000),
    ]
    for step in steps:
        step()
        note()
    return ledgers


def split_fingerprint() -> Any:
    return Fingerprint("tool", "1.0.0", "{}", ("source",))


def plain(ledger: Ledger) -> Ledger:
    """The ledger without what is random or a time."""
    claims = tuple(claim._replace(who="", exp=0) for claim in ledger.claims)
    return replace(ledger, inc=b"", claims=claims)


def test_equal_histories_leave_equal_ledgers_on_every_store(url: str, tmp_path: Path) -> None:
    stores: list[Store] = [MemoryStore(), SQLiteStore(tmp_path / "store.db"), MongoStore(url)]
    histories = [history(store) for store in stores]
    for store in stores:
        store.close()
    assert histories[0] == histories[1] == histories[2]


# --- faults
class LaterStore(WatchedStore):
    """A store whose clock is ahead by so much."""

    def __init__(self, store: Store, ahead: int) -> None:
        super().__init__(store)
        self.ahead = ahead

    def read_ledgers(self, keys: Any) -> LedgerRead:
        found: LedgerRead = self.inner.read_ledgers(keys)
        return found._replace(now=found.now + self.ahead)

    def now(self) -> int:
        now: int = self.inner.now()
        return now + self.ahead


class Database:
    """A database in the place of `fault_law.Disk`, put back to what it held as often as one likes."""

    def __init__(self, url: str) -> None:
        self.url, self.time = url, 0
        self._client = pymongo.MongoClient[dict[str, Any]](url)
        self._database = self._client.get_default_database()
        MongoStore(url).close()

    def start(self, fails: Any = None) -> tuple[World, WatchedStore]:
        store = WatchedStore(LaterStore(MongoStore(self.url), self.time), fails)
        return World(fault_law.NODES, store, lease_ms=fault_law.LEASE_MS, sleep=lambda _: None), store

    def held(self) -> dict[str, list[dict[str, Any]]]:
        names = self._database.list_collection_names(filter={"name": {"$regex": "^hs_"}})
        return {name: list(self._database[name].find({})) for name in names}

    def put_back(self, held: dict[str, list[dict[str, Any]]]) -> None:
        self.time = 0
        for name in self.held():
            self._database[name].delete_many({})
        for name, documents in held.items():
            if documents:
                self._database[name].insert_many(documents)

    def close(self) -> None:
        self._client.close()


def try_all(url: str, titles: list[str], fault: str, every: int) -> int:
    """Each (or every so-manyth) operation of every step fails; how many did."""
    dies, applied = fault_law.FAULTS[fault]
    database = Database(url)
    count = 0
    for title in titles:
        before, step = database.held(), fault_law.STORY[title]
        world, store = database.start()
        step(world)
        operations = len(store.operations)
        expected, after = fault_law.Content.of(world), database.held()
        world.close()
        for k in range(count % every, operations, every):
            database.put_back(before)
            fails = fault_law.failing_for_good(k) if dies else fault_law.failing_once(k, applied)
            content, _ = fault_law.try_with(database, step, fails, dies)  # type: ignore[arg-type]
            assert content == expected, f"{fault} at operation {k} of {title!r}"
            count += 1
        database.put_back(after)
    database.close()
    return count


@pytest.mark.filterwarnings("ignore::hyperstream.utils.errors.LateDataWarning")
@pytest.mark.parametrize("fault", list(fault_law.FAULTS))
def test_a_fault_at_some_operations_costs_only_a_repeat(fault: str, url: str) -> None:
    assert try_all(url, fault_law.SHORT, fault, 43) >= 3


@pytest.mark.torture
@pytest.mark.filterwarnings("ignore::hyperstream.utils.errors.LateDataWarning")
@pytest.mark.parametrize("fault", list(fault_law.FAULTS))
def test_a_fault_at_any_operation_costs_only_a_repeat(fault: str, url: str) -> None:
    assert try_all(url, list(fault_law.STORY), fault, 1) > 100


# --- real processes
def test_processes_that_race_for_one_request_commit_each_interval_once(
    nursery: Nursery, places: Any, chain_rows: dict[str, Batch]
) -> None:
    race.test_processes_that_race_for_one_request_commit_each_interval_once(nursery, places, chain_rows)


def test_processes_that_race_for_overlapping_requests_do_too(
    nursery: Nursery, places: Any, chain_rows: dict[str, Batch]
) -> None:
    race.test_processes_that_race_for_overlapping_requests_do_too(nursery, places, chain_rows)


def test_a_process_paused_beyond_its_lease_writes_nothing_when_it_goes_on(
    nursery: Nursery, places: Any, chain_rows: dict[str, Batch]
) -> None:
    race.test_a_process_paused_beyond_its_lease_writes_nothing_when_it_goes_on(nursery, places, chain_rows)


def test_a_process_paused_beyond_its_lease_goes_on_where_nobody_took_over(
    nursery: Nursery, places: Any, chain_rows: dict[str, Batch]
) -> None:
    race.test_a_process_paused_beyond_its_lease_goes_on_where_nobody_took_over(nursery, places, chain_rows)


def test_processes_killed_at_random_points_lose_double_and_half_write_nothing(
    nursery: Nursery, places: Any, longer_rows: dict[str, Batch]
) -> None:
    crash.rounds(nursery, 4, places, longer_rows)


def test_a_write_is_there_whole_or_not_at_all_and_once_acknowledged_it_stays(
    nursery: Nursery, places: Any
) -> None:
    crash.write_rounds(nursery, 2, places)
