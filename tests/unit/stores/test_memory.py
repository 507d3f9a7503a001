"""What only the memory store has: payloads as objects, and a name."""

from __future__ import annotations

from hyperstream.stores.ledger.model import Segment
from hyperstream.stores.memory import MemoryStore

from .ledgers_at_hand import INC, new_stream


def test_payloads_may_be_objects_and_stay_the_same() -> None:
    store = MemoryStore()
    payload: object = ("rows", "as", "they", "are")
    segment = Segment(1, 0, 9, 10, payload)  # type: ignore[arg-type]  # the point of the test
    store.insert_segments(INC, [segment])
    (found,) = store.read_segments(INC, -1, 9, 9)
    assert found.payload is payload
    assert store.info()["bytes"] == 160


def test_it_shows_how_many_streams_it_has() -> None:
    store = MemoryStore()
    new_stream(store)
    assert repr(store) == "MemoryStore(1 streams)"


def test_store_time_can_be_simulated() -> None:
    store = MemoryStore(now=lambda: 1_000)
    assert (store.now(), store.read_ledgers([]).now) == (1_000, 1_000)
