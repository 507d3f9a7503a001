"""Streams in a store: the one place through which channels read, write and compute."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from functools import partial

from ...batch.batch import Batch
from ...batch.codec import PACKED
from ..keys import StreamKey
from ..ledger import writer
from ..ledger.commits import Kind
from ..ledger.machine import Compute, Done, Job, Wait, packed
from ..ledger.model import Ledger
from ..ledger.pending import ComputeRequest, Pending, pending, wanted
from ..ledger.staleness import BEGINNING, END
from ..port import RunRecord, Store
from . import refusals
from .adjustable import Adjustable
from .claimed import Busy, Claimed
from .contention import Contention
from .driver import Driver
from .given import About, Given
from .holders import Holders
from .kit import BatchKit, Codec
from .upkeep import Upkeep


class StreamStore(Adjustable):
    """Streams in a store, by the rules of the ledger. Thread-safe; forks may go on using it.

    Args:
        store: The database.
        codec: How rows become payloads: bytes, or the batches themselves for a store in memory.
        lease_ms: How long a claim lasts unless it is renewed.
        holders: Names of claims; made for this process unless given.
        sleep: Waits so many seconds.
        timer: Seconds, monotonic.
    """

    def __init__(
        self,
        store: Store,
        *,
        codec: Codec = PACKED,
        lease_ms: int = 30_000,
        holders: Holders | None = None,
        sleep: Callable[[float], object] = time.sleep,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        self._holders = holders or Holders()
        super().__init__(Driver(store, lease_ms, self._holders, sleep, timer), BatchKit(codec))
        self.lease_ms = lease_ms
        self._upkeep = Upkeep(self._driver, self._kit, self._holders, timer)
        self._given = Given(self._driver, self._kit, self._holders, self._upkeep)
        self._contention = Contention(timer)

    def __repr__(self) -> str:
        return f"StreamStore({self.store.url})"

    # --- writing given rows
    def write(
        self,
        key: StreamKey,
        batch: Batch,
        *,
        on_conflict: str = "raise",
        covers: tuple[int, int] | int | None = None,
        force: bool = False,
        about: About | None = None,
        run: RunRecord | None = None,
    ) -> int:
        """Store rows as given, whole or not at all; gives how many were written.

        Rows that are there already with an equal value are dropped.

        Args:
            key: The stream; made if it does not exist.
            batch: The rows, in any order.
            on_conflict: What to do where another value is there: ``raise``, ``ignore`` (keep the
                old one) or ``replace``.
            covers: The source is complete up to here, ms, or over ``(a, b]``.
            force: Write into a stream that a tool computes, too.
            about: What all rows of the stream have in common after this write, by what that was
                before; it becomes visible with the rows. An error of ours that it raises refuses the
                write.
            run: A record of this write, kept with it; its number is filled in.

        Raises:
            DuplicateInstanceError: Another value is there (``raise``), or the batch has two values
                at one time; nothing was written.
            DerivedStreamError: A tool computes this stream.
            ValueNotStorableError: A value would not come back equal; nothing was written.
            LedgerFullError: The ledger cannot hold another part; nothing was written.
        """
        count = self._given.write(key, batch, on_conflict, force, about, run) if len(batch) else 0
        if about is not None and not count:
            self.describe(key, about)
        if covers is not None:
            self._complete(key, covers if isinstance(covers, int) else covers[1])
        return count

    def write_many(self, batches: Mapping[StreamKey, Batch]) -> dict[StreamKey, int]:
        """`write` for many streams, in one round trip in the normal case; gives how many each.

        Streams are independent of each other: where one is refused, the others are written, and
        the first error is raised at the end.
        """
        return self._given.write_many(batches)

    def replace(
        self,
        key: StreamKey,
        a: int,
        b: int,
        batch: Batch,
        *,
        force: bool = True,
        about: About | None = None,
        run: RunRecord | None = None,
    ) -> int:
        """Make these rows all that is in ``(a, b]``; gives how many they are.

        What computed the interval stays as it was; results that rest on rows that really differ
        become stale. ``force``, ``about``, ``run`` and errors as `write`.
        """
        rows = batch.ordered(drop_equal=True).between(a, b)
        job = self._job(key, Kind.REPLACE, a, b)._replace(
            rows=rows,
            packed=packed(rows, self._kit),
            refuses=None if force else partial(refusals.derived, key),
            about=about,
            run=run,
        )
        return self._given.ended(key, self._driver.finish(writer.begin(job)))

    def purge(self, key: StreamKey, a: int | None = None, b: int | None = None) -> None:
        """Remove rows and computed intervals, all or those in ``(a, b]``."""
        start = BEGINNING - 1 if a is None else a
        end = END if b is None else b
        self._given.ended(key, self._driver.finish(writer.begin(self._job(key, Kind.PURGE, start, end))))

    def drop(self, key: StreamKey) -> None:
        """Remove the stream with everything that belongs to it; a later one of that key is another stream."""
        ledger = self.store.read_ledgers((key,)).ledgers.get(key)
        if ledger is not None:
            self.store.delete_ledger(key, ledger.inc)
        self._driver.shelf.drop(key)

    # --- computing
    def pending(
        self,
        key: StreamKey,
        a: int,
        b: int,
        request: ComputeRequest,
        sources: Mapping[StreamKey, Ledger] | None = None,
        ledger: Ledger | None = None,
    ) -> tuple[Pending, ...]:
        """What of ``(a, b]`` the request would compute, ascending, each with its reason.

        ``sources`` are the ledgers that staleness is judged by, those of the request unless given;
        ``ledger`` is that of the stream itself, read now unless given.
        """
        return pending(self.ledger(key) if ledger is None else ledger, a, b, request, sources)

    def claim(
        self,
        key: StreamKey,
        a: int,
        b: int,
        request: ComputeRequest,
        *,
        light: bool = True,
        chunks: int = 1,
    ) -> Claimed | Busy | None:
        """The right to compute the first free piece of what the request needs in ``(a, b]``.

        Args:
            key: The stream; made at the first change if it does not exist.
            a: Start in ms, left out.
            b: End in ms, in.
            request: What is wanted. With its ``sources`` the claim is exact: what somebody has
                computed in the meantime is not claimed.
            light: Claim without a round trip where the interval lies at the open end of the stream.
            chunks: How many commits will share the claim (``upto`` of `Claimed.commit`).

        Returns:
            The claim; who is at it if somebody holds all that is left; None if nothing is left.
        """
        job = self._job(key, Kind.COMPUTED, a, b)._replace(
            wanted=partial(wanted, a=a, b=b, request=request),
            light=light and key not in self._contention,
            chunks=chunks,
        )
        state, asked = self._driver.run(writer.begin(job), (Done, Compute, Wait))
        if isinstance(asked, Wait):
            return Busy(asked.claim.who, asked.claim.exp)
        if isinstance(asked, Compute):
            return Claimed(self._driver, state, asked, request.fingerprint, self._after, self._upkeep.discard)
        return None

    # --- upkeep
    def flush(self, key: StreamKey) -> None:
        """The rows of the tail into a segment."""
        self._upkeep.flush((key,))

    def fold(self, key: StreamKey) -> int:
        """Small segments and cut numbers into full ones where they lie close; gives the rows copied."""
        return self._upkeep.fold(key, self.ledger(key))

    def clean(self, key: StreamKey) -> int:
        """Delete segments that nobody will ever see again; gives how many."""
        return self._upkeep.clean(key)

    # --- inside
    def _job(self, key: StreamKey, kind: Kind, a: int, b: int) -> Job:
        return Job(
            key, kind, self._holders.new_name(), self.lease_ms, self._kit.incarnation(), self._kit, a, b
        )

    def _after(self, key: StreamKey, done: Done | None) -> None:
        """Told by a claim what was committed, or that its interval was lost."""
        if done is None:
            self._contention.note(key)
        else:
            self._upkeep.after({key: done})
