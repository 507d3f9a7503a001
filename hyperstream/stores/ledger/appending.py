"""Small writes at the open end of a stream: one round trip, without number, claim or segment.

Three conditions make it safe: every row is later than all that was ever visible, no claim overlaps
(not even an expired one), the tail has room. They are checked on the kept ledger, and the revision in the
compare-and-set proves that it still is the ledger.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple

from ...time_interval.spans import normalise
from ..port import Append, Publish
from .commits import computed
from .limits import checked
from .machine import LOST, Compute, Done, Job, Read, Restart, Step, View, Work
from .model import Ledger, TailChunk
from .parts import pieces
from .tail import appended, fits, open_end, spans_of


def direct(job: Job, ledger: Ledger) -> Step | None:
    """Given rows into the tail; None where a condition does not hold."""
    if len(job.packed) != 1 or not open_end(ledger, job.a, job.b):
        return None
    chunk = TailChunk(*job.packed[0][1:])
    if not fits(ledger.tail, chunk):
        return None
    new = appended(ledger, chunk, spans_of(job.rows, job.kit) if ledger.parts else ())
    state = Appending(job, new, chunk)
    if ledger.rev == 0:
        return state, Publish(job.key, 0, new)
    return state, Append(job.key, ledger.rev, new, chunk, new.parts != ledger.parts)


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
            if ledger is not None and ledger.inc == self.ledger.inc and self.chunk in ledger.tail:
                return None, Done(ledger, self.chunk.count)
        return None, Restart(self.job)


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
        state = OpenAppending(self, work, new)
        if chunk is None or ledger.rev == 0:
            return state, Publish(self.job.key, ledger.rev, new, (), work.run, ledger if ledger.rev else None)
        return state, Append(self.job.key, ledger.rev, new, chunk, True, work.run)

    def _computed(self, ledger: Ledger, work: Work, chunk: TailChunk | None) -> Ledger:
        # No rows were here before, so rows differ exactly where there are any now.
        rows = work.rows
        differs = normalise(
            (part.a, part.b)
            for part in pieces(ledger.parts, self.a, self.b)
            if part.fp and len(rows.between(part.a, part.b))
        )
        new = replace(ledger, rev=ledger.rev + 1)
        if chunk is not None:
            new = replace(new, last=chunk.b, tail=(*ledger.tail, chunk))
        return computed(new, self.a, self.b, work.result, differs)


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
