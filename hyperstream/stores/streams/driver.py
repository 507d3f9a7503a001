"""The driver: carries the requests of the ledger's machines to a store, and the replies back.

Many machines run in lockstep, so that a group of streams costs one round trip a step.
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
from ..ledger.machine import Done, Step, Wait
from ..ledger.model import Claim, Ledger
from ..port import Change, Store
from .holders import Holders
from .replies import Replies, Run

logger = logging.getLogger(__name__)

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
        self.lease_ms = lease_ms
        self._sleep = sleep
        self._timer = timer
        self._replies = Replies(store, holders, sleep, timer, self.renew, lease_ms / 3000)
        self.shelf = self._replies.shelf

    def ledgers(self, keys: Sequence[StreamKey]) -> dict[StreamKey, Ledger]:
        """The ledgers of these streams as they are now; streams that have none are absent."""
        found = self.store.read_ledgers(keys).ledgers
        self.shelf.put_all(keys, found)
        return found

    def run(self, step: Step, stop: tuple[type, ...] = _END, losses: int = 0) -> Step:
        """Run one machine until it asks for something in ``stop``; gives that state and request."""
        state, request = step
        run = Run(self._timer(), losses)
        try:
            while type(request) not in stop:
                state, request = writer.step(state, self._replies.one(request, run))
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
        runs = [Run(self._timer(), losses) for _ in current]
        try:
            while active := {
                i: request
                for i, (_, request) in enumerate(current)
                if type(request) is not Done and type(request) not in stop
            }:
                for i, reply in self._replies.all(active, runs).items():
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
                # Each of the others would wait as long, and in vain.
                logger.debug("Claims were left to expire: %s", error)
                return

    def lease_end(self) -> float:
        """When a claim that was made or renewed now has surely expired, seconds of the timer."""
        return self._timer() + self.lease_ms / 1000

    def is_over(self, end: float) -> bool:
        """Whether what `lease_end` gave has passed."""
        return self._timer() > end

    def swap(self, changes: Sequence[Change]) -> list[Any]:
        """Changes made from the kept ledgers, all in one round trip: True, False or `LOST` for each."""
        return self._replies.change(changes, [Run(0.0, 0) for _ in changes])

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


_WAITS: frozenset[type] = frozenset({Wait})
