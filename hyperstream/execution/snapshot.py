"""The ledgers that a request is judged by, read at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..stores.keys import StreamKey
from ..stores.ledger.model import Ledger
from ..stream import Stream
from ..stream.ports import Home
from ..tool.run import Job, VersionPolicy
from ..tool.run.makers import maker_ledgers
from .graph import Task

Ledgers = Mapping[StreamKey, Ledger]


def read_ledgers(tasks: Iterable[Task], policy: VersionPolicy) -> Ledgers:
    """The ledgers of all that the tasks read and compute, one round trip a channel.

    Where results rest on streams in memory, the persistent streams behind those are read too, and what
    computes those in memory stands beside them (`tool.run.makers`). What cannot be found any more is left
    out: it makes nothing stale by being gone.

    Args:
        tasks: The tasks.
        policy: Which change of version recomputes, where a producer has no policy of its own.
    """
    streams: dict[int, tuple[Home, dict[StreamKey, Stream]]] = {}
    jobs: list[Job] = []
    found: dict[StreamKey, Ledger] = {}
    home: Home | None = None
    group: dict[StreamKey, Stream] = {}
    for task in tasks:
        jobs.append(task.job)
        if outside := task.job.outside:
            found.update(outside)
        for stream in (*task.job.sinks, *task.job.reads):
            if stream.home is not home:
                # Mostly it is the same as the last one's.
                home = stream.home
                group = streams.setdefault(id(home), (home, {}))[1]
            group[stream.key] = stream
    for where, here in streams.values():
        found.update(where.ledgers(here.values()))
    _look_behind(jobs, found, policy)
    return found


def _look_behind(jobs: Iterable[Job], found: dict[StreamKey, Ledger], policy: VersionPolicy) -> None:
    """Add the ledgers that results were computed from and that no task reads itself."""
    missing: dict[int, tuple[Home, set[StreamKey]]] = {}
    for job in jobs:
        for sink in job.sinks:
            ins = found[sink.key].ins if sink.home.persistent else ()
            others = {record.key for inputs in ins for record in inputs if record.key not in found}
            if others:
                found.update(makers := maker_ledgers(others, job.reads, policy))
                missing.setdefault(id(sink.home), (sink.home, set()))[1].update(others - makers.keys())
    for home, keys in missing.values():
        found.update(home.find_ledgers(sorted(keys)))
