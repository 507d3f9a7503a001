"""Small writes at the open end of a stream: one round trip, without number, claim or segment.

Three conditions make it safe: every row is later than all that was ever visible, no claim overlaps
(not even an expired one), the tail has room. They are checked on the kept ledger, and the revision in the
compare-and-set proves that it still is the ledger.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple

from ...time_interval.spans import normalise
from ..port import Append, Change, Publish, RunRecord
from .commits import computed
from .limits import checked
from .machine import LOST, Compute, Done, Job, Read, Restart, Step, View, Work, described
from .model import Ledger, TailChunk
from .parts import pieces
from .rows import Kit
from .tables import computed_by_tool
from .tail import TAIL_ROWS, appended, extended, fits, open_end, rows_in, spans_of


def direct(job: Job, ledger: Ledger) -> Step | None:
    """Given rows into the tail; None where a condition does not hold."""
    if len(job.packed) != 1 or not open_end(ledger, job.a, job.b):
        return None
    chunk = TailChunk(*job.packed[0][1:])
    if not fits(ledger.tail, chunk):
        return None
    spans = spans_of(job.rows, job.kit) if ledger.parts else ()
    new = appended(described(job, ledger), chunk, spans, job.kit)
    return Appending(job, new, chunk), _change(job, ledger, new, chunk, job.run)


def lengthened(ledger: Ledger, rows: Any, kit: Kit) -> tuple[Ledger, TailChunk] | None:
    """The ledger with given rows in its tail, where that touches nothing else; None where it might.

    The usual case of a live stream, decided by a few comparisons: the stream is there, nothing computes
    it, nobody holds any of it, and the rows (ordered, at least one) lie behind everything that was
    ever visible, computed or settled. So no part changes, and all that is written is a chunk, or the
    tail where chunks of it become one.
    """
    first, count = rows.first_ms, len(rows)
    if not ledger.rev or ledger.claims or first <= ledger.last or count > TAIL_ROWS:
        return None
    if (ledger.parts and ledger.parts[-1].b >= first) or computed_by_tool(ledger):
        return None
    chunk = TailChunk(first, first if count == 1 else rows.last_ms, count, kit.encode(rows))
    if not fits(ledger.tail, chunk):
        return None
    return appended(ledger, chunk, (), kit), chunk


def _change(job: Job, old: Ledger, new: Ledger, chunk: TailChunk | None, run: RunRecord | None) -> Change:
    """The swap from the old ledger to the new one; as an append where only the chunk was added."""
    if old.rev == 0:
        return Publish(job.key, 0, new, run=run)
    if chunk is not None and new.tail[-1] is chunk:
        repacked = new.parts != old.parts or new.fps != old.fps or new.about != old.about
        return Append(job.key, old.rev, new, chunk, repacked, run)
    return Publish(job.key, old.rev, new, run=run, base=old)


class Appending(NamedTuple):
    """Waits for the reply to an append."""

    job: Job
    ledger: Ledger
    chunk: TailChunk

    def step(self, reply: Any) -> Step:
        """Appended; or look again."""
        if reply is True:
            return None, Done(self.ledger, self.chunk.count)
        if reply is LOST:
            return self, Read(self.job.key)
        if isinstance(reply, View):
            ledger = reply.ledger
            if ledger is not None and ledger.inc == self.ledger.inc and self._is_in(ledger):
                return None, Done(ledger, self.chunk.count)
        return None, Restart(self.job)

    def _is_in(self, ledger: Ledger) -> bool:
        """Whether the tail holds these very rows: then it is as if the reply had come."""
        kit = self.job.kit
        found = kit.join(rows_in(ledger.tail, self.chunk.a - 1, self.chunk.b, kit))
        return kit.same(found, self.job.rows)


def light(job: Job, ledger: Ledger, a: int, b: int) -> Step | None:
    """The interval computed without a claim, to be appended; None where a condition does not hold."""
    if job.light and open_end(ledger, a, b):
        return Open(job, ledger, a, b), Compute(a, b, 0)
    return None


class Open(NamedTuple):
    """Waits for a computation that holds no claim."""

    job: Job
    ledger: Ledger
    a: int
    b: int

    def step(self, work: Work) -> Step:
        """Append it, or go the long way with the rows at hand."""
        done = self._replace(b=self.b if work.upto is None else work.upto)
        return done.append(work, self.ledger) or (None, Restart(self.job, done.a, done.b, work))

    def append(self, work: Work, ledger: Ledger) -> Step | None:
        """Rows, parts and inputs in one change; None where they do not fit."""
        if len(work.packed) > 1:
            return None
        chunk = TailChunk(*work.packed[0][1:]) if work.packed else None
        if chunk is not None and not fits(ledger.tail, chunk):
            return None
        new = checked(ledger, self._computed(ledger, work, chunk))
        return OpenAppending(self, work, new), _change(self.job, ledger, new, chunk, work.run)

    def _computed(self, ledger: Ledger, work: Work, chunk: TailChunk | None) -> Ledger:
        # No rows were here before, so rows differ exactly where there are any now.
        rows, rev = work.rows, ledger.rev + 1
        differs = normalise(
            (part.a, part.b)
            for part in pieces(ledger.parts, self.a, self.b)
            if part.fp and len(rows.between(part.a, part.b))
        )
        tables = (ledger.parts, ledger.fps, ledger.ins)
        parts, fps, ins = computed(tables, self.a, self.b, work.result, differs, rev)
        last, tail = ledger.last, ledger.tail
        if chunk is not None:
            last, tail = chunk.b, extended(tail, chunk, self.job.kit)
        return replace(ledger, rev=rev, last=last, parts=parts, tail=tail, fps=fps, ins=ins)


class OpenAppending(NamedTuple):
    """Waits for the reply to a computation's append."""

    open: Open
    work: Work
    ledger: Ledger

    def step(self, reply: Any) -> Step:
        """Committed; or look again, with the rows kept."""
        if reply is True:
            return None, Done(self.ledger, len(self.work.rows))
        return None, Restart(self.open.job, self.open.a, self.open.b, self.work)
