"""One request and all that it pulls: each source is brought up to date once, before it is read.

A result rests on its sources, those on theirs, to any depth. Whether it is current can therefore
only be told after what lies upstream has been looked at. Within one request that is done once for
each stretch of a stream, however many results rest on it and in however many pieces they are computed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from ...stores.ledger.staleness import BEGINNING, END
from ...stream import Stream
from ...time_interval import TimeInterval, TimeIntervals
from ...time_interval.spans import Spans, difference, intersection, union
from .leases import LeaseKeeper
from .report import RunReport, new_run_id


class Pull:
    """What one request has brought up to date so far.

    Args:
        run_id: Recorded with everything that the request computes.

    Attributes:
        run_id: See above.
        keeper: Keeps alive what its runs have claimed.
        beyond: What was really computed because somebody pulled it, by stream.
    """

    def __init__(self, run_id: str) -> None:
        self.run_id = run_id
        self.keeper = LeaseKeeper()
        self.beyond: dict[Stream, TimeIntervals] = {}
        self._computed: dict[Stream, Spans] = {}
        self._refreshed: dict[Stream, Spans] = {}
        self._not_yet: dict[Stream, Spans] = {}

    def compute(self, stream: Stream, a: int, b: int) -> None:
        """Let the stream's producer, if it has one, compute whatever of ``(a, b]`` (ms) is not current."""
        if stream.producer is not None:
            self._ask(stream, a, b, self._computed, stream.producer.compute)

    def refresh(self, stream: Stream, a: int, b: int) -> Spans:
        """Let it compute again what of ``(a, b]`` is there but stale; gives what it cannot compute yet."""
        a, b = max(a, BEGINNING), min(b, END)
        if stream.producer is not None:
            self._ask(stream, a, b, self._refreshed, stream.producer.refresh)
        return intersection(self._not_yet.get(stream, ()), ((a, b),))

    def mark(self, stream: Stream, computed: Spans, current: Spans) -> None:
        """Take it as done already: nothing of ``computed`` is missing, nothing of ``current`` is stale."""
        self._computed[stream] = union(self._computed.get(stream, ()), computed)
        self._refreshed[stream] = union(self._refreshed.get(stream, ()), current)

    def _ask(
        self, stream: Stream, a: int, b: int, done: dict[Stream, Spans], method: Callable[[TimeInterval], Any]
    ) -> None:
        """Ask for the time that can exist: not before the beginning of time, not after now."""
        a, b = max(a, BEGINNING), min(b, stream.home.now(), stream.home.up_to_ms)
        left = difference(((a, b),), done.get(stream, ())) if a < b else ()
        for x, y in left:
            report = method(TimeInterval.from_ms(x, y))
            done[stream] = union(done.get(stream, ()), ((x, y),))
            if isinstance(report, RunReport):
                if not report.nothing_to_do:
                    self.beyond[stream] = self.beyond.get(stream, TimeIntervals()) + report.computed
                self._not_yet[stream] = union(self._not_yet.get(stream, ()), report.not_yet.spans)


_in_progress: ContextVar[Pull] = ContextVar("hyperstream_pull")


@contextmanager
def pulling(run_id: str = "") -> Iterator[Pull]:
    """The request in progress; a new one, under this id if one is given, where there is none."""
    pull = _in_progress.get(None)
    if pull is not None:
        yield pull
        return
    pull = Pull(run_id or new_run_id())
    token = _in_progress.set(pull)
    try:
        yield pull
    finally:
        _in_progress.reset(token)
        pull.keeper.close()


def run_id_in_progress() -> str:
    """The run id of the request in progress; empty where there is none."""
    pull = _in_progress.get(None)
    return "" if pull is None else pull.run_id
