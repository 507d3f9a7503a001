"""Steps 4 to 6 of a write: under a claim, scan, insert, commit; or give the claim back.

Nobody else changes anything inside the claimed interval, so what the scan found holds until the
commit, however often that has to be repeated because the ledger changed elsewhere.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from ...utils.errors import HyperStreamError
from ..port import Publish, RunRecord
from . import numbers
from .claims import held, released
from .commits import Commit, Finding, Kind, committed
from .machine import (
    Done,
    Insert,
    Job,
    Reach,
    Read,
    Restart,
    Scan,
    Step,
    View,
    Work,
    described,
    numbered,
    packed,
)
from .model import NEVER, Claim, Ledger, Segment
from .rows import Clash
from .scanning import Found, Hulls, foldable, superseding, visible
from .tail import rows_of, spans_of
from .visibility import cuts

INSERT_AT_ONCE = 64
"""Segments that go with the commit; what is above goes before it, so many at a time."""

Trouble = Clash | HyperStreamError
"""Why nothing was written, as ``Done.value``."""

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
    finding = Finding(folded=numbers.gathered(chosen))
    return _insert(hold, Kind.FOLD, finding, packed(rows, job.kit), len(rows))


def _flush(hold: Hold) -> Step:
    """The tail's rows as segments; nothing else lies in their interval that could be newer."""
    kit = hold.job.kit
    rows = kit.join(rows_of([chunk for chunk in hold.ledger.tail if chunk.a <= hold.b], kit))
    return _insert(hold, Kind.FLUSH, Finding(), packed(rows, kit), len(rows))


def _insert(
    hold: Hold, kind: Kind, finding: Finding, segments: tuple[Segment, ...], count: int | None = None
) -> Step:
    """Step 5: all segments under the claim's number, the last of them together with the commit."""
    n = hold.claim.n
    segments = numbered(segments, n)
    commit = Commit(
        kind,
        n,
        hold.a,
        hold.b,
        finding,
        hold.work.result,
        max((segment.b for segment in segments), default=NEVER),
        max((segment.b - segment.a for segment in segments), default=0),
    )
    rows = sum(segment.count for segment in segments) if count is None else count
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


class Committing(NamedTuple):
    """Step 6, waiting for the reply to the commit."""

    job: Job
    base: Ledger
    claim: Claim
    commit: Commit
    segments: tuple[Segment, ...]
    count: int  # type: ignore[assignment]  # rows, not tuple.count
    run: RunRecord | None = None

    def publish(self, ledger: Ledger) -> Step:
        """Commit onto this ledger, in which the claim is still there."""
        try:
            new = committed(described(self.job, ledger), self.commit, self.job.kit)
        except HyperStreamError as error:
            return release(self.job, ledger, self.claim, error)
        request = Publish(self.job.key, ledger.rev, new, self.segments, self.run, ledger)
        return self._replace(base=new), request

    def step(self, reply: Any) -> Step:
        """Committed; or look why not."""
        if reply is True:
            return None, Done(self.base, self.count, value=self.commit)
        return Confirming(self), Read(self.job.key)


class Confirming(NamedTuple):
    """The commit was refused, or its reply was lost: waits for the ledger as it is now."""

    committing: Committing

    @property
    def job(self) -> Job:
        """The write."""
        return self.committing.job

    def step(self, view: View) -> Step:
        """Repeat step 6 while the claim is there; else it was committed, or we are fenced."""
        committing, ledger = self.committing, view.ledger
        claim = committing.claim
        if ledger is None or ledger.inc != committing.base.inc:
            return _fenced(committing.job, ledger)
        if is_held(ledger, claim):
            return committing.publish(ledger)
        if numbers.holds(ledger.whole, claim.n) or numbers.holds(cuts(ledger), claim.n):
            return None, Done(ledger, committing.count, value=committing.commit)
        return _fenced(committing.job, ledger)


def is_held(ledger: Ledger, claim: Claim) -> bool:
    """Whether this claim is still in the ledger, with its number, holder and interval."""
    there = held(ledger, claim.n)
    return there is not None and there[:5] == claim[:5]


def _fenced(job: Job, ledger: Ledger | None) -> Step:
    """A computation has to hear that it was fenced; the others simply start again."""
    if job.kind is Kind.COMPUTED:
        return None, Done(ledger, fenced=True)
    return None, Restart(job)


def release(job: Job, ledger: Ledger, claim: Claim, error: Trouble | None) -> Step:
    """Remove the claim, then end with the error, or with nothing written."""
    new = released(ledger, claim.n)
    return Releasing(job, new, claim, error), Publish(job.key, ledger.rev, new, base=ledger)


class Releasing(NamedTuple):
    """Waits for the removal of the claim."""

    job: Job
    ledger: Ledger
    claim: Claim
    error: Trouble | None

    def step(self, reply: Any) -> Step:
        """Ended; or look whether the claim is still there."""
        if reply is True:
            return None, Done(self.ledger, value=self.error)
        if isinstance(reply, View):
            ledger = reply.ledger
            if ledger is not None and ledger.inc == self.ledger.inc and is_held(ledger, self.claim):
                return release(self.job, ledger, self.claim, self.error)
            return None, Done(ledger, value=self.error)
        return self, Read(self.job.key)
