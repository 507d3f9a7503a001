from __future__ import annotations

from hyperstream import Batch
from hyperstream.tool.rows import joined


def test_batches_are_joined_until_they_have_so_many_rows() -> None:
    sizes = [3, 1, 2, 7, 0, 1]
    batches = [Batch(range(1000 * n, 1000 * n + size), range(size)) for n, size in enumerate(sizes)]
    found = list(joined(batches, 4))
    assert [len(batch) for batch in found] == [4, 9, 1]
    assert Batch.concat(found) == Batch.concat(batches)


def test_nothing_joined_is_nothing() -> None:
    assert list(joined([], 4)) == []
