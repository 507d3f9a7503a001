"""Keeping claims alive while tools compute.

A claim expires so that a dead worker's interval is taken over. A live worker renews it at a
third of the lease, from one thread a request, which is started with the first claim and ends
with the request.
"""

from __future__ import annotations

import logging
import math
import threading
from collections.abc import Callable, Iterable
from typing import Protocol

from ...utils.errors import HyperStreamError, LeaseLostError

logger = logging.getLogger(__name__)


class Renewable(Protocol):
    """A claim as the keeper sees it."""

    def renew(self) -> None:
        """Extend the claim; raises `LeaseLostError` when another worker took it over."""


Keep = Callable[[Iterable[Renewable]], None]
"""Keeps claims of one run alive, those given and no others."""


class LeaseKeeper:
    """Renews the claims that the runs of a request hold, from a thread of its own.

    A claim that another worker took over is let go: its commit is fenced by the ledger and says
    what happened. Where the store did not answer, renewing is tried again the next time.
    """

    def __init__(self) -> None:
        self._every = math.inf
        self._claims: dict[object, list[Renewable]] = {}
        self._change = threading.Condition()
        self._ended = False
        self._thread: threading.Thread | None = None

    def hold(self, run: object, claims: Iterable[Renewable], every: float) -> None:
        """Renew these for a run from now on, and none that it held before.

        Args:
            run: Whose claims they are; a run may hold claims while it waits for another run.
            claims: The claims.
            every: Seconds between renewals, at most.
        """
        held = list(claims)
        with self._change:
            if not held:
                self._claims.pop(run, None)
                return
            self._claims[run] = held
            if every < self._every:
                self._every = every
                self._change.notify()
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="hyperstream-leases", daemon=True)
                self._thread.start()

    def close(self) -> None:
        """Renew nothing more, and wait until the thread has ended."""
        with self._change:
            self._ended = True
            self._change.notify()
            thread, self._thread = self._thread, None
        if thread is not None:
            thread.join()

    def renew_all(self) -> None:
        """Renew once everything that is held."""
        with self._change:
            for claims in self._claims.values():
                for claim in list(claims):
                    try:
                        claim.renew()
                    except LeaseLostError as error:
                        logger.warning("%s", error)
                        claims.remove(claim)
                    except HyperStreamError as error:
                        logger.warning("A claim could not be renewed yet: %s", error)

    def _work(self) -> None:
        with self._change:
            while not self._ended:
                # Told of a change, it begins to wait anew, perhaps for a shorter time.
                if not self._change.wait(min(self._every, threading.TIMEOUT_MAX)):
                    self.renew_all()
