"""The driver: carries the requests of the ledger's machines to a store, and the replies back.

Many machines run in lockstep, so that a group of streams costs one round trip a step. A change
whose reply never came is answered with `LOST`: the machine reads the ledger and decides what
happened. That is repeated a few times before the error goes to the caller.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

from ...utils.errors import StoreUnavailableError
from ..keys import StreamKey
from ..ledger import adjusting, writer
from ..ledger.claims import given_back, renewed
from ..ledger.committing import is_held
from ..ledger.machine import (
    LOST,
    Delete,
    Done,
    Insert,
    Reach,
    Read,
    Request,
    Scan,
    Step,
    View,
    Wait,
)
from ..ledger.model import Claim, Ledger
from ..port import Append, Change, Publish, Store
from ..shelf import Shelf
from .holders import Holders

logger = logging.getLogger(__name__)

PAUSES = (0.0, 0.05, 0.2)
"""Seconds before each repetition after a reply was lost; then the error goes to the caller."""

FIRST_LOOK, LAST_LOOK = 0.005, 1.0
"""Seconds between looks at another's claim; doubled each time."""

_END = (Done,)


class Driver:
    """Runs machines on a store.

    Args:
        store: Where requests go.
        lease_ms: How long claims last.
        holders: Knows whether the holder of a claim is gone.
        sleep: Waits so many seconds.
        timer: Seconds, monotonic.
    """

    def __init__(
        self,
        store: Store,
        lease_ms: int,
        holders: Holders,
        sleep: Callable[[float], object] = time.sleep,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        self.store = store
        self.shelf = Shelf()
        self.lease_ms = lease_ms
        self._holders = holders
        self._sleep = sleep
        self._timer = timer
        self._answers: dict[type, Callable[[Any], Any]] = {
            Scan: self._scan,
            Reach: self._reach,
            Delete: self._delete,
        }

    def ledgers(self, keys: Sequence[StreamKey]) -> dict[StreamKey, Ledger]:
        """The ledgers of these streams as they are now; streams that have none are absent."""
        found = self.store.read_ledgers(keys).ledgers
        self.shelf.put_all(keys, found)
        return found

    def run(self, step: Step, stop: tuple[type, ...] = _END, losses: int = 0) -> Step:
        """Run one machine until it asks for something in ``stop``; gives that state and request."""
        state, request = step
        run = _Run(self._timer(), losses)
        try:
            while type(request) not in stop:
                state, request = writer.step(state, self._answer(request, run))
        except BaseException:
            self._abandon([state])
            raise
        return state, request

    def finish(self, step: Step, losses: int = 0) -> Done:
        """Run one machine to its end; ``losses`` replies were lost before it came here."""
        done = self.run(step, losses=losses)[1]
        assert isinstance(done, Done)
        return done

    def finish_all(self, steps: Sequence[Step], losses: int = 0) -> list[Done]:
        """Run machines to their ends, reads and changes of all of them together; see `finish`."""
        return [done for done in self._together(steps, frozenset(), losses) if done is not None]

    def try_all(self, steps: Sequence[Step]) -> list[Done | None]:
        """As `finish_all`, but whoever would have to wait gives up: None."""
        return self._together(steps, _WAITS)

    def _together(self, steps: Sequence[Step], stop: frozenset[type], losses: int = 0) -> list[Done | None]:
        current = list(steps)
        runs = [_Run(self._timer(), losses) for _ in current]
        try:
            while active := {
                i: request
                for i, (_, request) in enumerate(current)
                if type(request) is not Done and type(request) not in stop
            }:
                for i, reply in self._answer_all(active, runs).items():
                    current[i] = writer.step(current[i][0], reply)
        except BaseException:
            self._abandon(state for state, _ in current)
            raise
        return [request if isinstance(request, Done) else None for _, request in current]

    def _abandon(self, states: Iterable[Any]) -> None:
        """Give back what stopped machines hold, so that nobody, we ourselves least, waits for it."""
        for job in filter(None, map(writer.abandoned, states)):
            try:
                self.finish(adjusting.begin(job.key, partial(_given_back, job.who), b""))
            except StoreUnavailableError as error:
                logger.debug("A claim was left to expire: %s", error)

    # --- requests
    def _answer(self, request: Request, run: _Run) -> Any:
        kind = type(request)
        if kind is Read:
            return self._read_one(request, run)
        if kind in _CHANGES:
            return self._change((request,), (run,))[0]
        if kind is Wait:
            return self._wait(run)
        if isinstance(request, Insert):
            return self._insert(request, run)
        return self._answers[kind](request)

    def _read_one(self, request: Any, run: _Run) -> View:
        kept = self.shelf.get(request.key) if request.kept else None
        return View(kept, 0, True) if kept is not None else self._fresh((request.key,), (run,))[0]

    def _answer_all(self, requests: dict[int, Request], runs: list[_Run]) -> dict[int, Any]:
        """Replies, reads in one round trip and changes in another; waiting where nothing else is left."""
        replies: dict[int, Any] = {}
        for kinds, together in ((_READS, self._read), (_CHANGES, self._change)):
            chosen = [i for i, request in requests.items() if type(request) in kinds]
            if chosen:
                found = together([requests[i] for i in chosen], [runs[i] for i in chosen])
                replies.update(zip(chosen, found, strict=True))
        for i, request in requests.items():
            if i not in replies and (type(request) is not Wait or not replies):
                replies[i] = self._answer(request, runs[i])
        return replies

    def _read(self, requests: Sequence[Any], runs: Sequence[_Run]) -> list[View]:
        kept = [self.shelf.get(request.key) if request.kept else None for request in requests]
        views = [None if ledger is None else View(ledger, 0, True) for ledger in kept]
        keys = [request.key for request, view in zip(requests, views, strict=True) if view is None]
        fresh = iter(self._fresh(keys, runs) if keys else ())
        return [view or next(fresh) for view in views]

    def _fresh(self, keys: Sequence[StreamKey], runs: Sequence[_Run]) -> list[View]:
        while True:
            try:
                now, ledgers = self.store.read_ledgers(keys)
            except StoreUnavailableError as error:
                # After a lost reply there is something to find out, so it is worth asking again.
                if not any(run.losses for run in runs):
                    raise
                for run in runs:
                    self._lose(run, error)
                continue
            return [self._view(key, ledgers.get(key), now) for key in keys]

    def _view(self, key: StreamKey, ledger: Ledger | None, now: int) -> View:
        if ledger is None:
            self.shelf.drop(key)
            return View(None, now)
        self.shelf.put(key, ledger)
        return View(self._holders.bury(ledger, now) if ledger.claims else ledger, now)

    def _change(self, requests: Sequence[Any], runs: Sequence[_Run]) -> list[Any]:
        try:
            replies = self.store.change(requests)
        except StoreUnavailableError as error:
            for request, run in zip(requests, runs, strict=True):
                self.shelf.drop(request.key)
                self._lose(run, error)
            return [LOST] * len(requests)
        for request, applied in zip(requests, replies, strict=True):
            if applied:
                self.shelf.put(request.key, request.ledger)
            else:
                self.shelf.drop(request.key)
        return replies

    def swap(self, changes: Sequence[Change]) -> list[Any]:
        """Changes made from the kept ledgers, all in one round trip: True, False or `LOST` for each."""
        return self._change(changes, [_Run(0.0, 0) for _ in changes])

    def _lose(self, run: _Run, error: StoreUnavailableError) -> None:
        """Note a lost reply, pause, and go on; or give up."""
        if run.losses >= len(PAUSES):
            raise error
        self._sleep(PAUSES[run.losses])
        run.losses += 1

    def _wait(self, run: _Run) -> None:
        self._sleep(run.look)
        run.look = min(2 * run.look, LAST_LOOK)

    def _scan(self, request: Scan) -> Any:
        return self.store.read_segments(request.inc, request.a, request.b, request.span)

    def _reach(self, request: Reach) -> Any:
        return self.store.reach(request.inc, request.numbers)

    def _delete(self, request: Delete) -> int:
        return self.store.delete_segments(request.inc, request.ranges, request.within)

    def _insert(self, request: Insert, run: _Run) -> None:
        """Write, and keep the claim alive: a long import outlasts any lease."""
        self.store.insert_segments(request.inc, request.segments)
        if self._timer() - run.since > self.lease_ms / 3000:
            self.renew(request.key, request.claim)
            run.since = self._timer()

    def renew(self, key: StreamKey, claim: Claim) -> Ledger | None:
        """Make the claim last a whole lease from now; None where it is gone."""
        lease = self.lease_ms
        gone = False

        def change(ledger: Ledger, now: int) -> Ledger | None:
            nonlocal gone
            gone = not is_held(ledger, claim)
            return None if gone else renewed(ledger, claim, now + lease)

        done = self.finish(adjusting.begin(key, change, b""))
        return None if gone else done.ledger


def _given_back(who: str, ledger: Ledger, _now: int) -> Ledger | None:
    return given_back(ledger, who)


class _Run:
    """What the driver notes about one machine."""

    __slots__ = ("look", "losses", "since")

    def __init__(self, since: float, losses: int) -> None:
        self.since = since
        self.losses = losses
        self.look = FIRST_LOOK


_WAITS: frozenset[type] = frozenset({Wait})
_READS = frozenset({Read})
_CHANGES = frozenset({Append, Publish})
