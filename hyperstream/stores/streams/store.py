"""Streams in a store: the one place through which channels read, write and compute."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from ...batch.batch import Batch
from ...batch.codec import PACKED
from ...time_interval.spans import Spans
from ..keys import StreamKey
from ..ledger import adjusting, marks, writer
from ..ledger.commits import Kind
from ..ledger.machine import Compute, Done, Job, Wait, packed
from ..ledger.model import LEGACY, Fingerprint, Ledger
from ..ledger.pending import ComputeRequest, Pending, pending, wanted
from ..ledger.staleness import BEGINNING, END
from ..ledger.visibility import computed
from ..port import RunRecord, Store
from . import reading, refusals
from .claimed import Busy, Claimed
from .driver import Driver
from .given import Given
from .holders import Holders
from .kit import BatchKit, Codec
from .upkeep import Upkeep

CONTENDED_SECONDS = 60.0
"""After a light claim lost its interval to somebody else, claims on the stream are real for so long."""


class StreamStore:
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
        self.store = store
        self.lease_ms = lease_ms
        self._timer = timer
        self._kit = BatchKit(codec)
        self._holders = holders or Holders()
        self._driver = Driver(store, lease_ms, self._holders, sleep, timer)
        self._upkeep = Upkeep(self._driver, self._kit, self._holders, timer)
        self._given = Given(self._driver, self._kit, self._holders, self._upkeep)
        self._contended: dict[StreamKey, float] = {}

    def __repr__(self) -> str:
        return f"StreamStore({self.store.url})"

    # --- reading
    def now(self) -> int:
        """Store time, ms."""
        return self.store.now()

    def read(self, key: StreamKey, a: int, b: int) -> Iterator[Batch]:
        """The visible rows in ``(a, b]``, ascending, in batches of bounded size.

        Up to four million rows are of one committed version; a longer reading goes page by page,
        each of one version. A stream that does not exist has no rows.
        """
        return reading.read(self._driver, self._kit, key, max(a, BEGINNING - 1), min(b, END))

    def look(self, key: StreamKey, a: int, b: int) -> tuple[Ledger, Iterator[Batch]]:
        """One committed version of ``(a, b]``, however long: its ledger, and its rows as `read` gives them.

        The segments are fetched now and kept in memory as they are stored; rows are unpacked as the
        iterator goes. Read in order, it stays this version whatever is written meanwhile.
        """
        start, end = max(a, BEGINNING - 1), min(b, END)
        ledger, rows = reading.look(self._driver, self._kit, key, start, end)
        return ledger or NO_LEDGER, rows

    def ledgers(self, keys: Sequence[StreamKey]) -> dict[StreamKey, Ledger]:
        """The ledgers of these streams as they are now, one round trip; empty ones where there is none."""
        found = self._driver.ledgers(keys)
        return {key: found.get(key) or NO_LEDGER for key in keys}

    def ledger(self, key: StreamKey) -> Ledger:
        """The stream's ledger as it is now; an empty one where there is none."""
        return self._driver.ledgers((key,)).get(key) or NO_LEDGER

    def known(self, keys: Sequence[StreamKey]) -> dict[StreamKey, Ledger]:
        """The ledgers as this process last saw them: they may be old, and cost a round trip only at first."""
        found = {key: self._driver.shelf.get(key) for key in keys}
        absent = [key for key, ledger in found.items() if ledger is None]
        fresh = self.ledgers(absent) if absent else {}
        return {key: ledger or fresh[key] for key, ledger in found.items()}

    def last_known(self, key: StreamKey) -> Ledger:
        """`known` for one stream."""
        return self._driver.shelf.get(key) or self.ledgers((key,))[key]

    def computed(self, key: StreamKey) -> Spans:
        """What a tool computed or a user declared computed."""
        return computed(self.ledger(key))

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

    def describe(self, key: StreamKey, about: About) -> Ledger:
        """Say what all rows have in common, without writing any; the stream is made if it does not exist."""
        return self._adjust(key, partial(marks.described, about))

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

    def mark(self, key: StreamKey, spans: Spans, fingerprint: Fingerprint = LEGACY) -> None:
        """Declare exactly these spans computed, by hand; rows stay as they are."""
        self._adjust(key, lambda ledger, _now: marks.marked(ledger, spans, fingerprint))

    def settle(self, key: StreamKey, spans: Spans) -> Ledger:
        """Declare raw time given, so that rows arriving there later are noticed; gives the ledger then."""
        return self._adjust(key, lambda ledger, _now: marks.settled(ledger, spans))

    def redo(self, key: StreamKey, spans: Spans) -> Ledger:
        """Have what is computed in these spans computed again, current or not; rows stay until it is."""
        return self._adjust(key, lambda ledger, _now: marks.redone(ledger, spans))

    # --- computing
    def pending(
        self,
        key: StreamKey,
        a: int,
        b: int,
        request: ComputeRequest,
        sources: Mapping[StreamKey, Ledger] | None = None,
    ) -> tuple[Pending, ...]:
        """What of ``(a, b]`` the request would compute, ascending, each with its reason.

        ``sources`` are the ledgers that staleness is judged by, those of the request unless given.
        For many streams, read their `ledgers` at once and ask `ledger.pending.pending` about each.
        """
        return pending(self.ledger(key), a, b, request, sources)

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
            light=light and not self._is_contended(key),
            chunks=chunks,
        )
        state, request_ = self._driver.run(writer.begin(job), (Done, Compute, Wait))
        if isinstance(request_, Wait):
            return Busy(request_.claim.who, request_.claim.exp)
        if isinstance(request_, Compute):
            return Claimed(self._driver, state, request_, request.fingerprint, self._after)
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

    def _adjust(self, key: StreamKey, change: adjusting.Change) -> Ledger:
        done = self._driver.finish(adjusting.begin(key, change, self._kit.incarnation()))
        return done.ledger or NO_LEDGER

    def _complete(self, key: StreamKey, upto: int) -> None:
        self._adjust(key, lambda ledger, _now: marks.completed(ledger, upto))

    def _after(self, key: StreamKey, done: Done | None) -> None:
        """Told by a claim what was committed, or that its interval was lost."""
        if done is None:
            self._contended[key] = self._timer()
        else:
            self._upkeep.after({key: done})

    def _is_contended(self, key: StreamKey) -> bool:
        since = self._contended.get(key)
        if since is None:
            return False
        if self._timer() - since < CONTENDED_SECONDS:
            return True
        self._contended.pop(key, None)
        return False


About = Callable[[str], str]
"""What all rows have in common, by what that was before."""

NO_LEDGER = Ledger(b"")
"""The ledger of a stream that does not exist."""
