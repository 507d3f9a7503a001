"""The ledgers that a request is judged against: those of everything its results rest on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ...stores.keys import StreamKey
from ...stores.ledger.model import Ledger
from ...stream import Stream
from ...stream.ports import Home
from .job import Job
from .makers import maker_ledgers
from .report import options_in_force


class Looked(NamedTuple):
    """What a request is judged by, as it is at one look.

    Attributes:
        sources: Ledgers of the streams a job reads, and of what its results rest on behind memory streams.
        sinks: Ledgers of the streams that it computes, in their order.
    """

    sources: dict[StreamKey, Ledger]
    sinks: tuple[Ledger, ...]


def look(job: Job) -> Looked:
    """The ledgers of what a job reads and computes, and of what its results rest on behind memory streams.

    One round trip a home. The latter are named by the results themselves: a memory stream may be
    empty again. One that cannot be found any more is left out: it makes nothing stale by being gone.
    What computes the memory streams is among them, see `makers`.
    """
    read: dict[StreamKey, Ledger] = {}
    for home, streams in _by_home((*job.reads, *job.sinks)):
        read.update(home.ledgers(streams))
    sinks = tuple(read[sink.key] for sink in job.sinks)
    found = {**job.outside, **{stream.key: read[stream.key] for stream in job.reads}}
    if not all(stream.home.persistent for stream in job.reads):
        for sink, ledger in zip(job.sinks, sinks, strict=True):
            if sink.home.persistent:
                _look_behind(job, sink.home, ledger, found)
    return Looked(found, sinks)


def _look_behind(job: Job, home: Home, ledger: Ledger, found: dict[StreamKey, Ledger]) -> None:
    """Add what the results of one sink rest on, and no source is."""
    records = {record.key for inputs in ledger.ins for record in inputs}
    found.update(maker_ledgers(records - found.keys(), job.reads, options_in_force(None).policy))
    for where in (home, *(stream.home for stream in job.reads)):
        if behind := sorted(records - found.keys()):
            found.update(where.find_ledgers(behind))


def _by_home(streams: Iterable[Stream]) -> list[tuple[Home, list[Stream]]]:
    grouped: dict[int, tuple[Home, list[Stream]]] = {}
    for stream in streams:
        grouped.setdefault(id(stream.home), (stream.home, []))[1].append(stream)
    return list(grouped.values())
