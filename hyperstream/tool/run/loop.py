"""The one run loop: subtract what is current, call the tool, check, write, commit.

Every computed row of HyperStream passes through here. What lies upstream is brought up to date
first. Then, for each piece of time that a sink lacks: claim it, call ``_execute`` once with
sources that report what is read, gather and check the output, and publish rows, provenance and
input revisions in one commit a sink. A call is written as a whole or not at all; a process that
loses its claim writes nothing.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from functools import partial

from ...stores.keys import StreamKey
from ...stores.ledger.model import Ledger
from ...stores.ledger.pending import Pending as Lacking
from ...stores.streams import Busy, Claimed, ComputeRequest
from ...time_interval import TimeInterval, TimeIntervals
from ...time_interval.spans import normalise, union
from ...utils.errors import LeaseLostError
from .attempt import Result, attempt
from .failing import not_kept
from .job import Job
from .leases import Keep, LeaseKeeper
from .limits import before, check_end, known_end, parted
from .pieces import Pending, Piece, cut
from .policy import acceptance
from .pull import Pull, pulling, run_id_in_progress
from .records import keep_failure, run_record
from .report import NONE, Progress, RunOptions, RunReport, new_run_id
from .sources import Looked, look
from .upstream import computed_sources
from .waiting import Patience

logger = logging.getLogger(__name__)


class ToolRun:
    """One request to bring the sinks of a job up to date.

    Args:
        job: Tool, sources and sinks.
        options: How the run differs from the plain one.
    """

    def __init__(self, job: Job, options: RunOptions) -> None:
        self._job = job
        self._options = options
        self._run_id = options.run_id or run_id_in_progress() or new_run_id()
        fingerprint = job.fingerprint
        accepts = acceptance(fingerprint, options.policy)
        self._requests = [ComputeRequest(fingerprint, accepts, force=options.force) for _ in job.sinks]
        self._report = RunReport(job.tool.name, job.tool.version, self._run_id)
        self._looked: Looked | None = None  # as just read, good for one look
        self._total = NONE
        self._patience = Patience(job.tool.full_name, options.wait_seconds)

    def over(self, interval: TimeInterval, is_due: bool = False) -> RunReport:
        """Compute what is not current in ``interval``; see `run_tool` for the errors.

        Args:
            interval: What is asked for.
            is_due: Something is known to be lacking there, so that a first look is not worth its while.
        """
        started = time.perf_counter()
        check_end(self._job, interval)
        if is_due or not self._is_current(interval):
            with pulling(self._run_id) as pull:
                possible, self._report.not_yet = self._possible(interval, pull)
                if possible is not None:
                    if self._options.force:
                        self._mark_for_redo(possible)
                    self._bring_up_to_date(possible, pull.keeper)
            self._write_history(interval)
        self._report.seconds = time.perf_counter() - started
        return self._report

    # --- what is to be done
    def _is_current(self, interval: TimeInterval) -> bool:
        """One look, the cheapest there is: whether nothing can be missing or stale, here or upstream."""
        job = self._job
        if self._options.force or any(stream.producer is not None for stream in job.reads):
            return False
        self._looked = looked = look(job)
        if interval.end_ms > known_end(job, looked.sources):
            return False
        return not any(self._lacking(interval, looked))

    def _possible(self, interval: TimeInterval, pull: Pull) -> tuple[TimeInterval | None, TimeIntervals]:
        """What can be computed by now and what cannot, once everything upstream is up to date."""
        self._looked = self._looked or look(self._job)
        end = known_end(self._job, self._looked.sources)
        possible, _ = parted(interval, end)
        if possible is not None:
            for stream, reach in computed_sources(self._job, possible):
                self._looked = None
                start, stop = possible.start_ms - reach.before, possible.end_ms + reach.after
                for x, _ in pull.refresh(stream, start, stop)[:1]:
                    if stream in self._job.reaches:  # else it lies behind one in memory, which says as much
                        end = min(end, before(x, self._job.reaches[stream]))
        return parted(interval, end)

    def _mark_for_redo(self, interval: TimeInterval) -> None:
        """Say in the ledgers that what is there is not good enough: only success takes that back."""
        self._looked = None
        for sink in self._job.sinks:
            sink.home.redo(sink, ((interval.start_ms, interval.end_ms),))

    def _pending(self, interval: TimeInterval) -> list[Pending]:
        looked, self._looked = self._looked or look(self._job), None
        return [
            tuple(item for item in pending if self._options.missing or item.reason != "missing")
            for pending in self._lacking(interval, looked)
        ]

    def _lacking(self, interval: TimeInterval, looked: Looked) -> Iterator[tuple[Lacking, ...]]:
        """What each sink lacks by these ledgers."""
        a, b = interval.start_ms, interval.end_ms
        self._requests = [_judged_by(request, looked.sources) for request in self._requests]
        for sink, ledger, request in zip(self._job.sinks, looked.sinks, self._requests, strict=True):
            yield sink.home.pending(sink, a, b, request, ledger)

    def _bring_up_to_date(self, interval: TimeInterval, keeper: LeaseKeeper) -> None:
        every = min(sink.home.lease_seconds for sink in self._job.sinks) / 3
        keep = partial(keeper.hold, self, every=every)
        while pieces := tuple(cut(self._pending(interval), self._options.chunk_ms)):
            self._total = TimeIntervals.from_spans(normalise((piece.a, piece.b) for piece in pieces))
            if all([self._compute(piece, keep) for piece in pieces]):
                # Nobody else was at it, and what was committed here is not done twice: nothing is left.
                return

    # --- doing it
    def _compute(self, piece: Piece, keep: Keep) -> bool:
        """Claim a piece, compute it and commit it to each sink; wait while others are at it.

        Gives whether all of the piece was committed here.

        What a claim could not get, because somebody else is computing it, is looked at again when
        this piece is done: the other may have finished it by then.
        """
        held = self._claim(piece)
        if not held:
            return False
        started = time.perf_counter()
        try:
            keep(held.values())
            claim = next(iter(held.values()))
            result = attempt(self._job, TimeInterval.from_ms(claim.a, claim.b), piece.sinks, held)
            whole = (claim.a, claim.b) == (piece.a, piece.b)
            self._commit(held, result, piece.reason, keep, started)
        except LeaseLostError as error:
            # Nothing of this attempt is visible; the outer loop looks at what is left to do.
            logger.warning("%s", error)
            return False
        except BaseException as error:
            keep_failure(self._job, held, self._run_id, started, error)
            raise
        finally:
            keep(())
            for claim in held.values():
                claim.release()
        return whole

    def _claim(self, piece: Piece) -> dict[int, Claimed]:
        """Claims on one and the same interval of every sink of a piece; none while somebody has one.

        Where one sink gives less than those before it, all are asked again for that much. No claim
        is held while waiting, so no two workers wait for each other.
        """
        span = (piece.a, piece.b)
        while True:
            held: dict[int, Claimed] = {}
            with ExitStack() as released:
                for index in piece.sinks:
                    sink = self._job.sinks[index]
                    got = sink.home.claim(sink, *span, self._requests[index])
                    if not isinstance(got, Claimed):
                        break
                    held[index] = released.enter_context(got)
                    less = len(held) > 1 and (got.a, got.b) != span
                    span = (got.a, got.b)
                    if less:
                        break
                else:
                    if self._a_source_appeared():
                        return {}
                    released.pop_all()
                    self._patience = Patience(self._job.tool.full_name, self._options.wait_seconds)
                    return held
            if isinstance(got, Busy):
                self._tell(piece, piece.sinks[0], 0, got.who)
                self._patience.wait(got)
            if not isinstance(got, Claimed):
                return {}

    def _a_source_appeared(self) -> bool:
        """Whether a source that did not exist when it was looked at exists by now; then looks again.

        By that look, what others have computed from it meanwhile seems to rest on another stream.
        """
        known = self._requests[0].sources or {}
        if all(ledger.inc for ledger in known.values()):
            return False
        sources = look(self._job).sources
        self._requests = [_judged_by(request, sources) for request in self._requests]
        return any(found.inc and not known[key].inc for key, found in sources.items() if key in known)

    def _commit(
        self, held: dict[int, Claimed], result: Result, reason: str, keep: Keep, started: float
    ) -> None:
        """Publish the rows of each sink; whatever is committed is held no longer."""
        # Those of the last look hold what lies behind memory sources, too.
        ledgers = {**(self._requests[0].sources or {}), **result.ledgers}
        self._requests = [_judged_by(request, ledgers) for request in self._requests]
        for (index, claim), batch in zip(tuple(held.items()), result.batches, strict=True):
            keep(other for other in held.values() if other is not claim)
            piece = Piece(claim.a, claim.b, (index,), reason)
            count = claim.staged + len(batch)
            record = run_record(self._job, claim, self._run_id, started, count=count)
            with not_kept(self._job, piece, batch):
                claim.commit(batch, result.inputs_of(index), run=record, advance=ledgers)
            del held[index]
            self._committed(piece, index, count)

    def _committed(self, piece: Piece, index: int, count: int) -> None:
        request = self._requests[index]
        self._requests[index] = replace(request, done=union(request.done, ((piece.a, piece.b),)))
        self._report.add(piece.reason, piece.interval, count, index)
        self._tell(piece, index, count)

    # --- writing down what happened
    def _tell(self, piece: Piece, index: int, count: int, waiting_for: str = "") -> None:
        if (tell := self._options.progress) is not None:
            stream = str(self._job.sinks[index].stream_id)
            tell(Progress(self._job.tool.name, stream, piece.interval, self._total, count, waiting_for))

    def _write_history(self, interval: TimeInterval) -> None:
        if not self._report.nothing_to_do:
            self._job.tool.write_to_history(
                interval=interval, tool=self._job.tool.name, document_count=self._report.instances
            )


def _judged_by(request: ComputeRequest, sources: Mapping[StreamKey, Ledger]) -> ComputeRequest:
    return ComputeRequest(request.fingerprint, request.accepts, request.done, sources, request.force)
