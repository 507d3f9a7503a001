"""The replies of a store to the requests of the ledger's machines.

A change whose reply never came is answered with `LOST`: the machine reads the ledger and decides
what happened. That is repeated a few times before the error goes to the caller.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ...utils.errors import StoreUnavailableError
from ..keys import StreamKey
from ..ledger.machine import LOST, Delete, Insert, Reach, Read, Request, Scan, View, Wait
from ..ledger.model import Claim, Ledger
from ..port import Append, Publish, Store
from ..shelf import Shelf
from .holders import Holders

PAUSES = (0.0, 0.05, 0.2)
"""Seconds before each repetition after a reply was lost; then the error goes to the caller."""

FIRST_LOOK, LAST_LOOK = 0.005, 1.0
"""Seconds between looks at another's claim; doubled each time."""

_READS = frozenset({Read})
_CHANGES = frozenset({Append, Publish})


class Run:
    """What is noted about one machine on its way."""

    __slots__ = ("look", "losses", "since")

    def __init__(self, since: float, losses: int) -> None:
        self.since = since
        self.losses = losses
        self.look = FIRST_LOOK


class Replies:
    """Carries requests to a store, and keeps the ledgers that come back.

    Args:
        store: Where requests go.
        holders: Knows whether the holder of a claim is gone.
        sleep: Waits so many seconds.
        timer: Seconds, monotonic.
        renew: Makes a claim last a whole lease from now.
        renew_after: Seconds after which a long insertion renews its claim.
    """

    def __init__(
        self,
        store: Store,
        holders: Holders,
        sleep: Callable[[float], object],
        timer: Callable[[], float],
        renew: Callable[[StreamKey, Claim], object],
        renew_after: float,
    ) -> None:
        self.shelf = Shelf()
        self._store = store
        self._holders = holders
        self._sleep = sleep
        self._timer = timer
        self._renew = renew
        self._renew_after = renew_after
        self._answers: dict[type, Callable[[Any], Any]] = {
            Scan: self._scan,
            Reach: self._reach,
            Delete: self._delete,
        }

    def one(self, request: Request, run: Run) -> Any:
        """The reply to one request."""
        kind = type(request)
        if kind is Read:
            return self._read_one(request, run)
        if kind in _CHANGES:
            return self.change((request,), (run,))[0]
        if kind is Wait:
            return self._wait(run)
        if isinstance(request, Insert):
            return self._insert(request, run)
        return self._answers[kind](request)

    def _read_one(self, request: Any, run: Run) -> View:
        kept = self.shelf.get(request.key) if request.kept else None
        return View(kept, 0, True) if kept is not None else self._fresh((request.key,), (run,))[0]

    def all(self, requests: dict[int, Request], runs: list[Run]) -> dict[int, Any]:
        """Replies, reads in one round trip and changes in another; waiting where nothing else is left."""
        replies: dict[int, Any] = {}
        for kinds, together in ((_READS, self._read), (_CHANGES, self.change)):
            chosen = [i for i, request in requests.items() if type(request) in kinds]
            if chosen:
                found = together([requests[i] for i in chosen], [runs[i] for i in chosen])
                replies.update(zip(chosen, found, strict=True))
        for i, request in requests.items():
            if i not in replies and (type(request) is not Wait or not replies):
                replies[i] = self.one(request, runs[i])
        return replies

    def _read(self, requests: Sequence[Any], runs: Sequence[Run]) -> list[View]:
        kept = [self.shelf.get(request.key) if request.kept else None for request in requests]
        views = [None if ledger is None else View(ledger, 0, True) for ledger in kept]
        keys = [request.key for request, view in zip(requests, views, strict=True) if view is None]
        fresh = iter(self._fresh(keys, runs) if keys else ())
        return [view or next(fresh) for view in views]

    def _fresh(self, keys: Sequence[StreamKey], runs: Sequence[Run]) -> list[View]:
        while True:
            try:
                now, ledgers = self._store.read_ledgers(keys)
            except StoreUnavailableError as error:
                # After a lost reply there is something to find out, so it is worth asking again.
                if not any(run.losses for run in runs):
                    raise
                self._lose(runs, error)
                continue
            return [self._view(key, ledgers.get(key), now) for key in keys]

    def _view(self, key: StreamKey, ledger: Ledger | None, now: int) -> View:
        if ledger is None:
            self.shelf.drop(key)
            return View(None, now)
        self.shelf.put(key, ledger)
        return View(self._holders.bury(ledger, now) if ledger.claims else ledger, now)

    def change(self, requests: Sequence[Any], runs: Sequence[Run]) -> list[Any]:
        """Changes in one round trip: True, False or `LOST` for each."""
        try:
            replies = self._store.change(requests)
        except StoreUnavailableError as error:
            for request in requests:
                self.shelf.drop(request.key)
            self._lose(runs, error)
            return [LOST] * len(requests)
        for request, applied in zip(requests, replies, strict=True):
            if applied:
                self.shelf.put(request.key, request.ledger)
            else:
                self.shelf.drop(request.key)
        return replies

    def _lose(self, runs: Sequence[Run], error: StoreUnavailableError) -> None:
        """Note a reply that was lost for all of these, pause once, and go on; or give up."""
        most = max(run.losses for run in runs)
        if most >= len(PAUSES):
            raise error
        self._sleep(PAUSES[most])
        for run in runs:
            run.losses += 1

    def _wait(self, run: Run) -> None:
        self._sleep(run.look)
        run.look = min(2 * run.look, LAST_LOOK)

    def _scan(self, request: Scan) -> Any:
        return self._store.read_segments(request.inc, request.a, request.b, request.span)

    def _reach(self, request: Reach) -> Any:
        return self._store.reach(request.inc, request.numbers)

    def _delete(self, request: Delete) -> int:
        return self._store.delete_segments(request.inc, request.ranges, request.within)

    def _insert(self, request: Insert, run: Run) -> None:
        """Write, and keep the claim alive: a long import outlasts any lease."""
        self._store.insert_segments(request.inc, request.segments)
        if self._timer() - run.since > self._renew_after:
            self._renew(request.key, request.claim)
            run.since = self._timer()
