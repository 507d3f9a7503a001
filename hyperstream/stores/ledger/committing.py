"""Step 6 of a write: commit what was inserted under a claim, or give the claim back."""

from __future__ import annotations

from typing import Any, NamedTuple

from ...utils.errors import HyperStreamError
from ..port import Publish, RunRecord
from . import numbers
from .claims import held, released
from .commits import Commit, Kind, committed
from .machine import Done, Job, Read, Restart, Step, View, described
from .model import Claim, Ledger, Segment
from .rows import Clash
from .visibility import cuts

Trouble = Clash | HyperStreamError
"""Why nothing was written, as ``Done.value``."""


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
