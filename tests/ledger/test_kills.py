"""A kill between any two steps, or a lost reply: the repeated request ends as one clean run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest

from hyperstream.batch import Batch
from hyperstream.stores.keys import stream_key
from hyperstream.stores.ledger.model import Fingerprint
from hyperstream.stores.ledger.visibility import shown
from hyperstream.stores.memory import MemoryStore
from hyperstream.stores.streams import KEPT, Busy, ComputeRequest, StreamStore
from hyperstream.time_interval.spans import union
from hyperstream.utils.errors import LeaseLostError, StoreUnavailableError

from .faults import Clock, FaultyStore, KilledError, process

KEY = stream_key("memory", "victim")
Act = Callable[[StreamStore], object]


def rows(*times: int, value: float = 1.0) -> Batch:
    return Batch(list(times), [value] * len(times))


def filled(stream: StreamStore) -> None:
    """Ten rows in a segment under one number, and two in the tail."""
    stream.replace(KEY, 0, 10, rows(*range(1, 11)))
    stream.write(KEY, rows(11))
    stream.write(KEY, rows(12))


def computed(a: int, b: int, *, light: bool = True, pieces: int = 1) -> Act:
    """A request that computes until nothing is left, as a run does."""

    def act(stream: StreamStore) -> None:
        fingerprint = Fingerprint("f", "1")
        request = ComputeRequest(fingerprint, {fingerprint}.__contains__, sources={})
        while (claim := stream.claim(KEY, a, b, request, light=light, chunks=pieces)) is not None:
            if isinstance(claim, Busy):
                stream._driver._sleep(1.0)
                continue
            while not claim.ended:
                upto = min(claim.b, claim.a + -(-(b - a) // pieces))
                given = rows(*range(claim.a + 1, upto + 1), value=2.0)
                try:
                    claim.commit(given, upto=upto)
                except LeaseLostError:
                    break

    return act


def folded(stream: StreamStore) -> None:
    """Cut a number, then fold it."""
    stream.replace(KEY, 4, 6, rows(5, value=3.0))
    stream.fold(KEY)


ACTS: dict[str, Act] = {
    "append": lambda stream: stream.write(KEY, rows(20, 21)),
    "late write": lambda stream: stream.write(KEY, rows(1, 30)),
    "write with an equal row": lambda stream: stream.write(KEY, rows(10, 11)),
    "write that replaces": lambda stream: stream.write(KEY, rows(2, 40, value=9.0), on_conflict="replace"),
    "replacement": lambda stream: stream.replace(KEY, 3, 12, rows(5, 12, value=7.0)),
    "purge of a part": lambda stream: stream.purge(KEY, 2, 11),
    "purge of everything": lambda stream: stream.purge(KEY),
    "flush": lambda stream: stream.flush(KEY),
    "fold": folded,
    "clean-up": lambda stream: (stream.replace(KEY, 0, 10, rows(5)), stream.clean(KEY)),
    "computation at the open end": computed(12, 20),
    "computation under a claim": computed(5, 20, light=False),
    "computation in three commits": computed(5, 20, light=False, pieces=3),
    "settling": lambda stream: stream.settle(KEY, ((0, 15),)),
    "marking": lambda stream: stream.mark(KEY, ((0, 15),)),
    "completeness": lambda stream: stream.write(KEY, rows(12), covers=50),
}
STARTS: dict[str, Act] = {"a new stream": lambda stream: None, "a filled stream": filled}


def content(stream: StreamStore) -> tuple[Any, ...]:
    found = Batch.concat(stream.read(KEY, -1, 100))
    ledger = stream.ledger(KEY)
    parts = tuple((part.a, part.b, ledger.fps[part.fp]) for part in ledger.parts if part.fp)
    return found.timestamps.tolist(), found.values_list(), merged(parts), ledger.complete


def merged(parts: tuple[Any, ...]) -> dict[Any, Any]:
    by: dict[Any, Any] = {}
    for a, b, fp in parts:
        by[fp] = union(by.get(fp, ()), ((a, b),))
    return by


def garbage(store: MemoryStore, stream: StreamStore) -> list[Any]:
    """Segments without a visible row."""
    ledger = stream.ledger(KEY)
    return [
        segment
        for segment in store.list_segments(ledger.inc)
        if not shown(ledger, segment.n, segment.a - 1, segment.b)
    ]


def clean_run(start: Act, act: Act) -> tuple[Any, Any]:
    """The content before and after."""
    clock = Clock()
    stream = process(MemoryStore(clock.now), clock, KEPT)
    start(stream)
    before = content(stream)
    act(stream)
    return before, content(stream)


def faults(start: Act, act: Act, **how: Any) -> Iterator[tuple[MemoryStore, FaultyStore, Clock]]:
    """The act run again and again, failing at one operation later each time, until none fails."""
    at = 0
    while True:
        clock = Clock()
        store = MemoryStore(clock.now)
        start(process(store, clock, KEPT))
        faulty = FaultyStore(store, at, **how)
        with suppress(KilledError):
            act(process(faulty, clock, KEPT))
        if not faulty.failed and at > faulty.count:
            return
        yield store, faulty, clock
        at += 1


@pytest.mark.parametrize("applied", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("split", [False, True], ids=["one transaction", "two steps"])
@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("name", ACTS)
def test_a_kill_at_any_step_then_the_request_again(name: str, start: str, split: bool, applied: bool) -> None:
    act = ACTS[name]
    before, after = clean_run(STARTS[start], act)
    for store, _, clock in faults(STARTS[start], act, applied=applied, split=split):
        survivor = process(store, clock, KEPT)
        if "three" not in name and name not in ("fold", "clean-up", "completeness"):
            assert content(survivor)[:2] in (before[:2], after[:2])
        act(survivor)
        assert content(survivor) == after
        if survivor.ledger(KEY).rev:
            clock.sleep(10)
            survivor.clean(KEY)
            assert not garbage(store, survivor)
            assert content(survivor) == after


@pytest.mark.parametrize("applied", [False, True], ids=["not applied", "applied"])
@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("name", ACTS)
def test_a_lost_reply_changes_nothing(name: str, start: str, applied: bool) -> None:
    act = ACTS[name]
    _, after = clean_run(STARTS[start], act)
    for store, faulty, clock in faults(STARTS[start], act, applied=applied, lost=True, split=False):
        stream = process(store, clock, KEPT)
        assert content(stream) == after, faulty.count
        assert not stream.ledger(KEY).claims


def test_a_lost_reply_still_tells_how_many_rows_were_written() -> None:
    for applied in (False, True):
        clock = Clock()
        store = MemoryStore(clock.now)
        process(store, clock, KEPT).write(KEY, rows(1))
        stream = process(FaultyStore(store, 1, applied=applied, lost=True), clock, KEPT)
        assert stream.write(KEY, rows(2, 3)) == 2


def test_a_store_that_never_replies_is_an_error_with_its_cause() -> None:
    class Mute(MemoryStore):
        def change(self, changes: Any) -> list[bool]:
            msg = "the disk is full"
            raise StoreUnavailableError(msg)

    clock = Clock()
    stream = process(Mute(clock.now), clock, KEPT)
    with pytest.raises(StoreUnavailableError, match="disk is full"):
        stream.write(KEY, rows(1))
    with pytest.raises(StoreUnavailableError, match="disk is full"):
        stream.settle(KEY, ((0, 1),))
