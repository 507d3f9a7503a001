"""The ledgers that a request is judged against: those of everything its results rest on."""

from __future__ import annotations

from collections.abc import Iterable

from ...stores.keys import StreamKey
from ...stores.ledger.model import Ledger
from ...stream import Stream
from ...stream.ports import Home
from .job import Job
from .makers import maker_ledgers
from .report import options_in_force


def source_ledgers(job: Job) -> dict[StreamKey, Ledger]:
    """The ledgers of the streams a job reads, and of what its results rest on behind memory streams.

    One round trip a home. The latter are named by the results themselves: a memory stream may be
    empty again. One that cannot be found any more is left out: it makes nothing stale by being gone.
    What computes the memory streams is among them, see `makers`.
    """
    found = job.outside
    for home, streams in _by_home(job.reads):
        found.update(home.ledgers(streams))
    if all(stream.home.persistent for stream in job.reads):
        return found
    for sink in job.sinks:
        if sink.home.persistent:
            records = {record.key for inputs in sink.home.ledger(sink).ins for record in inputs}
            found.update(maker_ledgers(records - found.keys(), job.reads, options_in_force(None).policy))
            for home in (sink.home, *(stream.home for stream in job.reads)):
                if behind := sorted(records - found.keys()):
                    found.update(home.find_ledgers(behind))
    return found


def _by_home(streams: Iterable[Stream]) -> list[tuple[Home, list[Stream]]]:
    grouped: dict[int, tuple[Home, list[Stream]]] = {}
    for stream in streams:
        grouped.setdefault(id(stream.home), (stream.home, []))[1].append(stream)
    return list(grouped.values())
