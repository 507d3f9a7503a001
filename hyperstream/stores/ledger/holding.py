"""Steps 4 and 5 of a write: under a claim, scan, judge and insert; `committing` does the rest.

Nobody else changes anything inside the claimed interval, so what the scan found holds until the
commit, however often that has to be repeated because the ledger changed elsewhere.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from ...time_interval.spans import normalise, union
from . import numbers
from .commits import Commit, Finding, Kind
from .committing import Committing, release
from .machine import Insert, Job, Reach, Scan, Step, Work, numbered, packed
from .model import NEVER, Claim, Ledger, Segment
from .scanning import Found, Hulls, foldable, sizes, superseding, visible
from .tail import rows_of, spans_of

INSERT_AT_ONCE = 64
"""Segments that go with the commit; what is above goes before it, so many at a time."""

_NOTHING = Work(None, (), None)  # type: ignore[arg-type]


class Hold(NamedTuple):
    """A claim, the ledger that gave it, and what is to be written under it."""

    job: Job
    ledger: Ledger
    claim: Claim
    work: Work

    @property
    def a(self) -> int:
        """Start of what is committed, ms."""
        return self.claim.a

    @property
    def b(self) -> int:
        """End of what is committed, ms."""
        return self.claim.b if self.work.upto is None else self.work.upto


def enter(job: Job, ledger: Ledger, claim: Claim, work: Work | None = None) -> Step:
    """Step 4 for a claim just won, or for a computation that has come back."""
    if work is None:
        work = _NOTHING._replace(rows=job.rows, packed=job.packed, run=job.run)
    hold = Hold(job, ledger, claim, work)
    if job.kind is Kind.FLUSH:
        return _flush(hold)
    if hold.a >= ledger.last and job.kind is not Kind.FOLD:
        # Nothing was ever visible here: there is nothing to compare with and nothing to hide.
        return _judge(hold, Found((), ()), {})
    return Scanning(hold), Scan(ledger.inc, hold.a, hold.b, ledger.span)


class Scanning(NamedTuple):
    """Waits for the segments that touch the interval."""

    hold: Hold

    @property
    def job(self) -> Job:
        """The write."""
        return self.hold.job

    def step(self, segments: Any) -> Step:
        """Judge them; ask how far their numbers reach where that matters."""
        hold = self.hold
        found = visible(hold.ledger, segments, hold.a, hold.b, hold.job.kit)
        if hold.job.kind is Kind.DIRECT and hold.job.conflict != "replace":
            return _judge(hold, found, {})
        if hold.job.kind is Kind.FOLD:
            asked = tuple(sorted({n for n, _ in found.stored}))
        else:
            asked = found.whole_numbers(hold.ledger)
        if not asked:
            return _judge(hold, found, {})
        return Reaching(hold, found), Reach(hold.ledger.inc, asked)


class Reaching(NamedTuple):
    """Waits for the reach of the numbers found."""

    hold: Hold
    found: Found

    @property
    def job(self) -> Job:
        """The write."""
        return self.hold.job

    def step(self, hulls: Hulls) -> Step:
        """Everything is known now."""
        return _judge(self.hold, self.found, hulls)


def _judge(hold: Hold, found: Found, hulls: Hulls) -> Step:
    """What to write and what to hide."""
    kind = hold.job.kind
    if kind is Kind.DIRECT:
        return _judge_direct(hold, found, hulls)
    if kind is Kind.FOLD:
        return _judge_fold(hold, found, hulls)
    kit = hold.job.kit
    rows = kit.join([]) if kind is Kind.PURGE else hold.work.rows
    finding = superseding(found, hold.ledger, hulls, hold.a, hold.b, rows, kit)
    if hold.work.staged:
        # There were no rows before, so there is a difference wherever some have been staged.
        staged = normalise((segment.a - 1, segment.b) for segment in hold.work.staged)
        finding = finding._replace(differs=union(finding.differs, staged))
    return _insert(hold, kind, finding, hold.work.packed)


def _judge_direct(hold: Hold, found: Found, hulls: Hulls) -> Step:
    """Equal rows are dropped; a different value is refused, ignored or replaced."""
    job, kit = hold.job, hold.job.kit
    old = found.rows(kit)
    clash = kit.clash(job.rows, old) if job.conflict != "ignore" else None
    if clash is not None and job.conflict == "raise":
        return release(job, hold.ledger, hold.claim, clash)
    if clash is not None:
        rows = kit.overlay(old, job.rows)
        changed = kit.unlike(job.rows, old)
        finding = superseding(found, hold.ledger, hulls, hold.a, hold.b, rows, kit)
        # Only the rows given can differ, so what rests on others between them stays as it is.
        finding = finding._replace(differs=spans_of(changed, kit))
        return _insert(hold, Kind.REPLACE, finding, packed(rows, kit), len(job.rows))
    rows = kit.novel(job.rows, old)
    if not len(rows):
        return release(job, hold.ledger, hold.claim, None)
    segments = job.packed if len(rows) == len(job.rows) else packed(rows, kit)
    return _insert(hold, Kind.DIRECT, Finding(differs=spans_of(rows, kit)), segments, len(rows))


def _judge_fold(hold: Hold, found: Found, hulls: Hulls) -> Step:
    """Copy the rows of every number that is visible nowhere else."""
    job = hold.job
    chosen = foldable(found, hold.ledger, hulls, hold.a, hold.b, job.small)
    if not chosen:
        return release(job, hold.ledger, hold.claim, None)
    rows = job.kit.join([some for n, some in found.stored if n in chosen])
    finding = Finding(folded=numbers.gathered(chosen), sizes=sizes(hulls, chosen))
    return _insert(hold, Kind.FOLD, finding, packed(rows, job.kit), len(rows))


def _flush(hold: Hold) -> Step:
    """The tail's rows as segments; nothing else lies in their interval that could be newer."""
    kit = hold.job.kit
    rows = kit.join(rows_of([chunk for chunk in hold.ledger.tail if chunk.a <= hold.b], kit))
    return _insert(hold, Kind.FLUSH, Finding(), packed(rows, kit), len(rows))


