"""Changes to many streams in one round trip: which were applied is told exactly, or honestly not at all."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pymongo
import pytest

from hyperstream.stores.keys import stream_key
from hyperstream.stores.ledger.model import Ledger, Segment, TailChunk
from hyperstream.stores.mongo import MongoStore
from hyperstream.stores.mongo import swapping as swapping_module
from hyperstream.stores.mongo.ledgers import MARK
from hyperstream.stores.mongo.store import RUNS_IN_LEDGER
from hyperstream.stores.mongo.swapping import applied, rounds
from hyperstream.stores.port import Append, Publish, RunRecord
from hyperstream.utils.errors import StoreUnavailableError

from .conftest import Failing

KEYS = [stream_key("mongo", "many", [("n", f"{n:02}")]) for n in range(40)]
INC = b"incarnat"
FIRST = Ledger(INC, rev=1)
MINE, THEIRS = b"my group", b"theirs.."


@pytest.fixture(scope="module")
def server_url(failing_server_url: str) -> str:
    """These tests need a server that fails on request."""
    return failing_server_url


@pytest.fixture
def store(url: str) -> Iterator[MongoStore]:
    store = MongoStore(url)
    yield store
    store.close()


def push(key: Any, ledger: Ledger, payload: bytes = b"row") -> Append:
    row = TailChunk(ledger.rev, ledger.rev, 1, payload)
    new = replace(ledger, rev=ledger.rev + 1, last=ledger.rev, tail=(*ledger.tail, row))
    return Append(key, ledger.rev, new, row)


class TestWhetherAChangeOfAGroupWasApplied:
    change = push(KEYS[0], replace(FIRST, rev=7))

    def answer(self, **fields: Any) -> bool | None:
        return applied(self.change, {KEYS[0]: {"inc": INC, **fields}}, MINE)

    def test_is_proved_by_the_mark_of_the_group(self) -> None:
        assert self.answer(rev=8, **{MARK: MINE}) is True
        assert self.answer(rev=9, **{MARK: MINE}) is True

    def test_is_disproved_by_a_ledger_that_stands_or_moved_under_another_hand(self) -> None:
        assert applied(self.change, {}, MINE) is False
        assert self.answer(rev=7) is False
        assert self.answer(rev=8) is False
        assert self.answer(rev=8, **{MARK: THEIRS}) is False
        assert self.answer(rev=20, inc=b"anothers", **{MARK: MINE}) is False

    def test_cannot_be_told_when_another_came_later(self) -> None:
        assert self.answer(rev=9) is None
        assert self.answer(rev=9, **{MARK: THEIRS}) is None


def test_each_round_has_every_stream_once() -> None:
    a, b = (push(key, FIRST) for key in KEYS[:2])
    assert list(rounds([a, b, a, a, b])) == [[0, 1], [2, 4], [3]]
    assert list(rounds([])) == []


def test_each_change_of_a_group_has_its_own_answer(store: MongoStore) -> None:
    made = [Publish(key, 0, FIRST) for key in KEYS[:20]]
    assert store.change(made) == [True] * 20
    assert store.change([push(key, FIRST) for key in KEYS[5:10]]) == [True] * 5
    mixed = [push(key, FIRST) for key in KEYS[:20]] + [Publish(key, 0, FIRST) for key in KEYS[20:22]]
    assert store.change(mixed) == [True] * 5 + [False] * 5 + [True] * 12


def test_runs_of_refused_changes_are_not_kept(store: MongoStore) -> None:
    store.change([Publish(key, 0, FIRST) for key in KEYS[:2]])
    store.change([push(KEYS[0], FIRST)])
    runs = [RunRecord(key, 0, 0, 9, "run", "host", 0, 1.0, 1, "done", "tool", "1.0.0") for key in KEYS[:2]]
    changes = [push(key, FIRST)._replace(run=run) for key, run in zip(KEYS, runs, strict=False)]
    assert store.change(changes) == [False, True]
    assert [store.read_runs(key) for key in KEYS[:2]] == [[], [runs[1]]]


def run_number(n: int) -> RunRecord:
    return RunRecord(KEYS[0], n, n, n + 1, f"run {n // 50}", "host", n // 3, 1.0, 1, "done", "tool", "1.0.0")


def test_runs_appear_with_their_commit_and_are_moved_when_there_are_many(
    url: str, store: MongoStore, failing: Failing
) -> None:
    """Some lie in the ledger, the others in their own collection; they are read together."""
    ledger = replace(FIRST, rev=0)
    for n in range(100):
        new = replace(ledger, rev=ledger.rev + 1)
        change = Publish(KEYS[0], ledger.rev, new, run=run_number(n), base=ledger if n else None)
        with failing("insert" if n % 2 else "find", times=1 + (n == 40) * 20, closeConnection=True):
            assert store.change([change]) == [True]
        ledger = new
    runs = [run_number(n) for n in range(100)]
    assert store.read_runs(KEYS[0]) == runs
    assert store.read_runs(KEYS[0], 10, 90) == runs[10:90]
    assert store.read_runs(KEYS[0], run="run 1") == runs[50:]
    with pymongo.MongoClient[dict[str, Any]](url) as client:
        database = client.get_default_database()
        (held,) = database["hs_ledgers"].find({}, {"runs": 1})
        assert len(held["runs"]) + database["hs_runs"].count_documents({}) == 100
        assert 0 < len(held["runs"]) < RUNS_IN_LEDGER
    other = MongoStore(url)
    other.read_ledgers(KEYS)
    for n in range(100, 100 + RUNS_IN_LEDGER - len(held["runs"])):
        change = Publish(KEYS[0], ledger.rev, replace(ledger, rev=ledger.rev + 1), run=run_number(n))
        assert other.change([change]) == [True]
        ledger = change.ledger
    other.close()
    with pymongo.MongoClient[dict[str, Any]](url) as client:
        assert [row["runs"] for row in client.get_default_database()["hs_ledgers"].find({})] == [[]]
    store.delete_ledger(KEYS[0], INC)
    assert store.read_runs(KEYS[0], b=100) == runs


def test_segments_of_many_streams_go_in_together(store: MongoStore) -> None:
    ledgers = {key: replace(FIRST, inc=key.encode()[-8:]) for key in KEYS[:3]}
    segments = (Segment(1, 0, 9, 2, b"rows"),)
    store.insert_segments(ledgers[KEYS[0]].inc, [segments[0]._replace(payload=b"old")])
    changes = [Publish(key, 0, ledger, segments) for key, ledger in ledgers.items()]
    assert store.change(changes) == [True] * 3
    found = [list(store.read_segments(ledger.inc, -1, 9, 9)) for ledger in ledgers.values()]
    assert found == [list(segments)] * 3


def in_threads(count: int, work: Callable[[int], Any]) -> None:
    start = threading.Barrier(count)
    failed: list[BaseException] = []

    def run(number: int) -> None:
        start.wait()
        try:
            work(number)
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []


def test_of_many_that_make_the_same_streams_at_once_one_makes_each(store: MongoStore) -> None:
    made: list[list[bool]] = []
    in_threads(4, lambda _: made.append(store.change([Publish(key, 0, FIRST) for key in KEYS])))
    assert [sum(answers) for answers in zip(*made, strict=True)] == [1] * len(KEYS)


def test_of_many_groups_exactly_one_wins_each_revision_of_each_stream(store: MongoStore) -> None:
    store.change([Publish(key, 0, FIRST) for key in KEYS])
    won: list[list[tuple[str, int]]] = [[] for _ in range(3)]
    untold: list[StoreUnavailableError] = []

    def hammer(number: int) -> None:
        for _ in range(12):
            ledgers = store.read_ledgers(KEYS).ledgers
            changes = [push(key, ledgers[key], b"%d" % number) for key in KEYS]
            try:
                answers = store.change(changes)
            except StoreUnavailableError as error:
                untold.append(error)
                continue
            won[number].extend(
                (change.key, change.rev) for change, answer in zip(changes, answers, strict=True) if answer
            )

    in_threads(len(won), hammer)
    found = store.read_ledgers(KEYS).ledgers
    told = sorted(pair for pairs in won for pair in pairs)
    assert len(set(told)) == len(told)
    for key in KEYS:
        written = {(key, row.a): int(row.payload) for row in found[key].tail}
        assert len(written) == found[key].rev - 1
        for number, pairs in enumerate(won):
            mine = {pair for pair in pairs if pair[0] == key}
            assert mine <= {pair for pair, who in written.items() if who == number}
    assert untold or len(told) == sum(ledger.rev - 1 for ledger in found.values())


def test_what_cannot_be_told_is_an_error_that_says_look_again(
    store: MongoStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.change([Publish(key, 0, FIRST) for key in KEYS[:2]])
    count = swapping_module._count

    def overtaken(*args: Any) -> Any:
        """Between the changes of a group and the question what came of them, another group comes."""
        told = count(*args)
        monkeypatch.setattr(swapping_module, "_count", count)
        assert store.change([push(KEYS[0], replace(FIRST, rev=2)), push(KEYS[1], FIRST)]) == [True, True]
        return told

    monkeypatch.setattr(swapping_module, "_count", overtaken)
    with pytest.raises(StoreUnavailableError, match="looked at again"):
        store.change([push(KEYS[0], FIRST), push(KEYS[1], replace(FIRST, rev=9))])
