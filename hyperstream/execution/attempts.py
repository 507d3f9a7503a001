"""Which of what is to do was tried already, and failed: told by the records of past runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from ..stores.keys import StreamKey
from ..stores.ledger.pending import Pending
from ..stores.port import RunRecord
from ..stream import Stream
from ..stream.ports import Home
from ..time_interval.spans import Spans, clip, difference, normalise
from .graph import Graph
from .unit import Unit

FAILED = "failed"

Failures = Mapping[StreamKey, Sequence[tuple[Spans, RunRecord]]]
"""For each stream: where its last attempt failed, ms, and the record of that attempt; newest first."""


def last_failures(graph: Graph, units: Iterable[Unit]) -> Failures:
    """Where the last attempt to compute what these units compute failed.

    One round trip a channel where nothing ever failed, and one more for each stream that has failures.
    """
    homes: dict[int, tuple[Home, list[Stream]]] = {}
    for unit in units:
        for sink in graph.tasks[unit.number].job.sinks:
            homes.setdefault(id(sink.home), (sink.home, []))[1].append(sink)
    found: dict[StreamKey, list[tuple[Spans, RunRecord]]] = {}
    for home, sinks in homes.values():
        for key in dict.fromkeys(run.key for run in home.failures([sink.key for sink in sinks])):
            if still := _still_failed(home.runs([key])):
                found[key] = still
    return found


def _still_failed(runs: Sequence[RunRecord]) -> list[tuple[Spans, RunRecord]]:
    """The failures that no later attempt has taken back, newest first."""
    taken: Spans = ()
    found: list[tuple[Spans, RunRecord]] = []
    for run in reversed(runs):
        left = difference(((run.a, run.b),), taken)
        if left and run.state == FAILED:
            found.append((left, run))
        taken = normalise([*taken, (run.a, run.b)])
    return found


def with_failures(unit: Unit, failures: Failures) -> Unit:
    """The unit, with the reason ``failed`` where the last attempt failed."""
    spans = normalise(span for sink in unit.sinks for spans, _ in failures.get(sink, ()) for span in spans)
    if not spans:
        return unit
    return replace(unit, pieces=tuple(sorted(_parted(unit.pieces, spans))))


def _parted(pieces: Iterable[Pending], failed: Spans) -> Iterator[Pending]:
    for piece in pieces:
        tried = tuple(clip(failed, piece.a, piece.b))
        yield from (Pending(a, b, FAILED) for a, b in tried)
        yield from (Pending(a, b, piece.reason) for a, b in difference(((piece.a, piece.b),), tried))


def failure_of(unit: Unit, piece: Pending, failures: Failures) -> RunRecord | None:
    """The newest failure that a piece is there for."""
    for sink in unit.sinks:
        for spans, run in failures.get(sink, ()):
            if clip(spans, piece.a, piece.b):
                return run
    return None
