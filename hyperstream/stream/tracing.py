"""Following values back: what computed them, from what, and what computed that."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ..stores.keys import FILES, StreamKey, maker_of, parse_key
from ..stores.ledger.model import GIVEN, LEGACY, Fingerprint, Input, Ledger, Part
from ..stores.ledger.parts import pieces
from ..stores.ledger.staleness import BEGINNING, END, stale_spans
from ..stores.port import RunRecord
from ..time_interval.spans import Spans, clip, difference, normalise
from .origins import BY_HAND, COMPUTED, FILE, GONE, MISSING, WRITTEN, Origin, Run, Stretch
from .ports import Home, StreamRef
from .provenance import Provenance
from .stream_id import StreamId


class Ref(NamedTuple):
    """A stream by its key."""

    stream_id: StreamId
    key: StreamKey


@dataclass(frozen=True)
class Tracer:
    """Looks into the ledgers and run records of one home.

    Attributes:
        home: Where the stream lives; what lies elsewhere is only named.
        depth: How many steps back; None: all.
        count: Whether instances are counted, for which they are read.
    """

    home: Home
    depth: int | None = None
    count: bool = True

    def provenance(self, stream: StreamRef, a: int, b: int) -> Provenance:
        """Where the values of a stream in ``(a, b]`` (ms) come from."""
        ledger = self.home.ledger(stream)
        stretches = tuple(self._stretches(stream.key, ledger, a, b, 0))
        return Provenance(stream.key, a, b, ledger.rev, self._counted(stream, a, b), stretches)

    def _counted(self, stream: StreamRef, a: int, b: int) -> int | None:
        return sum(len(batch) for batch in self.home.read(stream, a, b)) if self.count else None

    def _stretches(self, key: StreamKey, ledger: Ledger, a: int, b: int, depth: int) -> Iterator[Stretch]:
        runs = self.home.runs([key], a, b)
        for part in _joined(pieces(ledger.parts, a, b)):
            found = ledger.fps[part.fp]
            if found is None or found == GIVEN:
                raw = ledger.last > part.a if found is None else True
                yield Stretch(part.a, part.b, WRITTEN if raw and not _computed(ledger) else MISSING)
            elif found.tool == LEGACY.tool:
                yield Stretch(part.a, part.b, BY_HAND, stale=found.redo)
            else:
                yield from self._computed(ledger, part, found, runs, depth)

    def _computed(
        self, ledger: Ledger, part: Part, found: Fingerprint, runs: Sequence[RunRecord], depth: int
    ) -> Iterator[Stretch]:
        """A part, parted where different runs computed it, and where it begins to be stale."""
        records = ledger.ins[part.inputs]
        sources = self.home.find_ledgers([record.key for record in records])
        late, upstream = stale_spans(part, records, sources)
        for a, b, run, before in _by_run(runs, part.a, part.b):
            for x, y, stale in _by_state(a, b, found.redo, late, upstream):
                inputs = tuple(
                    self._origin(record, sources.get(record.key), x, y, depth) for record in records
                )
                yield Stretch(
                    x, y, COMPUTED, found.tool, found.version, found.parameters, run, stale, inputs, before
                )

    def _origin(self, record: Input, source: Ledger | None, a: int, b: int, depth: int) -> Origin:
        first, last = max(a - record.before, record.since, BEGINNING), min(b + record.after, END)
        maker = maker_of(record.key)
        if maker is not None:
            made = Stretch(first, last, COMPUTED, maker.tool, maker.version)
            return Origin(maker.stream, first, last, record.rev, None, None, (made,))
        if source is None:
            kind = FILE if parse_key(record.key).channel == FILES else GONE
            return Origin(record.key, first, last, record.rev, None, None, (Stretch(first, last, kind),))
        parts = parse_key(record.key)
        ref = Ref(StreamId(parts.name, parts.meta_data), record.key)
        inner: tuple[Stretch, ...] = ()
        if self.depth is None or depth < self.depth:
            inner = tuple(self._stretches(record.key, source, first, last, depth + 1))
        counted = self._counted(ref, first, last)
        return Origin(record.key, first, last, record.rev, source.rev, counted, inner)


def _computed(ledger: Ledger) -> bool:
    return any(fp is not None and fp.tool not in (GIVEN.tool, LEGACY.tool) for fp in ledger.fps)


def _joined(parts: Iterator[Part]) -> Iterator[Part]:
    """Neighbours that differ only in when their content changed, as one."""
    held: Part | None = None
    for part in parts:
        if held is not None and (held.fp, held.inputs) == (part.fp, part.inputs):
            held = held._replace(b=part.b)
            continue
        if held is not None:
            yield held
        held = part
    if held is not None:
        yield held


def _by_run(
    runs: Sequence[RunRecord], a: int, b: int
) -> Iterator[tuple[int, int, Run | None, tuple[Run, ...]]]:
    """``(a, b]``, parted by which run computed it last, with the runs before."""
    found: list[tuple[int, int, Run | None, tuple[Run, ...]]] = []
    left: Spans = ((a, b),)
    for place in range(len(runs) - 1, -1, -1):
        run = runs[place]
        if run.state != "done":
            continue
        mine = clip(((run.a, run.b),), a, b)
        taken = [span for x, y in left for span in clip(mine, x, y)]
        if taken:
            left = difference(left, normalise(taken))
            for x, y in taken:
                earlier = [_run(one) for one in reversed(runs[:place]) if one.b > x and one.a < y]
                found.append((x, y, _run(run), tuple(earlier)))
    found += [(x, y, None, ()) for x, y in left]
    yield from _merged(sorted(found, key=lambda item: item[0]))


def _merged(
    found: list[tuple[int, int, Run | None, tuple[Run, ...]]],
) -> Iterator[tuple[int, int, Run | None, tuple[Run, ...]]]:
    """Pieces of one request side by side, as one: the first of them stands for all."""
    held: tuple[int, int, Run | None, tuple[Run, ...]] | None = None
    for item in found:
        same = held is not None and held[1] == item[0] and _id(held[2]) == _id(item[2]) and held[3] == item[3]
        if held is not None and same:
            held = (held[0], item[1], _sum(held[2], item[2]), held[3])
            continue
        if held is not None:
            yield held
        held = item
    if held is not None:
        yield held


def _id(run: Run | None) -> str:
    return "" if run is None else run.run_id


def _sum(one: Run | None, other: Run | None) -> Run | None:
    if one is None or other is None:
        return one
    return Run(
        other.run_id,
        other.host,
        other.at_ms,
        one.seconds + other.seconds,
        one.instances + other.instances,
        *(other.state, other.tool, other.version, other.source_hash, other.error),
    )


def _run(record: RunRecord) -> Run:
    return Run(
        record.run,
        record.host,
        record.at,
        record.ms / 1000,
        record.count,
        record.state,
        record.tool,
        record.version,
        record.source_hash,
        record.error,
    )


def _by_state(
    a: int, b: int, redo: str, late: tuple[tuple[int, int], ...], upstream: tuple[tuple[int, int], ...]
) -> Iterator[tuple[int, int, str]]:
    """``(a, b]``, parted by whether it is stale, and why."""
    if redo:
        yield a, b, redo
        return
    marked = [(x, y, "late") for x, y in clip(late, a, b)]
    marked += [(x, y, "upstream") for x, y in clip(upstream, a, b)]
    fresh = difference(((a, b),), normalise((x, y) for x, y, _ in marked))
    yield from sorted([*marked, *((x, y, "") for x, y in fresh)])
