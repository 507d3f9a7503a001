"""An interval that is ours to compute, from the claim to the commit."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import NamedTuple

from ...batch.batch import Batch
from ...utils.errors import LeaseLostError, LedgerFullError
from ..keys import StreamKey, describe_key
from ..ledger import writer
from ..ledger.appending import Open
from ..ledger.commits import Result
from ..ledger.committing import release
from ..ledger.machine import Compute, Done, Wait, Work, packed
from ..ledger.model import Fingerprint, Inputs, Ledger, Segment
from ..ledger.writer import Computing
from ..port import RunRecord
from . import refusals
from .driver import Driver
from .staging import Staged


class Busy(NamedTuple):
    """Everything that is left to compute is being computed by somebody else.

    Attributes:
        who: Holder of the claim, ``host:pid:token``.
        until: Store time at which the claim expires unless it is renewed, ms.
    """

    who: str
    until: int


class Claimed:
    """The right to compute ``(a, b]`` of a stream. Ends with its commit or release; thread-safe.

    With ``n == 0`` it is a light one: nothing was written, the commit goes through in one round
    trip if nobody came in between, and takes the long way otherwise. `renew` turns it into a real
    claim, so that a long computation is not done twice. As a context manager it releases what was
    not committed.

    Attributes:
        key: The stream.
        a: Start of what is left to commit, ms, left out.
        b: End, ms, in.
        n: Commit number, 0 for a light claim.
    """

    def __init__(
        self,
        driver: Driver,
        state: Computing | Open,
        request: Compute,
        fingerprint: Fingerprint,
        after: After,
        clean: Callable[[StreamKey], object],
    ) -> None:
        self.key: StreamKey = state.job.key
        self.a, self.b, self.n = request
        self._driver = driver
        self._state: Computing | Open | None = state
        self._fingerprint = fingerprint
        self._after = after
        self._clean = clean
        self._staged: Staged | None = None
        self._lease_end = driver.lease_end()
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        return f"Claimed({describe_key(self.key)}, {refusals.interval(self.a, self.b)}, n={self.n})"

    def __enter__(self) -> Claimed:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.release()

    @property
    def ended(self) -> bool:
        """Whether everything was committed, or the claim was released or lost."""
        return self._state is None

    @property
    def staged(self) -> int:
        """How many rows have been written ahead of the commit."""
        return 0 if self._staged is None else self._staged.count

    def renew(self) -> None:
        """Make the claim last a whole lease from now; call it at a third of the lease.

        Raises:
            LeaseLostError: It ran out and somebody else took the interval.
        """
        with self._lock:
            state = self._state
            if isinstance(state, Open):
                self._take(state)
            elif state is not None:
                if self._driver.renew(self.key, state.claim) is None:
                    raise self._lost()
                self._lease_end = self._driver.lease_end()

    def release(self) -> None:
        """Give the interval back without writing; calling it twice, or after the commit, is fine.

        A lease that ran out, because the store did not answer for so long, needs no giving back.
        """
        with self._lock:
            state, self._state = self._state, None
            if isinstance(state, Computing) and not self._driver.is_over(self._lease_end):
                self._driver.finish(release(state.job, state.ledger, state.claim, None))
            staged, self._staged = self._staged, None
        if staged is not None:
            self._clean(self.key)

    def stage(self, rows: Batch) -> bool:
        """Write rows ahead of the commit: nobody sees them before it, and they take no memory any more.

        Further rows may lie before, between or behind them. Where the claim ends without a commit, they
        are deleted.

        Args:
            rows: Rows in order, inside the claim.

        Returns:
            False, and nothing is written, where rows have been visible before (the commit compares those
            with the new ones) or several commits share the claim.

        Raises:
            LeaseLostError: Somebody else took the interval.
            DuplicateInstanceError: A timestamp has been written before.
            ValueNotStorableError: A value would not come back equal; none of these rows was written.
            ArgumentValueError: Rows outside the interval, or not in order.
        """
        with self._lock:
            if isinstance(self._state, Open):
                self._take(self._state)
            state = self._state
            if not isinstance(state, Computing):
                raise self._lost()
            claim, ledger = state.claim, state.ledger
            if claim.a < ledger.last or claim.n < claim.hi:
                return False
            self._check(rows, self.b)
            if self._staged is None:
                self._staged = Staged(self._driver.store, state.job.kit, ledger.inc, claim.n)
            self._staged.add(rows)
            return True

    def commit(
        self,
        batch: Batch,
        inputs: Inputs = (),
        run: RunRecord | None = None,
        advance: Mapping[StreamKey, Ledger] | None = None,
        upto: int | None = None,
    ) -> Ledger:
        """Publish rows, provenance and inputs in one step; afterwards the claim has ended.

        Args:
            batch: The rows, ordered, inside ``(a, upto]``, but those staged.
            inputs: The sources as they were read, at the revisions before they were read.
            run: Run record to keep; its number is filled in.
            advance: The ledgers of the sources at these revisions; whatever else of the stream is
                still current by them moves up to the same revisions, so that parts merge.
            upto: Commit only up to here, ms; the rest stays claimed (see ``chunks`` of
                `StreamStore.claim`).

        Returns:
            The ledger as it is now.

        Raises:
            LeaseLostError: Somebody else took the interval; nothing was written.
            LedgerFullError: The ledger cannot hold another part; nothing was written.
            ValueNotStorableError: A value would not come back equal; nothing was written.
            DuplicateInstanceError: A timestamp was written ahead already; nothing becomes visible.
            ArgumentValueError: Rows outside the interval, or not in order.
        """
        with self._lock:
            state = self._state
            if state is None:
                raise self._lost()
            end = self.b if upto is None else upto
            self._check(batch, end)
            result = Result(self._fingerprint, inputs, tuple((advance or {}).items()))
            work = Work(batch, packed(batch, state.job.kit), result, run, end, self._ahead(batch))
            done = self._driver.finish(writer.step(state, work))
            if done.fenced or done.ledger is None:
                raise self._lost()
            if isinstance(done.value, LedgerFullError):
                self._state = None
                raise done.value
            self._staged = None
            self._go_on(writer.following(state, done.ledger, end))
        self._after(self.key, done)
        return done.ledger

    def _ahead(self, batch: Batch) -> tuple[Segment, ...]:
        if self._staged is None:
            return ()
        self._staged.check(batch)
        return tuple(self._staged.segments)

    def _take(self, state: Open) -> None:
        """Make a real claim of a light one, on the same interval."""
        job = state.job._replace(light=False, a=state.a, b=state.b)
        following, _ = self._driver.run(writer.begin(job), (Done, Compute, Wait))
        if not isinstance(following, Computing):
            raise self._lost()
        claim = following.claim
        if (claim.a, claim.b) != (self.a, self.b):
            self._driver.finish(release(job, following.ledger, claim, None))
            raise self._lost()
        self._state, self.n = following, claim.n
        self._lease_end = self._driver.lease_end()

    def _go_on(self, state: Computing | Open | None) -> None:
        """With the rest of the interval, if there is one."""
        self._state = state
        if isinstance(state, Open):
            self.a = state.a
        elif state is not None:
            self.a, self.n = state.claim.a, state.claim.n

    def _check(self, batch: Batch, end: int) -> None:
        inside = not len(batch) or (batch.is_ordered and self.a < batch.first_ms and batch.last_ms <= end)
        if not inside or not self.a < end <= self.b:
            raise refusals.outside(self.key, batch, self.a, end, self.b)

    def _lost(self) -> LeaseLostError:
        self._state = None
        self._after(self.key, None)
        return refusals.lost(self.key, self.a, self.b, self.n, self._driver.lease_ms)


After = Callable[[StreamKey, Done | None], None]
"""Told what was committed; None: the interval was lost to somebody else."""
