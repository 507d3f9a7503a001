"""Upkeep: what a store does for itself while it is used: flush, fold, clean.

A process looks only after what it has caused itself, and never waits: where somebody holds the
interval, it is left for the next time.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from ...utils.errors import StoreError
from ..keys import StreamKey
from ..ledger import cleaner, writer
from ..ledger.commits import Commit, Kind
from ..ledger.folding import SMALL_ROWS, fold_intervals
from ..ledger.machine import Done, Job
from ..ledger.model import NEVER, Ledger
from ..ledger.tail import nearly_full
from ..ledger.visibility import cuts
from .driver import Driver
from .holders import Holders
from .kit import BatchKit

logger = logging.getLogger(__name__)

MANY_SMALL = 16
"""So many small segments, or cut numbers, are worth a fold."""

CLEAN_EVERY = 60.0
"""Seconds between two clean-ups of one stream by one process, at least."""


@dataclass(slots=True)
class Note:
    """What this process has left behind in one stream."""

    small: int = 0
    garbage: bool = False
    cleaned: float = float("-inf")


class Upkeep:
    """Looks after streams.

    Args:
        driver: Runs the machines.
        kit: What is done with rows.
        holders: Gives names to claims.
        timer: Seconds, monotonic.
    """

    def __init__(self, driver: Driver, kit: BatchKit, holders: Holders, timer: Callable[[], float]) -> None:
        self._driver = driver
        self._kit = kit
        self._holders = holders
        self._timer = timer
        self._notes: dict[StreamKey, Note] = {}

    def after(self, ends: Mapping[StreamKey, Done]) -> None:
        """Look after streams that this process has just changed."""
        full = []
        for key, done in ends.items():
            ledger, commit = done.ledger, done.value
            if ledger is not None and nearly_full(ledger.tail):
                full.append(key)
            if commit is not None and ledger is not None and isinstance(commit, Commit):
                self._after_commit(key, ledger, commit, done.count)
        if full:
            self.flush(full)

    def flush(self, keys: Iterable[StreamKey]) -> None:
        """The tails of these streams into segments; those held by somebody stay."""
        jobs = [self._job(key, Kind.FLUSH, 0, 0) for key in keys]
        ends = self._driver.try_all([writer.begin(job) for job in jobs])
        self.after({job.key: done for job, done in zip(jobs, ends, strict=True) if done is not None})

    def fold(self, key: StreamKey, ledger: Ledger) -> int:
        """Many small segments into full ones, and cut numbers into whole ones; gives the rows copied."""
        note = self._note(key)
        segments = self._driver.store.list_segments(ledger.inc)
        count = 0
        for a, b in fold_intervals(ledger, segments):
            job = self._job(key, Kind.FOLD, a, b)._replace(small=SMALL_ROWS)
            done = self._driver.try_all([writer.begin(job)])[0]
            count += 0 if done is None else done.count
        note.small = 0
        note.garbage |= count > 0
        return count

    def clean(self, key: StreamKey) -> int:
        """Delete what nobody will ever see again; gives the number of segments."""
        note = self._note(key)
        note.garbage, note.cleaned = False, self._timer()
        return self._driver.finish(cleaner.begin(key, self._kit)).count

    def discard(self, key: StreamKey) -> None:
        """Delete what was written ahead of a commit that never came; where that fails, do it later."""
        try:
            self.clean(key)
        except StoreError as error:
            self._note(key).garbage = True
            logger.debug("Rows of a failed computation were left for the next clean-up: %s", error)

    def _after_commit(self, key: StreamKey, ledger: Ledger, commit: Commit, count: int) -> None:
        note = self._note(key)
        if commit.last != NEVER and count < SMALL_ROWS:
            note.small += 1
        cut = commit.found.out and len(tuple(cuts(ledger))) >= MANY_SMALL
        if note.small >= MANY_SMALL or cut:
            self.fold(key, ledger)
        note.garbage |= bool(commit.found.out or commit.found.folded)
        if note.garbage and self._timer() - note.cleaned >= CLEAN_EVERY:
            self.clean(key)

    def _note(self, key: StreamKey) -> Note:
        return self._notes.setdefault(key, Note())

    def _job(self, key: StreamKey, kind: Kind, a: int, b: int) -> Job:
        lease = self._driver.lease_ms
        return Job(key, kind, self._holders.new_name(), lease, self._kit.incarnation(), self._kit, a, b)
