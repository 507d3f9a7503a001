"""Keeping claims alive while a tool computes.

A claim expires so that a dead worker's interval is taken over. A live worker renews it at a
third of the lease, from one thread a run, which is started with the first claim and ends with
the run.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable
from types import TracebackType
from typing import Protocol

from ...utils.errors import HyperStreamError, LeaseLostError

logger = logging.getLogger(__name__)


class Renewable(Protocol):
    """A claim as the keeper sees it."""

    def renew(self) -> None:
        """Extend the claim; raises `LeaseLostError` when another worker took it over."""


class LeaseKeeper:
    """Renews the claims a run holds, from a thread of its own.

    Args:
        every: Seconds between renewals.

    A claim that another worker took over is let go: its commit is fenced by the ledger and says
    what happened. Where the store did not answer, renewing is tried again the next time.
    """

    def __init__(self, every: float) -> None:
        self._every = every
        self._claims: list[Renewable] = []
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def __enter__(self) -> LeaseKeeper:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def hold(self, claims: Iterable[Renewable]) -> None:
        """Renew these, and no others, from now on."""
        with self._lock:
            self._claims = list(claims)
        if self._claims and self._thread is None:
            self._thread = threading.Thread(target=self._work, name="hyperstream-leases", daemon=True)
            self._thread.start()

    def renew_all(self) -> None:
        """Renew once everything that is held."""
        with self._lock:
            for claim in list(self._claims):
                try:
                    claim.renew()
                except LeaseLostError as error:
                    logger.warning("%s", error)
                    self._claims.remove(claim)
                except HyperStreamError as error:
                    logger.warning("A claim could not be renewed yet: %s", error)

    def _work(self) -> None:
        while not self._stop.wait(self._every):
            self.renew_all()
