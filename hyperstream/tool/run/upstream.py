"""Where results rest on streams that something computes: the windows to bring up to date first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...stores.keys import StreamKey
from ...stores.ledger.parts import pieces
from ...stream import Stream
from ...time_interval import TimeInterval
from ..time_mapping import Reach, widest
from .job import Job
from .makers import gives_jobs


def computed_sources(job: Job, interval: TimeInterval) -> Iterator[tuple[Stream, Reach]]:
    """Each source that has a producer, and how far results in ``interval`` reach into it.

    That is as far as the tool declares, and as far as results that are there were really computed
    from: where the reach depends on data, only the ledger of a sink tells. A result that lasts names
    what lies behind its sources in memory instead of them, so that comes first, with its own reach.
    """
    producing = {stream: reach for stream, reach in job.reaches.items() if stream.producer is not None}
    if not producing:
        return
    recorded = _recorded(job, interval)
    for stream in _behind_memory(producing) if recorded else ():
        if stream.key in recorded and stream not in producing and stream.producer is not None:
            yield stream, recorded[stream.key]
    for stream, reach in producing.items():
        yield stream, widest(reach, recorded.get(stream.key, Reach()))


def _recorded(job: Job, interval: TimeInterval) -> dict[StreamKey, Reach]:
    """How far the results in ``interval`` have read, by stream."""
    found: dict[StreamKey, Reach] = {}
    for sink in job.sinks:
        ledger = sink.home.ledger(sink)
        used = {part.inputs for part in pieces(ledger.parts, interval.start_ms, interval.end_ms)}
        for record in (record for index in used for record in ledger.ins[index]):
            reach = Reach(record.before, record.after)
            found[record.key] = widest(reach, found.get(record.key, Reach()))
    return found


def _behind_memory(streams: Iterable[Stream]) -> Iterator[Stream]:
    """What those of these streams that are in memory are computed from, and so on up to what lasts."""
    seen = set[StreamKey]()
    waiting = [stream for stream in streams if not stream.home.persistent]
    while waiting:
        producer = waiting.pop().producer
        for stream in producer.job().reads if gives_jobs(producer) else ():
            if stream.key not in seen:
                seen.add(stream.key)
                yield stream
                if not stream.home.persistent:
                    waiting.append(stream)
