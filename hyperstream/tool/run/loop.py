"""The one run loop: subtract what is current, call the tool, check, write, commit.

Every computed row of HyperStream passes through here. For each piece of time that a sink lacks:
claim it, call ``_execute`` once with sources that report what is read, gather and check the output,
and publish rows, provenance and input revisions in one commit a sink. A call is written as a
whole or not at all; a process that loses its claim writes nothing.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import replace

from ...stores.port import RunRecord
from ...stores.streams import Busy, Claimed, ComputeRequest
from ...time_interval import TimeInterval, TimeIntervals
from ...time_interval.spans import normalise, union
from ...utils.errors import LeaseLostError
from .attempt import attempt
from .job import Job
from .leases import LeaseKeeper
from .limits import limit
from .pieces import Pending, Piece, cut
from .policy import acceptance
from .report import Progress, RunOptions, RunReport, host_name, new_run_id
from .sources import source_ledgers
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
        self._options = options if options.run_id else replace(options, run_id=new_run_id())
        fingerprint = job.fingerprint
        accepts = acceptance(fingerprint, options.policy)
        self._requests = [ComputeRequest(fingerprint, accepts, force=options.force) for _ in job.sinks]
        self._report = RunReport(job.tool.name, job.tool.version, self._options.run_id)
        self._total = TimeIntervals()
        self._patience = Patience(job.tool.full_name, options.wait_seconds)

    def over(self, interval: TimeInterval) -> RunReport:
        """Compute what is not current in ``interval``; see `run_tool` for the errors."""
        started = time.perf_counter()
        possible, self._report.not_yet = limit(self._job, interval)
        if possible is not None:
            every = min(sink.home.lease_seconds for sink in self._job.sinks) / 3
            with LeaseKeeper(every) as keeper:
                while pieces := tuple(cut(self._pending(possible), self._options.chunk_ms)):
                    self._total = TimeIntervals.from_spans(normalise((piece.a, piece.b) for piece in pieces))
                    for piece in pieces:
                        self._bring_up_to_date(piece, keeper)
        self._report.seconds = time.perf_counter() - started
        self._write_history(interval)
        return self._report

    # --- what is to be done
    def _pending(self, interval: TimeInterval) -> list[Pending]:
        sources = source_ledgers(self._job)
        self._requests = [replace(request, sources=sources) for request in self._requests]
        return [
            sink.home.pending(sink, interval.start_ms, interval.end_ms, request)
            for sink, request in zip(self._job.sinks, self._requests, strict=True)
        ]

    # --- doing it
    def _bring_up_to_date(self, piece: Piece, keeper: LeaseKeeper) -> None:
        """Claim a piece, compute it and commit it to each sink; wait while others are at it.

        What a claim could not get, because somebody else is computing it, is looked at again when
        this piece is done: the other may have finished it by then.
        """
        claims = self._claim(piece)
        if not claims:
            return
        keeper.hold(list(claims))
        interval = TimeInterval.from_ms(claims[0].a, claims[0].b)
        started = time.perf_counter()
        try:
            result = attempt(self._job, interval, piece.sinks)
            keeper.hold([])
            for place, (claim, batch) in enumerate(zip(claims, result.batches, strict=True)):
                record = self._record(claim, started, count=len(batch))
                claim.commit(batch, result.inputs, run=record, advance=result.ledgers)
                self._committed(piece, piece.sinks[place], interval, len(batch))
        except LeaseLostError as error:
            # Nothing of this attempt is visible; the outer loop looks at what is left to do.
            logger.warning("%s", error)
        except BaseException as error:
            self._give_up(claims, piece, started, error)
            raise
        finally:
            keeper.hold([])
            for claim in claims:
                claim.release()

    def _claim(self, piece: Piece) -> list[Claimed]:
        """Claims on one and the same interval of every sink of a piece; none while somebody has one.

        No claim is held while waiting, so no two workers wait for each other.
        """
        a, b = piece.a, piece.b
        claims: list[Claimed] = []
        for index in piece.sinks:
            got = self._job.sinks[index].home.claim(self._job.sinks[index], a, b, self._requests[index])
            if isinstance(got, Claimed) and (not claims or (got.a, got.b) == (a, b)):
                claims.append(got)
                a, b = got.a, got.b
                continue
            for claim in [*claims, got] if isinstance(got, Claimed) else claims:
                claim.release()
            if isinstance(got, Busy):
                self._wait(got, piece)
            return []
        self._patience = Patience(self._job.tool.full_name, self._options.wait_seconds)
        return claims

    def _wait(self, busy: Busy, piece: Piece) -> None:
        self._tell(piece, piece.sinks[0], 0, busy.who)
        self._patience.wait(busy)

    # --- writing down what happened
    def _record(self, claim: Claimed, started: float, *, count: int = 0, error: str = "") -> RunRecord:
        tool = self._job.tool
        return RunRecord(
            key=claim.key,
            n=claim.n,
            a=claim.a,
            b=claim.b,
            run=self._options.run_id,
            host=host_name(),
            at=self._job.sinks[0].home.now(),
            ms=1000 * (time.perf_counter() - started),
            count=count,
            state="failed" if error else "done",
            tool=tool.name,
            version=tool.version,
            parameters=tool.parameters_json,
            source_hash=tool.source_hash,
            error=error,
        )

    def _committed(self, piece: Piece, index: int, interval: TimeInterval, count: int) -> None:
        request = self._requests[index]
        done = union(request.done, ((interval.start_ms, interval.end_ms),))
        self._requests[index] = replace(request, done=done)
        self._report.add(piece.reason, interval, count)
        self._tell(piece._replace(a=interval.start_ms, b=interval.end_ms), index, count)

    def _give_up(self, claims: Sequence[Claimed], piece: Piece, started: float, error: BaseException) -> None:
        """Keep a record of the failure; nothing else of the attempt stays."""
        for claim, index in zip(claims, piece.sinks, strict=False):
            record = self._record(claim, started, error=f"{type(error).__name__}: {error}")
            self._job.sinks[index].home.record_runs([record])

    def _tell(self, piece: Piece, index: int, count: int, waiting_for: str = "") -> None:
        if self._options.progress is not None:
            interval = TimeInterval.from_ms(piece.a, piece.b)
            stream = str(self._job.sinks[index].stream_id)
            self._options.progress(
                Progress(self._job.tool.name, stream, interval, self._total, count, waiting_for)
            )

    def _write_history(self, interval: TimeInterval) -> None:
        if not self._report.nothing_to_do:
            self._job.tool.write_to_history(
                interval=interval, tool=self._job.tool.name, document_count=self._report.instances
            )
