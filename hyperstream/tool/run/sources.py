"""The ledgers that a request is judged against: those of everything its results rest on."""

from __future__ import annotations

from collections.abc import Iterable

from ...stores.keys import StreamKey
from ...stores.ledger.model import Ledger
from ...stream import Stream
from ...stream.ports import Home
from .job import Job


def source_ledgers(job: Job) -> dict[StreamKey, Ledger]:
    """The ledgers of the streams a job reads, and of persistent streams behind memory ones.

    One round trip a home. A stream that cannot be found any more is left out: it makes nothing
    stale by being gone.
    """
    found: dict[StreamKey, Ledger] = {}
    for home, streams in _by_home(job.reads):
        found.update(home.ledgers(streams))
    behind = {
        StreamKey(record.key)
        for stream in job.reads
        if not stream.home.persistent and stream.key in found
        for inputs in found[stream.key].ins
        for record in inputs
    }
    if wanted := sorted(behind - found.keys()):
        for sink in job.sinks:
            if sink.home.persistent:
                found.update(sink.home.find_ledgers(wanted))
    return found


def _by_home(streams: Iterable[Stream]) -> list[tuple[Home, list[Stream]]]:
    grouped: dict[int, tuple[Home, list[Stream]]] = {}
    for stream in streams:
        grouped.setdefault(id(stream.home), (stream.home, []))[1].append(stream)
    return list(grouped.values())
