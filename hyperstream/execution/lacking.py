"""What streams lack: taken together for several sinks, cut to what is wanted, and what that makes stale."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from ..stores.keys import StreamKey
from ..stores.ledger.model import Ledger
from ..stores.ledger.parts import pieces
from ..stores.ledger.pending import Pending
from ..time_interval.spans import Spans, clip, normalise
from ..tool.run.pieces import elements

MISSING = "missing"


def resting_on(
    ledger: Ledger, a: int, b: int, changes: Mapping[StreamKey, Spans]
) -> Iterator[tuple[int, int]]:
    """What of ``(a, b]`` was computed from time of its sources that will be computed again."""
    for part in pieces(ledger.parts, a, b):
        for record in ledger.ins[part.inputs] if part.fp else ():
            if record.key in changes:
                reached = normalise((x - record.after, y + record.before) for x, y in changes[record.key])
                yield from clip(reached, part.a, part.b)


def together(found: Sequence[tuple[Pending, ...]]) -> Iterator[Pending]:
    """What any of several sinks lacks, with the strongest reason; neighbours of one reason as one."""
    held: Pending | None = None
    for piece in elements(found):
        if held is not None and (held.b, held.reason) == (piece.a, piece.reason):
            held = held._replace(b=piece.b)
            continue
        if held is not None:
            yield held
        held = Pending(piece.a, piece.b, piece.reason)
    if held is not None:
        yield held


def not_current(found: Iterable[Pending]) -> Spans:
    """What of it is there, and is to be computed again; ms."""
    return normalise((item.a, item.b) for item in found if item.reason != MISSING)


def within(found: Sequence[Pending], wanted: Spans) -> Iterator[Pending]:
    """What of it lies in these spans."""
    for item in found:
        yield from (Pending(a, b, item.reason) for a, b in clip(wanted, item.a, item.b))
