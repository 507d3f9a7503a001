"""The tail: newest rows kept inside the ledger, so that a small append costs one round trip.

Rows may go there when they are later than everything that was ever visible and there is no claim
on their interval. They leave it by a flush (into a segment), or when a write supersedes
their interval.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import Any

from ...time_interval.spans import Spans, normalise
from .model import Ledger, Part, TailChunk
from .parts import Parts, rewrite
from .rows import Kit

TAIL_ROWS = 512
TAIL_BYTES = 16 * 1024
FEW_ROWS = 16
"""Up to so many rows of a direct write are noted one by one, more as one range."""

MANY_CHUNKS = 32
"""So many small chunks become one."""

ASKED = 8
"""A tail of small chunks is weighed whenever so many have been added."""

_count = itemgetter(2)
_payload = itemgetter(3)


def chunk_of(rows: Any, payload: Any) -> TailChunk:
    """The tail chunk of these rows (at least one)."""
    return TailChunk(rows.first_ms, rows.last_ms, len(rows), payload)


def weight(chunks: Sequence[TailChunk]) -> tuple[int, int]:
    """Rows and bytes of these chunks (at least one); payloads kept as objects (all or none) have no bytes."""
    # Asked at every append: no Python code runs per chunk.
    size = sum(map(len, map(_payload, chunks))) if isinstance(chunks[-1].payload, bytes) else 0
    return sum(map(_count, chunks)), size


def fits(tail: Sequence[TailChunk], chunk: TailChunk) -> bool:
    """Whether the tail has room for the chunk."""
    rows, size = weight((*tail, chunk))
    return rows <= TAIL_ROWS and size <= TAIL_BYTES


def nearly_full(tail: Sequence[TailChunk]) -> bool:
    """Whether a few more chunks like the last might not fit: time for a flush. Asked now and then."""
    if not tail or (len(tail) % ASKED and tail[-1].count < FEW_ROWS):
        return False
    rows, size = weight(tail)
    last_rows, last_size = weight(tail[-1:])
    return rows + ASKED * last_rows > TAIL_ROWS or size + ASKED * last_size > TAIL_BYTES


def extended(tail: tuple[TailChunk, ...], chunk: TailChunk, kit: Kit) -> tuple[TailChunk, ...]:
    """The tail with the chunk; every so many small ones become one, so that reading stays cheap."""
    tail = (*tail, chunk)
    if len(tail) < MANY_CHUNKS or any(small.count >= FEW_ROWS for small in tail[-MANY_CHUNKS:]):
        return tail
    rows = kit.gather([small.payload for small in tail[-MANY_CHUNKS:]])
    return (*tail[:-MANY_CHUNKS], chunk_of(rows, kit.encode(rows)))


def open_end(ledger: Ledger, a: int, b: int) -> bool:
    """Whether ``(a, b]`` starts where nothing was ever visible and no claim is on any of it.

    A claim that has expired counts too: as long as it is there its holder may still commit, without
    looking at the interval again. (Whoever claims drops it first.)
    """
    return a >= ledger.last and not any(claim.a < b and a < claim.b for claim in ledger.claims)


def appended(ledger: Ledger, chunk: TailChunk, spans: Spans, kit: Kit) -> Ledger:
    """The ledger with given rows in its tail; ``spans`` are where they lie (see `spans_of`)."""
    old, rev = ledger, ledger.rev + 1
    parts = touched(old.parts, spans, rev) if old.parts else ()
    tail = extended(old.tail, chunk, kit)
    # Written out, because this is the path of every live row and `replace` takes its time.
    return Ledger(
        old.inc,
        rev,
        old.next,
        old.gc,
        chunk.b,
        old.span,
        old.whole,
        parts,
        old.claims,
        tail,
        old.fps,
        old.ins,
        old.complete,
        old.about,
        old.stored,
    )


def spans_of(rows: Any, kit: Kit) -> Spans:
    """Where rows (at least one) lie: ``(t - 1, t]`` each, above 16 rows from first to last."""
    if len(rows) == 1 or len(rows) > FEW_ROWS:
        return ((rows.first_ms - 1, rows.last_ms),)
    return normalise((t - 1, t) for t in kit.times(rows))


def touched(parts: Parts, spans: Spans, rev: int) -> Parts:
    """The parts with ``changed = rev`` inside ``spans``, where somebody may have used what was there."""

    def change(part: Part) -> Part:
        return part._replace(changed=rev) if part.fp else part

    for a, b in spans:
        parts = rewrite(parts, a, b, change)
    return parts


def trimmed(tail: tuple[TailChunk, ...], a: int, b: int, kit: Kit) -> tuple[TailChunk, ...]:
    """The tail without the rows in ``(a, b]``."""
    if not tail or tail[-1].b <= a or b < tail[0].a:
        return tail
    kept: list[TailChunk] = []
    for chunk in tail:
        if chunk.b <= a or b < chunk.a:
            kept.append(chunk)
        elif chunk.a <= a or b < chunk.b:
            rows = kit.decode(chunk.payload)
            rest = [rows.between(chunk.a - 1, a), rows.between(b, chunk.b)]
            kept += [chunk_of(some, kit.encode(some)) for some in rest if len(some)]
    return tuple(kept)


def rows_of(chunks: Iterable[TailChunk], kit: Kit) -> list[Any]:
    """The rows of these chunks: single ones, of which there may be many, together."""
    single, found = [], []
    for chunk in chunks:
        if chunk.count == 1:
            single.append(chunk.payload)
        else:
            found.append(kit.decode(chunk.payload))
    return [*found, kit.gather(single)] if single else found


def rows_in(tail: Sequence[TailChunk], a: int, b: int, kit: Kit) -> list[Any]:
    """The tail's rows in ``(a, b]``, in pieces."""
    touching = [chunk for chunk in tail if chunk.a <= b and chunk.b > a]
    inside = [rows.between(a, b) for rows in rows_of(touching, kit)]
    return [rows for rows in inside if len(rows)]
