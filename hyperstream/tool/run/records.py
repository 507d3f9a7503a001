"""What a store keeps about an attempt, whether it succeeded or not."""

from __future__ import annotations

import time

from ...stores.port import RunRecord
from ...stores.streams import Claimed
from .job import Job
from .report import host_name


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
