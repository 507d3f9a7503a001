"""A home in a list, which remembers what was asked of it."""

from __future__ import annotations

from hyperstream.batch.batch import Batch
from hyperstream.stores.ledger.model import Ledger
from hyperstream.stream import Stream, StreamId
from hyperstream.time_interval.spans import union


class FakeHome:
    channel_id = "fake"
    up_to_ms = 2**60

    def __init__(self, batch: Batch | None = None, now: int = 10**13, page: int = 2) -> None:
        self.batch = Batch.empty() if batch is None else batch
        self.spans = ()
        self.time = now
        self.page = page
        self.rows_read = 0
        self.calls: list[tuple] = []

    def now(self):
        return self.time

    def read(self, stream, a, b):
        found = self.batch.between(a, b)
        for start in range(0, len(found), self.page):
            self.rows_read += len(found[start : start + self.page])
            yield found[start : start + self.page]

    def read_first(self, stream, a, b, n):
        found = self.batch.between(a, b)[:n]
        self.rows_read += len(found)
        return found

    def read_last(self, stream, a, b, n):
        found = self.batch.between(a, b)
        found = found[max(0, len(found) - n) :]
        self.rows_read += len(found)
        return found

    def write(self, stream, batch, *, on_conflict="raise", covers=None, force=False):
        self.calls.append(("write", batch, on_conflict, covers, force))
        self.batch = Batch.merge(self.batch, batch)
        return len(batch)

    def ledger(self, stream):
        return Ledger(inc=b"")

    def computed(self, stream):
        return self.spans

    def mark(self, stream, spans):
        self.spans = spans

    def purge(self, stream, a=None, b=None):
        self.batch, self.spans = Batch.empty(), ()


class FakeProducer:
    """Computes by declaring the interval computed."""

    def __init__(self, home: FakeHome) -> None:
        self.home = home
        self.asked = []

    def compute(self, interval):
        self.asked.append(interval)
        self.home.spans = union(self.home.spans, ((interval.start_ms, interval.end_ms),))


def seconds(*values, start: int = 1) -> Batch:
    """Rows at second 1, 2, 3 ... of the epoch."""
    return Batch([1000 * (start + i) for i in range(len(values))], list(values))


def stream_of(*values, **home) -> Stream:
    return Stream(FakeHome(seconds(*values), **home), StreamId("s"))
