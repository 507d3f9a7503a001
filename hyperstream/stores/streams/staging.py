"""Rows of a claim that are written ahead of its commit, so that a long result need not be held in memory.

They lie in the store as segments under the claim's number, which no ledger shows before the commit. Where
that never comes, the number is dead, and a clean-up deletes them.
"""

from __future__ import annotations

from ...batch.batch import Batch
from ...batch.order import repeated
from ..ledger.holding import INSERT_AT_ONCE
from ..ledger.machine import numbered, packed
from ..ledger.model import Segment
from ..ledger.rows import Kit
from ..port import Store


class Staged:
    """What has been written ahead under one number.

    Args:
        store: Where.
        kit: What is done with rows.
        inc: Incarnation of the stream.
        n: The number.

    Attributes:
        segments: What was written, without payload.
        count: How many rows that is.
    """

    def __init__(self, store: Store, kit: Kit, inc: bytes, n: int) -> None:
        self._store = store
        self._kit = kit
        self._inc = inc
        self._n = n
        self.segments: list[Segment] = []
        self.count = 0

    def add(self, rows: Batch) -> None:
        """Write more rows, ordered; they may lie between those written before.

        Raises:
            DuplicateInstanceError: A timestamp has been written before.
            ValueNotStorableError: A value would not come back equal; none of these rows was written.
        """
        self.check(rows)
        segments = numbered(packed(rows, self._kit), self._n)
        for first in range(0, len(segments), INSERT_AT_ONCE):
            some = segments[first : first + INSERT_AT_ONCE]
            self._store.insert_segments(self._inc, some)
            self.segments += [segment._replace(payload=b"") for segment in some]
        self.count += len(rows)

    def check(self, rows: Batch) -> None:
        """Look whether rows come at times of their own.

        Raises:
            DuplicateInstanceError: A timestamp has been written before.
        """
        if not len(rows):
            return
        a, b = rows.first_ms - 1, rows.last_ms
        if not any(segment.a <= b and segment.b > a for segment in self.segments):
            return
        span = max(segment.b - segment.a for segment in self.segments)
        for segment in self._store.read_segments(self._inc, a, b, span + 1):
            if segment.n == self._n:
                self._compare(self._kit.decode(segment.payload).between(a, b), rows)

    def _compare(self, written: Batch, rows: Batch) -> None:
        if not len(written):
            return
        near = rows.between(written.first_ms - 1, written.last_ms)
        both = Batch.concat((written, near))
        times = both.timestamps[both.timestamps.argsort(kind="stable")]
        if (times[1:] == times[:-1]).any():
            raise repeated(times)