def _insert(
    hold: Hold, kind: Kind, finding: Finding, segments: tuple[Segment, ...], count: int | None = None
) -> Step:
    """Step 5: all segments under the claim's number (but those staged), the last of them with the commit."""
    n = hold.claim.n
    segments = numbered(segments, n)
    every = (*hold.work.staged, *segments)
    commit = Commit(
        kind,
        n,
        hold.a,
        hold.b,
        finding,
        hold.work.result,
        max((segment.b for segment in every), default=NEVER),
        max((segment.b - segment.a for segment in every), default=0),
        len(every),
    )
    rows = sum(segment.count for segment in every) if count is None else count
    run = None if hold.work.run is None else hold.work.run._replace(n=n)
    inserting = Inserting(
        hold, Committing(hold.job, hold.ledger, hold.claim, commit, (), rows, run), segments
    )
    return inserting.step(None)


class Inserting(NamedTuple):
    """Waits for segments to be acknowledged while more are to be written."""

    hold: Hold
    committing: Committing
    segments: tuple[Segment, ...]

    @property
    def job(self) -> Job:
        """The write."""
        return self.hold.job

    def step(self, _reply: Any) -> Step:
        """Write the next ones, or commit with what is left."""
        if len(self.segments) <= INSERT_AT_ONCE:
            return self.committing._replace(segments=self.segments).publish(self.hold.ledger)
        first, rest = self.segments[:INSERT_AT_ONCE], self.segments[INSERT_AT_ONCE:]
        insert = Insert(self.hold.job.key, self.hold.ledger.inc, self.hold.claim, first)
        return self._replace(segments=rest), insert
