"""What a store keeps about an attempt, whether it succeeded or not."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping

from ...stores.port import RunRecord
from ...stores.streams import Claimed
from ...stream.ports import Home
from ...utils.errors import StoreError, ToolExecutionError
from .job import Job
from .report import host_name

logger = logging.getLogger(__name__)


def run_record(
    job: Job, claim: Claimed, run_id: str, started: float, *, count: int = 0, error: str = ""
) -> RunRecord:
    """The record of an attempt to compute what is claimed.

    Args:
        job: What was attempted.
        claim: Over which stream and interval.
        run_id: Shared by everything that one request did.
        started: When it began, by `time.perf_counter`.
        count: Instances that it gave.
        error: What failed, else empty.
    """
    tool = job.tool
    return RunRecord(
        key=claim.key,
        n=claim.n,
        a=claim.a,
        b=claim.b,
        run=run_id,
        host=host_name(),
        at=job.sinks[0].home.now(),
        ms=1000 * (time.perf_counter() - started),
        count=count,
        state="failed" if error else "done",
        tool=tool.name,
        version=tool.version,
        parameters=tool.parameters_json,
        source_hash=tool.source_hash,
        error=error,
    )


def keep_failure(
    job: Job, held: Mapping[int, Claimed], run_id: str, started: float, error: BaseException
) -> None:
    """Keep a record of a failure at what is held; nothing else of the attempt stays.

    Args:
        job: What was attempted.
        held: The claims by index of the sink.
        run_id: Shared by everything that one request did.
        started: When it began, by `time.perf_counter`.
        error: Why it failed.
    """
    # Which tool and interval it was, the record says itself.
    why = error.__cause__ if isinstance(error, ToolExecutionError) and error.__cause__ else error
    told = f"{type(why).__name__}: {why}"
    records: dict[int, tuple[Home, list[RunRecord]]] = {}
    for index, claim in held.items():
        home = job.sinks[index].home
        record = run_record(job, claim, run_id, started, error=told)
        records.setdefault(id(home), (home, []))[1].append(record)
    for home, some in records.values():
        try:
            home.record_runs(some)
        except StoreError as another:
            # The tool's own error is what the caller has to hear of.
            logger.warning("A failure could not be recorded: %s", another)
