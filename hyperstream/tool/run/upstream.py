"""Where results rest on streams that something computes: the windows to bring up to date first."""

from __future__ import annotations

from collections.abc import Iterator

from ...stores.ledger.model import Input
from ...stores.ledger.parts import pieces
from ...stream import Stream
from ...time_interval import TimeInterval
from ..time_mapping import Reach
from .job import Job


def computed_sources(job: Job, interval: TimeInterval) -> Iterator[tuple[Stream, Reach]]:
    """Each source that has a producer, and how far results in ``interval`` reach into it.

    That is as far as the tool declares, and as far as results that are there were really computed
    from: where the reach depends on data, only the ledger of a sink tells.
    """
    producing = {stream: reach for stream, reach in job.reaches.items() if stream.producer is not None}
    if not producing:
        return
    records = _records(job, interval)
    read = {stream.key for stream in job.reads}
    behind = [record for record in records if record.key not in read]
    for stream, reach in producing.items():
        found = [record for record in records if record.key == stream.key]
        if not stream.home.persistent:
            # A result that lasts names what lies behind its memory sources instead of them.
            found += behind
        yield (
            stream,
            Reach(
                max([reach.before, *(record.before for record in found)]),
                max([reach.after, *(record.after for record in found)]),
            ),
        )


def _records(job: Job, interval: TimeInterval) -> set[Input]:
    """What the results in ``interval`` were computed from."""
    records: set[Input] = set()
    for sink in job.sinks:
        ledger = sink.home.ledger(sink)
        used = {part.inputs for part in pieces(ledger.parts, interval.start_ms, interval.end_ms)}
        records.update(record for index in used for record in ledger.ins[index])
    return records
