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

from ..laws import fault_law as law
from ..laws import test_repeat_law as repeat
from ..laws import test_split_law as split
from ..laws.graphs import Request, Story, stories
from ..laws.race_law import ROWS
from ..laws.tasks import CHAIN
from ..laws.watched_store import WatchedStore
from ..laws.worlds import Node, World

LAW = settings(split.LAW, phases=[Phase.explicit, Phase.reuse, Phase.generate])
"""What fails here fails in memory too, and is made small there in a moment."""


# --- split and repeat
@pytest.mark.parametrize("count", [3, pytest.param(300, marks=pytest.mark.torture)])
def test_any_split_of_any_graph_of_tools_gives_what_one_run_gives(
    emptied: Callable[[], MongoStore], count: int
) -> None:
    @settings(LAW, max_examples=count)
    @given(story=stories(("database", "memory")))
    def law(story: Story) -> None:
        split.keep(story, World(story.nodes, emptied()))

    law()


def test_asking_again_writes_nothing_and_calls_no_tool(emptied: Callable[[], MongoStore]) -> None:
    """As many stories as one likes are tried in memory: what answers is the engine, not the store."""
    requests = [Request("merged", 0, 50_000, 20_000, False), Request("slow", 10_000, 90_000, None, True)]
    story = Story(CHAIN, ROWS, requests)
    store = WatchedStore(emptied())
    world = repeat.told(story, store)
    repeat.forbid_tools(world, story)
    changes = len(store.changes)
    for name, a, b, chunk_ms, _ in requests:
        assert world.execute(name, a, b, chunk_ms=chunk_ms).nothing_to_do
        world.pull(name, a, b)
    assert len(store.changes) == changes


FLUSH = 10
"""Operations of the store that a tail becomes a segment by, at most."""


@pytest.mark.parametrize("count", [30, pytest.param(1000, marks=pytest.mark.torture)])
def test_consecutive_chunks_leave_one_interval_in_linear_time(
    emptied: Callable[[], MongoStore], count: int
) -> None:
    """The online pattern: ``(i, i+1]`` again and again. Each takes the operations of the first, but for a
    flush now and then, on a ledger that does not grow, and the last as little time of ours as the first."""
    store = WatchedStore(emptied())
    world = World([Node("double", "apply", {"func": abs}, ("raw",))], store)
    world.write({"raw": Batch([1000 * i for i in range(1, count + 1)], [float(i) for i in range(count)])})
    operations, seconds = [], []
    for i in range(count):
        before, began = len(store.operations), time.process_time()
        world.execute("double", 1000 * i, 1000 * (i + 1))
        operations.append(len(store.operations) - before)
        seconds.append(time.process_time() - began)
    ledger = world.streams["double"].home.ledger(world.streams["double"])
    assert [(part.a, part.b) for part in ledger.parts if part.fp] == [(0, 1000 * count)]
    assert len(ledger.whole) <= 1
    assert len(world.rows("double")) == count
    assert max(operations) <= operations[0] + FLUSH
    assert sum(operations) <= 1.1 * count * operations[0]
    early, late = (sorted(part)[count // 6] for part in (seconds[: count // 3], seconds[-count // 3 :]))
    assert count < 1000 or late < 2 * early
    print(f"{count} executions: {1000 * early:.1f} ms of ours each at first, {1000 * late:.1f} ms at the end")


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
    """A database, put back to what it held as often as one likes."""

    def __init__(self, url: str) -> None:
        self.time = 0
        self._url = url
        self._client = pymongo.MongoClient[dict[str, Any]](url)
        self._database = self._client.get_default_database()

    def start(self, fails: law.Fails | None = None) -> tuple[World, WatchedStore]:
        return law.process(LaterStore(MongoStore(self._url), self.time), fails)

    def held(self) -> tuple[dict[str, list[dict[str, Any]]], int]:
        names = self._database.list_collection_names(filter={"name": {"$regex": "^hs_"}})
        return {name: list(self._database[name].find({})) for name in names}, self.time

    def put_back(self, held: tuple[dict[str, list[dict[str, Any]]], int]) -> None:
        collections, self.time = held
        for name in self.held()[0]:
            self._database[name].delete_many({})
        for name, documents in collections.items():
            if documents:
                self._database[name].insert_many(documents)

    def close(self) -> None:
        self._client.close()


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    database = Database(url)
    yield database
    database.close()


@pytest.mark.filterwarnings("ignore::hyperstream.utils.errors.LateDataWarning")
@pytest.mark.parametrize("fault", list(law.FAULTS))
def test_a_fault_at_some_operations_costs_only_a_repeat(fault: str, database: Database) -> None:
    assert law.try_all(database, law.SHORT, fault, 43) >= 3


@pytest.mark.torture
@pytest.mark.filterwarnings("ignore::hyperstream.utils.errors.LateDataWarning")
@pytest.mark.parametrize("fault", list(law.FAULTS))
def test_a_fault_at_any_operation_costs_only_a_repeat(fault: str, database: Database) -> None:
    assert law.try_all(database, list(law.STORY), fault) > 100
