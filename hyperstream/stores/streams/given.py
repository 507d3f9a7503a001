"""Rows as they are given: most of them lengthen a live stream, and then the way is short.

A row behind everything that a stream holds needs no look at the store: the last known ledger says
that nothing else is touched, and its revision, in the compare-and-set, proves that it still is
the ledger. Whatever is not that simple, or was refused, goes the long way through the writer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, NamedTuple

from ...batch.batch import Batch
from ...utils.errors import HyperStreamError
from ..keys import StreamKey
from ..ledger import writer
from ..ledger.appending import Appending, lengthened
from ..ledger.commits import Kind
from ..ledger.machine import LOST, Done, Job, Step, packed
from ..ledger.model import TailChunk
from ..ledger.rows import Clash
from ..ledger.tail import nearly_full
from ..port import Append, Change, Publish, RunRecord
from . import refusals
from .driver import Driver
from .holders import Holders
from .kit import BatchKit
from .upkeep import Upkeep

About = Callable[[str], str]
"""What all rows have in common, by what that was before."""


class Given:
    """Writes given rows.

    Args:
        driver: Runs the machines.
        kit: What is done with rows.
        holders: Gives names to claims.
        upkeep: Looks after what was written.
    """

    def __init__(self, driver: Driver, kit: BatchKit, holders: Holders, upkeep: Upkeep) -> None:
        self._driver = driver
        self._kit = kit
        self._holders = holders
        self._upkeep = upkeep

    def write(
        self,
        key: StreamKey,
        batch: Batch,
        on_conflict: str,
        force: bool,
        about: About | None = None,
        run: RunRecord | None = None,
    ) -> int:
        """Store the rows (at least one); gives how many were new. As `StreamStore.write`."""
        refusals.check_conflict_word(on_conflict)
        rows = batch if len(batch) == 1 else batch.ordered(drop_equal=True)
        short = self._lengthening(key, rows) if about is None and run is None else None
        if short is not None and (reply := self._driver.swap((short.change,))[0]) is True:
            done = Done(short.change.ledger, len(rows))
        else:
            job = self._job(key, rows, on_conflict, force)._replace(about=about, run=run)
            step = writer.begin(job) if short is None else _again(job, short, reply)
            done = self._driver.finish(step, losses=short is not None and reply is LOST)
        return self.ended(key, done)

    def write_many(self, batches: Mapping[StreamKey, Batch]) -> dict[StreamKey, int]:
        """`write` for many streams, together; the first error is raised when all have been tried."""
        rows = {key: batch.ordered(drop_equal=True) for key, batch in batches.items() if len(batch)}
        ends, steps, losses = self._lengthen_all(rows)
        ends.update(zip(steps, self._driver.finish_all(list(steps.values()), losses), strict=True))
        counts = dict.fromkeys(batches, 0)
        errors: list[HyperStreamError] = []
        for key, done in ends.items():
            try:
                counts[key] = written(key, done)
            except HyperStreamError as error:
                errors.append(error)
        self._upkeep.after(ends)
        if errors:
            raise errors[0]
        return counts

    def ended(self, key: StreamKey, done: Done) -> int:
        """Rows written; looks after the stream."""
        count = written(key, done)
        if done.value is not None or (done.ledger and nearly_full(done.ledger.tail)):
            self._upkeep.after({key: done})
        return count

    # --- the short way
    def _lengthening(self, key: StreamKey, rows: Batch) -> _Lengthening | None:
        """The one change that appends the rows; None where it is not that simple."""
        old = self._driver.shelf.get(key)
        longer = None if old is None else lengthened(old, rows, self._kit)
        if old is None or longer is None:
            return None
        new, chunk = longer
        if new.tail[-1] is chunk:
            return _Lengthening(Append(key, old.rev, new, chunk), chunk)
        return _Lengthening(Publish(key, old.rev, new, base=old), chunk)

    def _lengthen_all(
        self, rows: Mapping[StreamKey, Batch]
    ) -> tuple[dict[StreamKey, Done], dict[StreamKey, Step], int]:
        """What could be appended at once, how the others go on, and how many replies were lost."""
        short = {key: change for key, some in rows.items() if (change := self._lengthening(key, some))}
        # Encoding comes before the first write, so that a value that cannot be stored leaves nothing behind.
        jobs = {key: self._job(key, some, "raise", False) for key, some in rows.items() if key not in short}
        steps = {key: writer.begin(job) for key, job in jobs.items()}
        ends: dict[StreamKey, Done] = {}
        replies = self._driver.swap([one.change for one in short.values()]) if short else []
        for (key, one), reply in zip(short.items(), replies, strict=True):
            if reply is True:
                ends[key] = Done(one.change.ledger, one.chunk.count)
            else:
                steps[key] = _again(self._job(key, rows[key], "raise", False), one, reply)
        return ends, steps, LOST in replies

    # --- the long way
    def _job(self, key: StreamKey, rows: Batch, on_conflict: str, force: bool) -> Job:
        segments = packed(rows, self._kit)
        return Job(
            key,
            Kind.DIRECT,
            self._holders.new_name(),
            self._driver.lease_ms,
            self._kit.incarnation(),
            self._kit,
            segments[0].a - 1,
            segments[-1].b,
            rows=rows,
            packed=segments,
            conflict=on_conflict,
            refuses=None if force else partial(refusals.derived, key),
        )


class _Lengthening(NamedTuple):
    """One change, and the chunk of rows that it brings."""

    change: Change
    chunk: TailChunk


def _again(job: Job, short: _Lengthening, reply: Any) -> Step:
    """After a refused change, or one whose reply was lost: the writer looks what has become of it."""
    return writer.step(Appending(job, short.change.ledger, short.chunk), reply)


def written(key: StreamKey, done: Done) -> int:
    """Rows written, or the reason why there are none."""
    trouble = done.value
    if trouble is not None:
        if isinstance(trouble, HyperStreamError):
            raise trouble
        if isinstance(trouble, Clash):
            raise refusals.duplicate(key, trouble)
    return done.count
