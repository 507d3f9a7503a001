"""Which pieces of a file are read for which intervals."""

from __future__ import annotations

import pickle
import threading
from collections.abc import Hashable, Iterator, Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hyperstream.tool.importing import timed_file
from hyperstream.tool.importing.rows import BadRow, Column, Rows
from hyperstream.tool.importing.timed_file import TimedFile
from hyperstream.utils.errors import ToolExecutionError


class Pieces:
    """A file of some pieces, which counts how often they are read.

    Args:
        pieces: The times of each piece; None is a bad row without a time.
    """

    name = "pieces"

    def __init__(self, *pieces: Sequence[int | None]) -> None:
        self.pieces = pieces
        self.scans = 0
        self.reads: list[int] = []
        self.state = 0

    def revision(self) -> Hashable:
        return self.state

    def spans(self) -> None:
        """Nobody knows."""

    def scan(self) -> Iterator[tuple[int, Rows]]:
        self.scans += 1
        yield from ((number, self.rows(number)) for number in range(len(self.pieces)))

    def read(self, pieces: Sequence[int]) -> Iterator[tuple[int, Rows]]:
        self.reads += pieces
        yield from ((place, self.rows(piece)) for place, piece in enumerate(pieces))

    def rows(self, number: int) -> Rows:
        times = [time for time in self.pieces[number] if time is not None]
        bad = [BadRow("pieces", number, "none") for time in self.pieces[number] if time is None]
        array = np.array(times, np.int64)
        return Rows(array, (Column(array * 2),), tuple(bad))


def found(file: TimedFile, a: int, b: int) -> list[int]:
    rows = list(file.rows(a, b))
    times = [int(time) for part in rows for time in part.times]
    assert [value for part in rows for value in (part.columns[0].objects() if part.columns else [])] == [
        2 * time for time in times
    ]
    return times


def test_it_is_read_once_and_what_is_kept_is_not_read_again() -> None:
    pieces = Pieces([1, 2, 3], [9, 8, 4], [], [5, 10])
    file = TimedFile(pieces)
    assert found(file, 2, 8) == [3, 8, 4, 5]
    assert found(file, 8, 10) == [9, 10]
    assert found(file, 10, 20) == []
    assert (pieces.scans, pieces.reads) == (1, [])


def test_of_what_is_not_kept_only_the_pieces_needed_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timed_file, "_KEPT_CELLS", 8)
    pieces = Pieces([1, 2, 3], [4, 5, 6], [7, 8, 9], [10])
    file = TimedFile(pieces)
    assert found(file, 0, 99) == list(range(1, 11))
    assert found(file, 3, 6) == [4, 5, 6]
    assert pieces.reads == [1]
    assert found(file, 4, 5) == [5]
    assert pieces.reads == [1]
    assert found(file, 1, 8) == [4, 5, 6, 2, 3, 7, 8]
    assert pieces.reads == [1, 0, 2]


@settings(max_examples=200, deadline=None)
@given(
    pieces=st.lists(st.lists(st.integers(0, 50), max_size=5), max_size=6),
    asked=st.lists(st.tuples(st.integers(-5, 55), st.integers(0, 60)), min_size=1, max_size=6),
    kept=st.integers(1, 30),
)
def test_any_intervals_give_their_rows(
    pieces: list[list[int]], asked: list[tuple[int, int]], kept: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timed_file, "_KEPT_CELLS", kept)
        file = TimedFile(Pieces(*pieces))
        for a, b in asked:
            expected = [time for piece in pieces for time in piece if a < time <= b]
            assert sorted(found(file, a, b)) == sorted(expected)


def test_a_row_without_a_time_is_told_to_every_interval() -> None:
    file = TimedFile(Pieces([1], [None, 5]))
    for a, b in ((0, 1), (0, 1), (4, 5), (90, 99)):
        assert {row.line for rows in file.rows(a, b) for row in rows.bad} == {1}


def test_a_changed_file_is_read_anew_and_changing_it_meanwhile_is_an_error() -> None:
    pieces = Pieces([1])
    file = TimedFile(pieces)
    assert found(file, 0, 9) == [1]
    pieces.state, pieces.pieces = 1, ([2],)
    assert found(file, 0, 9) == [2]
    assert pieces.scans == 2
    rows = file.rows(0, 9)
    next(rows)
    pieces.state = 2
    with pytest.raises(ToolExecutionError, match="pieces changed while it was read"):
        list(rows)
    assert found(file, 0, 9) == [2]
    assert pieces.scans == 3


def test_only_the_layout_goes_to_another_process() -> None:
    file = TimedFile(Pieces([1, 2]))
    found(file, 0, 9)
    other = pickle.loads(pickle.dumps(file))
    assert found(other, 0, 1) == [1]
    assert other.layout.scans == 2


def test_several_threads_may_ask_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timed_file, "_KEPT_CELLS", 20)
    file = TimedFile(Pieces(*([n * 5 + k for k in range(5)] for n in range(20))))
    wrong: list[tuple[int, list[int]]] = []

    def ask(start: int) -> None:
        for a in range(start, 100, 7):
            rows = found(file, a, a + 12)
            if sorted(rows) != [time for time in range(a + 1, a + 13) if time < 100]:
                wrong.append((a, rows))

    threads = [threading.Thread(target=ask, args=(start,)) for start in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
