"""Checking a store, and copying it from one kind to another and back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from hyperstream import Batch
from hyperstream.cli.main import main
from hyperstream.maintenance.checking import check
from hyperstream.maintenance.copying import content_hash, copy
from hyperstream.stores.ledger.model import Segment
from hyperstream.stores.ledger.numbers import holds
from hyperstream.stores.mongo import MongoStore
from hyperstream.stores.port import Store
from hyperstream.stores.sqlite import SQLiteStore
from hyperstream.stores.streams import StreamStore
from hyperstream.utils.errors import StoreError, StoreUnavailableError

from ..laws.race_law import ROWS
from ..laws.tasks import CHAIN
from ..laws.watched_store import WatchedStore
from ..laws.worlds import World


@pytest.fixture(params=["sqlite", "mongodb"])
def store(request: pytest.FixtureRequest, url: str, tmp_path: Path) -> Iterator[Store]:
    """A store with a few computed streams and a definition."""
    store: Store = MongoStore(url) if request.param == "mongodb" else SQLiteStore(tmp_path / "store.db")
    world = World(CHAIN, store)
    world.write(ROWS)
    world.execute("merged", 0, 100_000, chunk_ms=30_000)
    world.execute("smooth", 20_000, 60_000, force=True)
    world.channels["database"].store.flush(world.streams["raw"].key)
    store.put_documents("plates", [{"_id": "H"}])
    yield store
    store.close()


@pytest.fixture
def other(store: Store, new_url: Callable[[], str], tmp_path: Path) -> Iterator[Store]:
    """An empty store of the other kind."""
    empty: Store = MongoStore(new_url()) if isinstance(store, SQLiteStore) else SQLiteStore(tmp_path / "o.db")
    yield empty
    empty.close()


def test_a_copy_is_equal_and_nothing_in_it_is_stale(store: Store, other: Store) -> None:
    done = copy(store, other)
    keys = list(store.keys())
    assert (done.streams, done.skipped) == (len(keys), 0)
    assert list(other.keys()) == keys
    ledgers = store.read_ledgers(keys).ledgers
    assert other.read_ledgers(keys).ledgers == ledgers
    for key in keys:
        assert content_hash(store, ledgers[key]) == content_hash(other, ledgers[key])
        assert other.read_runs(key) == store.read_runs(key)
    assert list(other.get_documents("plates")) == [{"_id": "H"}]
    world = World(CHAIN, other)
    assert world.execute("merged", 0, 100_000).nothing_to_do
    assert check(other).problems == []


def test_copying_again_copies_what_is_new(store: Store, other: Store) -> None:
    copy(store, other)
    World(CHAIN, store).execute("merged", 100_000, 200_000)
    done = copy(store, other)
    assert done.streams >= 1
    assert copy(store, other).streams == 0
    for key in list(store.keys()):
        assert other.read_ledgers([key]).ledgers == store.read_ledgers([key]).ledgers


@pytest.mark.parametrize("applied", [False, True], ids=["before", "after"])
def test_a_copy_cut_short_anywhere_is_finished_by_the_next(store: Store, other: Store, applied: bool) -> None:
    """From every so-manyth operation of the target on nothing works, until a try comes through."""
    failed = 0
    for k in range(3, 1000, 7):
        target = WatchedStore(other, lambda number, after, k=k: number >= k and after == applied)
        try:
            copy(store, target)
        except StoreUnavailableError:
            failed += 1
        else:
            break
    assert failed > 1
    keys = list(store.keys())
    ledgers = store.read_ledgers(keys).ledgers
    assert other.read_ledgers(list(other.keys())).ledgers == ledgers
    assert all(content_hash(store, ledgers[key]) == content_hash(other, ledgers[key]) for key in keys)
    assert all(other.read_runs(key) == store.read_runs(key) for key in keys)
    assert check(other).problems == []


def test_a_stream_of_another_origin_is_left_alone(store: Store, other: Store) -> None:
    key = World([], other).streams["raw"].key
    StreamStore(other).write(key, Batch([1], [1.0]))
    before = other.read_ledgers([key]).ledgers
    with pytest.raises(StoreError, match="other contents"):
        copy(store, other)
    assert other.read_ledgers([key]).ledgers == before


def test_a_sound_store_has_no_problems_and_repairing_removes_only_what_is_dead(store: Store) -> None:
    World(CHAIN, store)
    key = World([], store).streams["raw"].key
    ledger = store.read_ledgers([key]).ledgers[key]
    before = [row.timestamps.tolist() for row in StreamStore(store).read(key, -1, 10**9)]
    dead = next(n for n in range(1, ledger.next + 1))
    StreamStore(store).replace(key, 0, 500, Batch([400], [4.0]))
    store.insert_segments(b"gone....", [Segment(1, 0, 9, 2, b"rows")])
    assert dead
    report = check(store)
    assert report.problems == []
    assert report.orphans == 1
    repaired = check(store, repair=True)
    assert repaired.removed >= 1
    again = check(store)
    assert (again.orphans, again.dead, again.problems) == (0, 0, [])
    assert before != []
    assert again.rows >= len(ROWS["raw"])


def test_an_unreadable_segment_is_named(store: Store) -> None:
    key = World([], store).streams["raw"].key
    ledger = store.read_ledgers([key]).ledgers[key]
    segment = next(iter(store.read_segments(ledger.inc, -(2**62), 2**62, 2**62)))
    store.insert_segments(ledger.inc, [replace_payload(segment)])
    (problem,) = check(store).problems
    assert "raw in database" in problem
    assert check(store, payloads=False).problems == []


def test_segments_that_somebody_removed_are_missed(store: Store) -> None:
    keys = list(store.keys())
    smooth, raw = (World(CHAIN, store).streams[name].key for name in ("smooth", "raw"))
    assert {smooth, raw} <= set(keys)
    for key in (smooth, raw):
        ledger = store.read_ledgers([key]).ledgers[key]
        number = next(row.n for row in store.list_segments(ledger.inc) if holds(ledger.whole, row.n))
        store.delete_segments(ledger.inc, [(number, number)])
    for repair in (False, True):
        problems = check(store, repair=repair).problems
        assert sorted(problem.partition(" in database")[0] for problem in problems) == ["raw", "smooth"]
        assert all("somebody removed some" in problem for problem in problems)
    StreamStore(store).drop(raw)
    StreamStore(store).drop(smooth)
    assert check(store).problems == []


def replace_payload(segment: Segment) -> Segment:
    return segment._replace(payload=segment.payload[:-1] + b"\xff\x00")


def test_the_commands_say_what_they_did(new_url: Callable[[], str], tmp_path: Path) -> None:
    file = f"sqlite:///{tmp_path / 'a.db'}"
    source = SQLiteStore(tmp_path / "a.db")
    World([], source).write(ROWS)
    source.close()
    target = new_url()

    def run(*words: str) -> str:
        result = CliRunner().invoke(main, ["db", *words], catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return result.output

    assert "1 stream copied" in run("copy", file, target)
    assert "raw in database, there already" in run("copy", file, target)
    same = CliRunner().invoke(main, ["db", "copy", file, file])
    assert same.exit_code == 1
    assert "are one store" in same.output
    wrong = CliRunner().invoke(main, ["db", "import-legacy", new_url(), "--store", target])
    assert wrong.exit_code == 1
    assert "Nothing of HyperStream 0.3.8" in wrong.output
    assert "problems" in run("check", "--store", target)
    assert "streams" in run("info", "--store", target)
    assert '"rows": 400' in run("info", "--json", "--store", target)
    missing = CliRunner().invoke(main, ["db", "info", "--store", f"sqlite:///{tmp_path / 'none.db'}"])
    assert missing.exit_code == 1
