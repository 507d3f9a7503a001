"""Staleness: which computed time rests on something that has changed since it was read.

A part is stale if and only if a part of one of its sources, inside the reach that its results have
there, changed after the revision at which the source was read, is no longer computed, or belongs
to another incarnation. Four rules make that exact: sources are settled before they are read, the
revision is the one of the read, first computations change nothing, and at each commit the parts
that are still current move up to the revisions just read (`advance`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from ...time_interval.spans import Span, Spans, difference, intersection, normalise, union
from ..keys import StreamKey
from .model import WHOLE, Input, Inputs, Ledger, Part, of_another_memory
from .parts import Parts, merged, pieces
from .tables import computed_by_tool, intern

Sources = tuple[tuple[StreamKey, Ledger], ...]

BEGINNING = -62_135_596_800_000
"""0001-01-01T00:00Z, ms: no instance is earlier."""

END = 253_402_300_799_000
"""9999-12-31T23:59:59Z, ms: nothing is settled beyond it."""


class Stale(NamedTuple):
    """Computed time that is not current any more; ``late`` by given data, ``upstream`` by a computation."""

    a: int
    b: int
    reason: str


def reach(chunk: Span, hull: Span, lookback: int = 0, lookahead: int = 0) -> tuple[int, int]:
    """``Input.before`` and ``after`` for a call that computed ``chunk`` and read ``hull`` of a source.

    A reading within the reach that the tool declares (0 without a declaration) is recorded as
    that reach. A reading beyond it shows that the reach depends on data; then every result of the
    chunk is taken to rest on all of the hull.
    """
    (a, b), (first, last) = chunk, hull
    before = lookback if first >= a - lookback else b - first
    after = lookahead if last <= b + lookahead else last - a
    return (
        WHOLE if first <= BEGINNING else min(before, WHOLE),
        WHOLE if last >= END else min(after, WHOLE),
    )


def moved(source: Ledger, record: Input, a: int, b: int) -> Spans:
    """Where in ``(a, b]`` the source is not what it was when it was read."""
    if source.inc != record.inc:
        return ((a, b),) if a < b else ()
    if source.rev <= record.rev:
        return ()
    # What was computed and then forgotten has moved, too (`commits.forgotten`); what was never computed
    # has not: nobody can have used it, and a recorded reach may be wider than what was there to be read.
    return normalise((part.a, part.b) for part in pieces(source.parts, a, b) if part.changed > record.rev)


def affected(record: Input, source: Ledger, a: int, b: int) -> Spans:
    """What of the results in ``(a, b]`` rests on something of the source that has moved."""
    if of_another_memory(source.inc, record.inc):
        return ()  # It makes nothing stale by being gone.
    if record.before == WHOLE and _older_history(source, record.since):
        return ((a, b),)
    first = max(a - record.before, record.since, BEGINNING)
    last = min(b + record.after, END)
    changes = moved(source, record, first, last)
    if not changes:
        return ()
    reached = normalise((x - record.after, y + record.before) for x, y in changes)
    return intersection(reached, ((a, b),))


def _older_history(source: Ledger, since: int) -> bool:
    return since > BEGINNING and any(part.fp for part in pieces(source.parts, BEGINNING, since))


def stale_spans(part: Part, inputs: Inputs, sources: Mapping[StreamKey, Ledger]) -> tuple[Spans, Spans]:
    """Where a computed part is stale by given data, and where by a computation upstream.

    Sources that are not at hand (a memory stream that is gone) make nothing stale.
    """
    late: Spans = ()
    upstream: Spans = ()
    for record in inputs:
        source = sources.get(record.key)
        if source is None or (source.rev == record.rev and source.inc == record.inc):
            continue
        spans = affected(record, source, part.a, part.b)
        if computed_by_tool(source):
            upstream = union(upstream, spans)
        else:
            late = union(late, spans)
    return late, difference(upstream, late)


def stale(ledger: Ledger, sources: Mapping[StreamKey, Ledger], a: int, b: int) -> tuple[Stale, ...]:
    """What of ``(a, b]`` is computed and not current by these ledgers of its sources, ascending."""
    found: list[Stale] = []
    for part in pieces(ledger.parts, a, b):
        if part.inputs:
            late, upstream = stale_spans(part, ledger.ins[part.inputs], sources)
            found += [Stale(x, y, "late") for x, y in late]
            found += [Stale(x, y, "upstream") for x, y in upstream]
    return tuple(sorted(found))


def advance(
    parts: Parts, fp: int, ins: tuple[Inputs, ...], sources: Sources
) -> tuple[Parts, tuple[Inputs, ...]]:
    """The parts of one fingerprint moved up to the revisions at hand, where they are still current.

    What was read later than that, or is stale by it, keeps its record of that source; a part of which only
    some is stale is split there.
    """
    at_hand = dict(sources)
    out: list[Part] = []
    for part in parts:
        if part.fp != fp or not part.inputs:
            out.append(part)
            continue
        records = ins[part.inputs]
        for piece in _split(part, records, at_hand):
            fresh = tuple(_advanced(record, at_hand, piece) for record in records)
            if fresh != records:
                ins, index = intern(ins, fresh)
                piece = piece._replace(inputs=index)
            out.append(piece)
    return merged(out), ins


def _split(part: Part, records: Inputs, at_hand: Mapping[StreamKey, Ledger]) -> Iterator[Part]:
    """The part, parted where it begins or ends to be stale."""
    stale_now: Spans = ()
    for record in records:
        source = at_hand.get(record.key)
        if source is not None and source.rev > record.rev and source.inc == record.inc:
            stale_now = union(stale_now, affected(record, source, part.a, part.b))
    a = part.a
    for x, y in stale_now:
        if x > a:
            yield part._replace(a=a, b=x)
        yield part._replace(a=x, b=y)
        a = y
    if a < part.b:
        yield part if a == part.a else part._replace(a=a)


def _advanced(record: Input, at_hand: Mapping[StreamKey, Ledger], part: Part) -> Input:
    source = at_hand.get(record.key)
    if source is None or source.rev <= record.rev or source.inc != record.inc:
        return record
    if affected(record, source, part.a, part.b):
        return record
    return record._replace(rev=source.rev)
