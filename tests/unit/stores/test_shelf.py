"""The shelf of last known ledgers: bounded by what they hold, the oldest leave first."""

from __future__ import annotations

from hyperstream.stores.keys import StreamKey
from hyperstream.stores.ledger.model import Ledger, TailChunk
from hyperstream.stores.shelf import Shelf


def key(number: int) -> StreamKey:
    return StreamKey(f'["mongo","s{number}",[]]')


def ledger(chunks: int = 0) -> Ledger:
    return Ledger(b"i", rev=1, tail=tuple(TailChunk(t, t, 1, b"x") for t in range(chunks)))


def kept(shelf: Shelf) -> list[int]:
    return [number for number in range(20) if shelf.get(key(number)) is not None]


def test_the_oldest_leave_where_there_is_no_room() -> None:
    shelf = Shelf(room=3)
    for number in range(5):
        shelf.put(key(number), ledger())
    assert kept(shelf) == [2, 3, 4]


def test_a_ledger_with_a_long_tail_takes_the_room_of_several() -> None:
    shelf = Shelf(room=10)
    for number in range(4):
        shelf.put(key(number), ledger())
    shelf.put(key(4), ledger(chunks=7))
    assert kept(shelf) == [2, 3, 4]
    shelf.put(key(4), ledger(chunks=1))
    for number in range(5, 11):
        shelf.put(key(number), ledger())
    assert kept(shelf) == [2, 3, *range(4, 11)]


def test_what_is_larger_than_the_shelf_is_not_kept() -> None:
    shelf = Shelf(room=5)
    shelf.put(key(0), ledger(chunks=9))
    assert len(shelf) == 0
    shelf.put(key(1), ledger(chunks=4))
    assert kept(shelf) == [1]


def test_a_read_of_many_keeps_what_it_found_and_forgets_what_is_gone() -> None:
    shelf = Shelf(room=4)
    shelf.put(key(0), ledger(chunks=1))
    found = {key(1): ledger(), key(2): ledger()}
    shelf.put_all([key(0), key(1), key(2)], found)
    shelf.put_all([key(1), key(2)], found)
    assert kept(shelf) == [1, 2]
    shelf.put(key(3), ledger(chunks=1))
    assert kept(shelf) == [1, 2, 3]
    shelf.drop(key(1))
    shelf.drop(key(1))
    shelf.put(key(4), ledger())
    assert kept(shelf) == [2, 3, 4]


def test_a_read_of_more_than_there_is_room_for_changes_nothing() -> None:
    shelf = Shelf(room=2)
    shelf.put(key(9), ledger())
    shelf.put_all([key(0), key(1), key(2)], {key(0): ledger(), key(1): ledger(), key(2): ledger()})
    assert kept(shelf) == [9]
