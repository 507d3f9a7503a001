"""What all rows have in common is swapped with them: never before, never without, by whichever way."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from hyperstream import Batch
from hyperstream.stores.keys import stream_key
from hyperstream.stores.memory import MemoryStore
from hyperstream.stores.opening import open_store
from hyperstream.stores.port import RunRecord
from hyperstream.stores.streams import StreamStore
from hyperstream.utils.errors import DuplicateInstanceError, FrameError

KEY = stream_key("frames", "about")


@pytest.fixture(params=["memory", "sqlite"])
def streams(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[StreamStore]:
    store = MemoryStore() if request.param == "memory" else open_store(f"sqlite:///{tmp_path / 's.db'}")
    yield StreamStore(store)
    store.close()


def rows(*times: int, value: float = 1.0) -> Batch:
    return Batch(list(times), [value] * len(times))


def plus(word: str):
    """Adds a word; two of one letter contradict each other."""

    def about(old: str) -> str:
        words = old.split()
        if any(other != word and other[0] == word[0] for other in words):
            raise FrameError(f"{word} against {old}")
        return old if word in words else " ".join([*words, word])

    return about


def test_comes_with_the_first_rows_with_an_append_and_with_a_claim(streams: StreamStore) -> None:
    streams.write(KEY, rows(10), about=plus("a"))
    assert streams.ledger(KEY).about == "a"
    streams.write(KEY, rows(20), about=plus("b"))
    assert streams.ledger(KEY).about == "a b"
    streams.write(KEY, rows(5), about=plus("c"))
    assert streams.ledger(KEY).about == "a b c"
    streams.replace(KEY, 0, 15, rows(7), about=plus("d"))
    assert streams.ledger(KEY).about == "a b c d"
    streams.write(KEY, rows(*range(100, 9000)), about=plus("e"))
    assert streams.ledger(KEY).about == "a b c d e"


def test_stays_through_writes_that_say_nothing_of_it(streams: StreamStore) -> None:
    streams.write(KEY, rows(10), about=plus("a"))
    streams.write(KEY, rows(20))
    streams.replace(KEY, 0, 15, rows(12))
    streams.settle(KEY, ((0, 100),))
    streams.flush(KEY)
    streams.fold(KEY)
    streams.clean(KEY)
    assert streams.ledger(KEY).about == "a"


def test_that_does_not_fit_refuses_the_rows(streams: StreamStore) -> None:
    streams.write(KEY, rows(10, 20), about=plus("a"))
    for refused in (
        lambda: streams.write(KEY, rows(30), about=plus("any")),
        lambda: streams.write(KEY, rows(15), about=plus("any")),
        lambda: streams.write(KEY, rows(20, value=2), on_conflict="replace", about=plus("any")),
        lambda: streams.replace(KEY, 0, 50, rows(30), about=plus("any")),
        lambda: streams.describe(KEY, plus("any")),
    ):
        with pytest.raises(FrameError, match="any against a"):
            refused()
    assert streams.ledger(KEY).about == "a"
    assert [batch.timestamps.tolist() for batch in streams.read(KEY, 0, 100)] == [[10, 20]]
    assert streams.ledger(KEY).claims == ()


def test_is_not_changed_by_rows_that_are_refused(streams: StreamStore) -> None:
    streams.write(KEY, rows(10), about=plus("a"))
    with pytest.raises(DuplicateInstanceError):
        streams.write(KEY, rows(10, value=2), about=plus("b"))
    assert streams.ledger(KEY).about == "a"


def test_is_kept_where_all_rows_are_there_already(streams: StreamStore) -> None:
    streams.write(KEY, rows(10), about=plus("a"))
    assert streams.write(KEY, rows(10), about=plus("b")) == 0
    assert streams.ledger(KEY).about == "a b"


def test_of_two_writers_at_once_has_the_words_of_both_or_refuses_one(streams: StreamStore) -> None:
    refused = []

    def write(number: int) -> None:
        word = "xyz"[number % 3] + ("1" if number < 6 else "2")
        for _ in range(5):
            try:
                streams.write(KEY, rows(1000 - number), about=plus(word))
            except FrameError:
                refused.append(word)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    words = streams.ledger(KEY).about.split()
    assert sorted(word[0] for word in words) == ["x", "y", "z"]
    assert len(refused) == 5 * 6
    assert sum(len(batch) for batch in streams.read(KEY, 0, 2000)) == 6


def test_a_record_of_the_write_is_kept_with_it(streams: StreamStore) -> None:
    record = RunRecord(KEY, 0, 0, 10, "", "host:1", 5, 0.0, 1, "done", "store", "1.0.0")
    streams.write(KEY, rows(10), run=record)
    streams.replace(KEY, 0, 20, rows(5), run=record)
    with pytest.raises(DuplicateInstanceError):
        streams.write(KEY, rows(5, value=2), run=record)
    assert [run.tool for run in streams.store.read_runs(KEY)] == ["store", "store"]


def test_a_look_stays_one_version_whatever_is_written_meanwhile(streams: StreamStore) -> None:
    streams.write(KEY, rows(*range(1, 20_000)), about=plus("a"))
    ledger, batches = streams.look(KEY, 0, 20_000)
    first = next(batches)
    streams.replace(KEY, 0, 20_000, rows(*range(1, 20_000), value=2.0))
    streams.clean(KEY)
    assert set(first.values_list()) == {1.0}
    assert {value for batch in batches for value in batch.values_list()} == {1.0}
    assert ledger.about == "a"
    assert streams.look(stream_key("frames", "none"), 0, 10)[0].rev == 0
