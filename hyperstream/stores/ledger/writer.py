"""The writers: computed, direct, replace, purge, fold and flush share these steps.

Read the ledger and work out what is to be done; take the one-round-trip way where that is
allowed; else claim, then scan, insert (`holding`) and commit (`committing`). Whoever is refused starts again.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from ...time_interval.spans import Spans, intersection
from ...utils.errors import HyperStreamError
from ..port import Publish
from . import appending
from .claims import blocking, claimed, free
from .commits import Kind
from .committing import is_held
from .holding import enter
from .machine import LOST, Compute, Done, Job, Read, Restart, Step, View, Wait, Work, described
from .model import Claim, Ledger
from .tail import open_end

_NEEDS_STREAM = frozenset({Kind.PURGE, Kind.FOLD, Kind.FLUSH})


def begin(job: Job) -> Step:
    """The first state and request of a write."""
    return Asked(job), Read(job.key, kept=True)


def step(state: Any, reply: Any) -> Step:
    """The next state and request; the one entry for drivers."""
    following, request = state.step(reply)
    if type(request) is Restart:
        return Asked(request.job, request), Read(request.job.key)
    return following, request


def abandoned(state: Any) -> Job | None:
    """The write whose claim nobody would give back if the machine stopped in this state; None: no claim.

    A computation under way keeps its claim: whoever computes may try to commit again, or release it.
    """
    job: Job | None = getattr(state, "job", None)
    if job is None or isinstance(state, Asked | Waiting):
        return None
    begun = job.kind is Kind.COMPUTED and not (isinstance(state, Claiming) and state.work is None)
    return None if begun else job


class Asked(NamedTuple):
    """Step 1, waiting for the ledger; ``again`` holds work that was computed already."""

    job: Job
    again: Restart | None = None

    def step(self, view: View) -> Step:
        """Work out what is to be done, and begin."""
        job, ledger = self.job, view.ledger
        if ledger is None:
            if job.kind in _NEEDS_STREAM:
                return None, Done(None)
            ledger = Ledger(job.inc)
        if error := refusal(job, ledger):
            return (Asked(job), Read(job.key)) if view.kept else (None, Done(ledger, value=error))
        if self.again is not None and self.again.work is not None:
            return _resume(job, view, ledger, self.again, self.again.work)
        if job.kind is Kind.COMPUTED:
            return _begin_computed(job, view, ledger)
        return _begin_given(job, view, ledger)


def refusal(job: Job, ledger: Ledger) -> HyperStreamError | None:
    """Why a stream with this ledger does not take the write; None where it does."""
    if job.refuses is not None and (error := job.refuses(ledger)):
        return error
    try:
        described(job, ledger)
    except HyperStreamError as error:
        return error
    return None


def wanted(job: Job, ledger: Ledger) -> Spans:
    """The intervals that the job is about, by this ledger; none where nothing is left to do."""
    if job.wanted is not None:
        return job.wanted(ledger)
    if job.kind is Kind.FLUSH:
        return ((ledger.tail[0].a - 1, ledger.tail[-1].b),) if ledger.tail else ()
    return ((job.a, job.b),) if job.a < job.b else ()


def _begin_computed(job: Job, view: View, ledger: Ledger) -> Step:
    """The first free piece of what is left; a light one where that is allowed."""
    spans = wanted(job, ledger)
    rest = free(ledger, view.now, spans) if ledger.claims else spans
    if rest:
        quick = appending.light(job, ledger, *rest[0])
        return quick or _claim(job, view, ledger, *rest[0])
    if view.kept:
        return Asked(job), Read(job.key)
    return _wait(job, view, ledger, spans) if spans else (None, Done(ledger))


def _begin_given(job: Job, view: View, ledger: Ledger) -> Step:
    """The whole interval, in one round trip where that is allowed."""
    spans = wanted(job, ledger)
    if not spans:
        return (Asked(job), Read(job.key)) if view.kept else (None, Done(ledger))
    ((a, b),) = spans
    if job.kind is Kind.DIRECT and (quick := appending.direct(job, ledger)):
        return quick
    if not view.kept and blocking(ledger, view.now, a, b):
        return _wait(job, view, ledger, spans)
    return _claim(job, view, ledger, a, b)


def _resume(job: Job, view: View, ledger: Ledger, again: Restart, work: Work) -> Step:
    """Rows computed without a claim meet a ledger that changed: append, claim, or give way."""
    a, b = again.a, again.b
    left = intersection(wanted(job, ledger), ((a, b),))
    if not left:
        return None, Done(ledger, len(work.rows))
    if left != ((a, b),) or blocking(ledger, view.now, a, b):
        return None, Done(ledger, fenced=True)
    if open_end(ledger, a, b):
        quick = appending.Open(job, ledger, a, b).append(work, ledger)
        if quick is not None:
            return quick
    return _claim(job, view, ledger, a, b, work)


def _wait(job: Job, view: View, ledger: Ledger, spans: Spans) -> Step:
    """Somebody holds what is left: ask again later."""
    claims = [claim for a, b in spans if (claim := blocking(ledger, view.now, a, b))]
    return Waiting(job), Wait(max(claims, key=lambda claim: claim.exp))


def _claim(job: Job, view: View, ledger: Ledger, a: int, b: int, work: Work | None = None) -> Step:
    """Step 2. Only a fresh reading tells the time that the claim is measured by."""
    if view.kept:
        return Asked(job), Read(job.key)
    new, claim = claimed(ledger, view.now, a, b, job.who, job.lease, job.chunks)
    request = Publish(job.key, ledger.rev, new, base=ledger if ledger.rev else None)
    return Claiming(job, new, claim, work), request


class Waiting(NamedTuple):
    """Waits for another's claim to end."""

    job: Job

    def step(self, _reply: Any) -> Step:
        """Look again."""
        return Asked(self.job), Read(self.job.key)


class Claiming(NamedTuple):
    """Waits for the reply to the claim; afterwards nobody else changes anything inside it."""

    job: Job
    ledger: Ledger
    claim: Claim
    work: Work | None = None

    def step(self, reply: Any) -> Step:
        """Claimed; or start again; or look whether it was."""
        if reply is True:
            return self._go_on(self.ledger)
        if reply is LOST:
            return self, Read(self.job.key)
        if isinstance(reply, View) and reply.ledger is not None and is_held(reply.ledger, self.claim):
            return self._go_on(reply.ledger)
        if self.work is not None:
            return None, Restart(self.job, self.claim.a, self.claim.b, self.work)
        return None, Restart(self.job)

    def _go_on(self, ledger: Ledger) -> Step:
        job, claim = self.job, self.claim
        if job.kind is not Kind.COMPUTED or self.work is not None:
            return enter(job, ledger, claim, self.work)
        return Computing(job, ledger, claim), Compute(claim.a, claim.b, claim.n)


class Computing(NamedTuple):
    """Step 3: waits for what the tool gives, under a claim."""

    job: Job
    ledger: Ledger
    claim: Claim

    def step(self, work: Work) -> Step:
        """On to the scan."""
        return enter(self.job, self.ledger, self.claim, work)


def following(
    state: Computing | appending.Open, ledger: Ledger, upto: int
) -> Computing | appending.Open | None:
    """The state in which the rest is computed after a part was committed up to ``upto``; None: no rest."""
    if isinstance(state, appending.Open):
        return state._replace(ledger=ledger, a=upto) if upto < state.b else None
    claim = state.claim
    if upto >= claim.b or claim.n >= claim.hi:
        return None
    return state._replace(ledger=ledger, claim=claim._replace(n=claim.n + 1, a=upto))
