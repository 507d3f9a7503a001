"""What one call of a tool read: the revisions that make late and corrected data visible later.

A result is stale when a source changed, inside the window it was computed from, after the
revision at which it was read. So the revision is taken *before* the rows are read, the window's
unsettled raw ranges are settled first, and the hull that was really read is what later changes
are judged by (``stores.ledger.staleness``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ...stores.keys import StreamKey
from ...stores.ledger.model import GIVEN, LEGACY, NEVER, WHOLE, Input, Inputs, Ledger
from ...stores.ledger.staleness import BEGINNING, END, reach
from ...stores.ledger.tables import computed_by_tool
from ...stream import Stream
from ...stream.ports import Home
from ...time_interval import TimeInterval
from ..time_mapping import Reach
from .made import made_by
from .pull import pulling


@dataclass(slots=True)
class _Reading:
    """One source as one call read it: hull in ms, ledger before the first read, start of its history."""

    a: int
    b: int
    ledger: Ledger
    since: int = NEVER


class Reader:
    """Gives a tool its sources and records what it reads from them.

    Args:
        interval: The interval being computed.
        persistent: Whether a sink outlives the process: memory sources are then looked through
            to the persistent ones behind them.
        declared: How far the tool says that it reaches into each source.
        outside: What it reads beside its sources, as it was before the call.
    """

    def __init__(
        self,
        interval: TimeInterval,
        persistent: bool,
        declared: Mapping[Stream, Reach],
        outside: Mapping[StreamKey, Ledger] | None = None,
    ) -> None:
        self._interval = interval
        self._persistent = persistent
        self._declared = declared
        self._outside = outside or {}
        self._readings: dict[Stream, _Reading] = {}

    def track(self, stream: Stream) -> Stream:
        """The same stream, whose views report here what they read."""
        return stream.tracked(self.record)

    def record(self, stream: Stream, a: int, b: int, force: bool) -> None:
        """Compute what is missing where asked to, settle the rest, and note hull and revision.

        That is done for everything a result may rest on by the tool's declaration, not only for
        what it reads now: a later change anywhere in it must be noticed.
        """
        reach = self._declared.get(stream, Reach())
        first = max(BEGINNING, min(a, self._interval.start_ms - reach.before))
        last = min(END, max(b, self._interval.end_ms + reach.after))
        if force:
            with pulling() as pull:
                pull.compute(stream, first, last)
        since = NEVER
        if first <= BEGINNING:
            since = _beginning_of_history(stream.home.ledger(stream))
            first = max(first, since)
        ledger = stream.home.settle(stream, ((first, last),) if first < last else ())
        known = self._readings.get(stream)
        if known is None:
            self._readings[stream] = _Reading(a, b, ledger, since)
        else:
            known.a, known.b, known.since = min(known.a, a), max(known.b, b), max(known.since, since)

    def inputs(self) -> Inputs:
        """One record per source (or persistent source behind one), ordered by key."""
        found = {key: Input(key, ledger.inc, ledger.rev) for key, ledger in self._outside.items()}
        for stream, reading in self._readings.items():
            for record in self._records(stream, reading):
                known = found.get(record.key)
                found[record.key] = record if known is None else _widest(known, record)
        return tuple(found[key] for key in sorted(found))

    def ledgers(self) -> Mapping[StreamKey, Ledger]:
        """The ledgers of the sources as they were read; lets the sink advance what is current."""
        return {stream.key: reading.ledger for stream, reading in self._readings.items()}

    def _records(self, stream: Stream, reading: _Reading) -> Iterator[Input]:
        chunk = (self._interval.start_ms, self._interval.end_ms)
        before, after = reach(chunk, (reading.a, reading.b), *self._declared.get(stream, Reach()))
        ledger = reading.ledger
        if stream.home.persistent or not self._persistent or not computed_by_tool(ledger):
            yield Input(stream.key, ledger.inc, ledger.rev, before, after, reading.since)
            return
        for record in _behind(stream.home, stream.key, ledger, reading.a, reading.b):
            yield record._replace(
                before=min(WHOLE, record.before + before), after=min(WHOLE, record.after + after)
            )


def _behind(home: Home, key: StreamKey, ledger: Ledger, a: int, b: int) -> Iterator[Input]:
    """What results of a memory stream in ``(a, b]`` rest on, through any number of memory streams.

    And what computed those streams.
    """
    used = [part for part in ledger.parts if part.b > a and part.a < b]
    for made in {ledger.fps[part.fp] for part in used}:
        if made is not None and made.tool not in (LEGACY.tool, GIVEN.tool):
            yield made_by(key, made)
    records = {record for part in used for record in ledger.ins[part.inputs]}
    inner = home.find_ledgers({record.key for record in records}) if records else {}
    for record in records:
        if record.key not in inner or not computed_by_tool(inner[record.key]):
            yield record
            continue
        first, last = max(BEGINNING, a - record.before), min(END, b + record.after)
        for deeper in _behind(home, record.key, inner[record.key], first, last):
            yield deeper._replace(
                before=min(WHOLE, deeper.before + record.before),
                after=min(WHOLE, deeper.after + record.after),
            )


def _beginning_of_history(ledger: Ledger) -> int:
    """Where a derived stream starts; a raw one has no start, since rows may still come anywhere."""
    if computed_by_tool(ledger):
        return next(part.a for part in ledger.parts if part.fp)
    return NEVER


def _widest(one: Input, other: Input) -> Input:
    """One record that reports whatever either would: the older revision, the wider window."""
    older = one if one.rev <= other.rev else other
    return older._replace(
        before=max(one.before, other.before),
        after=max(one.after, other.after),
        since=min(one.since, other.since),
    )
