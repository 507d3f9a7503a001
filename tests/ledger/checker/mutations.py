"""The rules of the protocol, each broken once; every one of these must be noticed by an exploration."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

import pytest

from hyperstream.stores.ledger import (
    appending,
    claims,
    cleaner,
    commits,
    committing,
    model,
    numbers,
    parts,
    reader,
    scanning,
    tail,
    visibility,
    writer,
)
from hyperstream.stores.ledger.machine import Delete, Done, Insert, Publish, Read, View

from . import actors, canonical, explorer, world
from .explorer import Budget

Patch = Callable[[pytest.MonkeyPatch], None]


class Mutation(NamedTuple):
    """A broken rule.

    Attributes:
        rule: What is broken.
        run: The scenario that notices.
        budget: What may go wrong in it; None as in the ordinary run.
        apply: Breaks it.
        limit: States after which it counts as noticed: the unbroken run has fewer.
    """

    rule: str
    run: str
    apply: Patch
    budget: Budget | None = None
    limit: int = 60_000


def everywhere(patch: pytest.MonkeyPatch, original: Any, broken: Any) -> None:
    """Put ``broken`` in the place of a function, in every ledger module that imported it."""
    for name, module in list(sys.modules.items()):
        if name.startswith("hyperstream.stores.ledger"):
            for attribute, value in list(vars(module).items()):
                if value is original:
                    patch.setattr(module, attribute, broken)


# --- what is visible --------------------------------------------------------------------------
def unite_cuts(patch: pytest.MonkeyPatch) -> None:
    original = parts.merged

    def merged(found: Any) -> Any:
        out: list[model.Part] = []
        for part in original(found):
            last = out[-1] if out else None
            if last and last.b == part.a and last[2:5] == part[2:5] and (last.cut and part.cut):
                out[-1] = last._replace(b=part.b, cut=numbers.union(last.cut, part.cut))
            else:
                out.append(part)
        return tuple(out)

    everywhere(patch, original, merged)
    patch.setattr(canonical, "merged", merged)


def close_over_holes(patch: pytest.MonkeyPatch) -> None:
    original = numbers.add

    def add(ranges: Any, n: int) -> Any:
        if ranges and n == ranges[-1][1] + 2:
            return (*ranges[:-1], (ranges[-1][0], n))
        return original(ranges, n)

    patch.setattr(numbers, "add", add)


def leave_superseded_visible(patch: pytest.MonkeyPatch) -> None:
    def superseded(whole: Any, found: Any, a: int, b: int, out: Any) -> Any:
        return whole, parts.rewrite(found, a, b, commits._uncut)

    patch.setattr(commits, "superseded", superseded)


def drop_superseded_with_rows_outside(patch: pytest.MonkeyPatch) -> None:
    original = commits.superseded

    def superseded(whole: Any, found: Any, a: int, b: int, out: Any) -> Any:
        return original(whole, found, a, b, tuple((n, ()) for n, _ in out))

    patch.setattr(commits, "superseded", superseded)


def fold_numbers_with_rows_outside(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(scanning, "covers_all", lambda *_: True)


# --- cleaning and reading ---------------------------------------------------------------------
def clean_claimed_numbers(patch: pytest.MonkeyPatch) -> None:
    original = visibility.dead
    everywhere(patch, original, lambda ledger: original(replace(ledger, claims=())))


def clean_numbers_to_come(patch: pytest.MonkeyPatch) -> None:
    original = visibility.dead
    everywhere(patch, original, lambda ledger: original(replace(ledger, next=ledger.next + 2)))


def clean_without_epoch(patch: pytest.MonkeyPatch) -> None:
    original = cleaner.Cleaning.step

    def step(self: Any, view: View) -> Any:
        state, request = original(self, view)
        ledger = replace(request.ledger, gc=request.ledger.gc - 1)
        return state, request._replace(ledger=ledger)

    patch.setattr(cleaner.Cleaning, "step", step)


def clean_before_epoch(patch: pytest.MonkeyPatch) -> None:
    original = cleaner.Cleaning.step

    class Late(NamedTuple):
        clean: Any

        def step(self, _count: int) -> Any:
            return Again(self.clean), Read(self.clean.key)

    class Again(NamedTuple):
        clean: Any

        def step(self, view: View) -> Any:
            return original(self.clean, view)

    def step(self: Any, view: View) -> Any:
        return Late(self), Delete(view.ledger.inc, visibility.dead(view.ledger))

    patch.setattr(cleaner.Cleaning, "step", step)


def accept_what_may_be_gone(patch: pytest.MonkeyPatch) -> None:
    everywhere(patch, visibility.still_shown, lambda then, now, a, b: True)


def read_once(patch: pytest.MonkeyPatch) -> None:
    def step(self: Any, segments: Any) -> Any:
        return None, Done(self.ledger, value=reader.Page(tuple(segments), self.look.b))

    patch.setattr(reader.Fetching, "step", step)


# --- claims and swaps -------------------------------------------------------------------------
def commit_without_claim(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(committing, "is_held", lambda ledger, claim: True)


def number_at_commit(patch: pytest.MonkeyPatch) -> None:
    taken, committed = claims.claimed, commits.committed

    def claimed(*args: Any) -> Any:
        ledger, claim = taken(*args)
        return replace(ledger, next=claim.n), claim

    def numbered(ledger: Any, commit: Any, kit: Any) -> Any:
        new = committed(ledger, commit, kit)
        return replace(new, next=max(new.next, commit.n + 1))

    everywhere(patch, taken, claimed)
    everywhere(patch, committed, numbered)


def write_without_claim(patch: pytest.MonkeyPatch) -> None:
    original, careful = writer._claim, writer._begin_given

    def begin(job: Any, view: View, ledger: Any) -> Any:
        if job.kind != "direct":
            return careful(job, view, ledger)
        return appending.direct(job, ledger) or writer._claim(job, view, ledger, job.a, job.b)

    def claim(job: Any, view: View, ledger: Any, a: int, b: int, work: Any = None) -> Any:
        state, request = original(job, view, ledger, a, b, work)
        if job.kind != "direct":
            return state, request
        # The number is reserved, but nobody is kept out of the interval.
        held = tuple(c._replace(a=b) if c.who == job.who else c for c in request.ledger.claims)
        ledger = replace(request.ledger, claims=held)
        return state._replace(ledger=ledger), request._replace(ledger=ledger)

    patch.setattr(writer, "_claim", claim)
    patch.setattr(writer, "_begin_given", begin)
    patch.setattr(
        committing,
        "is_held",
        lambda ledger, mine: any((c.n, c.who) == (mine.n, mine.who) for c in ledger.claims),
    )


def swap_without_revision(patch: pytest.MonkeyPatch) -> None:
    """The store writes whatever comes; so the checker may not take refusals for granted either."""
    original = world._swap

    def swap(before: Any, change: Any) -> Any:
        ledger = before.ledger
        rev = 0 if ledger is None else ledger.rev
        after, _ = original(before, change._replace(rev=rev))
        return after._replace(ledger=replace(after.ledger, rev=rev + 1)), True

    patch.setattr(world, "_swap", swap)
    patch.setattr(explorer, "_doomed", lambda *_: False)
    patch.setattr(explorer, "_swaps", lambda *_: False)
    patch.setattr(canonical, "OLD", -1)
    patch.setattr(explorer, "OLD", 5)


def commit_before_last_segment(patch: pytest.MonkeyPatch) -> None:
    original = committing.Committing.publish

    class Trailing(NamedTuple):
        committing: Any
        late: Any

        def step(self, reply: Any) -> Any:
            insert = Insert(self.committing.job.key, b"i", self.committing.claim, self.late)
            return (Inserted(self.committing), insert) if reply is True else self.committing.step(reply)

    class Inserted(NamedTuple):
        committing: Any

        def step(self, _reply: Any) -> Any:
            return self.committing.step(True)

    def publish(self: Any, ledger: Any) -> Any:
        state, request = original(self, ledger)
        if not isinstance(request, Publish) or not request.segments:
            return state, request
        first, late = request.segments[:-1], request.segments[-1:]
        return Trailing(state, late), request._replace(segments=first)

    patch.setattr(committing.Committing, "publish", publish)


def ignore_expired_claims(patch: pytest.MonkeyPatch) -> None:
    def open_end(ledger: Any, a: int, b: int) -> bool:
        alive = [claim for claim in ledger.claims if claim.exp != world.EXPIRED]
        return a >= ledger.last and not any(claim.a < b and a < claim.b for claim in alive)

    everywhere(patch, tail.open_end, open_end)


# --- the tail ---------------------------------------------------------------------------------
def append_into_claims(patch: pytest.MonkeyPatch) -> None:
    everywhere(patch, tail.open_end, lambda ledger, a, b: a >= ledger.last)


def append_before_last(patch: pytest.MonkeyPatch) -> None:
    everywhere(patch, tail.open_end, lambda ledger, a, b: not ledger.claims)


def flush_leaves_tail(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(commits, "EMPTIES_TAIL", commits.SUPERSEDES)


def flush_empties_tail(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(commits, "trimmed", lambda *_: ())


# --- progress ---------------------------------------------------------------------------------
def redo_own_part(patch: pytest.MonkeyPatch) -> None:
    """What a request has committed itself counts for nothing; it looks at the ledger again."""
    patch.setattr(actors, "union", lambda done, more: ())
    patch.setattr(actors, "covers", lambda done, span: False)


MUTATIONS = (
    Mutation(
        "parts merged by uniting commit sets", "C over neighbours that show different numbers", unite_cuts
    ),
    Mutation("number ranges closed over holes", "C C", close_over_holes),
    Mutation("a superseded number left visible", "R F G on one number", leave_superseded_visible),
    Mutation(
        "a superseded number dropped with rows outside",
        "R G Q on one number",
        drop_superseded_with_rows_outside,
    ),
    Mutation(
        "a fold dropping a number with rows outside",
        "F R Q, the fold narrower than the number",
        fold_numbers_with_rows_outside,
    ),
    Mutation("clean-up of numbers in claims", "C C G, two segments each", clean_claimed_numbers),
    Mutation("clean-up at or above next", "C C G, two segments each", clean_numbers_to_come),
    Mutation("clean-up without moving the epoch", "R G Q on one number", clean_without_epoch),
    Mutation("clean-up before moving the epoch", "R of everything, G, Q", clean_before_epoch),
    Mutation("a reader not reading the epoch again", "R G Q on one number", read_once),
    Mutation("a reader accepting what may be gone", "R G Q on one number", accept_what_may_be_gone),
    Mutation("commit without the claim check", "C C", commit_without_claim, Budget(1, 1)),
    Mutation("a number taken at commit", "C C", number_at_commit),
    Mutation("a direct write without a claim", "C W G", write_without_claim),
    Mutation("the ledger written without its revision", "C C", swap_without_revision),
    Mutation("commit before the last segment", "C C G, two segments each", commit_before_last_segment),
    Mutation("an append ignoring claims", "A W in segments", append_into_claims),
    Mutation("an append ignoring expired claims", "A W in segments", ignore_expired_claims),
    Mutation("an append before what was visible", "A X W F", append_before_last),
    Mutation("a flush leaving the tail", "A A X G Q", flush_leaves_tail),
    Mutation("a flush emptying the tail", "A A X G Q", flush_empties_tail),
    Mutation("a request redoing its own part", "C by g, C by f, G", redo_own_part, Budget(0, 0), 3_000),
)
