"""Noticing rows that arrive in time already declared complete (they are stored all the same).

Time is declared complete by ``covers=``, or settled because a result was computed from it. A row
that arrives there later makes those results stale; the writer is warned, nothing is dropped.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Iterator

from ..batch.batch import Batch
from ..stores.ledger.model import GIVEN, Ledger
from ..stream.ports import StreamRef
from ..time_interval.spans import Spans, clip, normalise
from ..utils.errors import LateDataWarning
from ..utils.time_utils import MIN_DATE, from_ms, to_ms

_PACKAGE = __name__.partition(".")[0] + "."
_BEGINNING = to_ms(MIN_DATE) - 1
_NONE = Batch.empty()


def declared(ledger: Ledger) -> Spans:
    """Time declared complete or settled."""
    spans = [(part.a, part.b) for part in ledger.parts if ledger.fps[part.fp] == GIVEN]
    if ledger.complete is not None:
        spans.append((_BEGINNING, ledger.complete))
    return normalise(spans)


def late_rows(ledger: Ledger, batch: Batch, read: Callable[[int, int], Iterator[Batch]]) -> Batch:
    """The rows of an ordered batch that would be new in declared time.

    Args:
        ledger: As it is before the write, as far as is known.
        batch: What is to be written.
        read: Gives the rows of ``(a, b]`` that are there already.
    """
    if not len(batch) or _beyond(ledger, batch):
        return _NONE
    inside = _inside(batch, declared(ledger))
    if not len(inside):
        return inside
    return inside.missing_from(Batch.concat(read(inside.first_ms - 1, inside.last_ms)))


def late_meanwhile(before: Ledger, after: Ledger, batch: Batch, written: int) -> Batch:
    """The rows that are late because somebody else declared time while they were written.

    Args:
        before: The ledger by which `late_rows` judged; it may have been old.
        after: The ledger after the write.
        batch: What was written, ordered.
        written: How many of its rows were new.
    """
    if not written or after.rev <= before.rev + 1 or _beyond(after, batch):
        return _NONE
    spans = declared(after)
    if written < len(batch):
        # Only part of the rows was new: those by which settled time has changed since.
        spans = normalise((part.a, part.b) for part in after.parts if part.fp and part.changed > before.rev)
    return _inside(batch, spans)


def _inside(batch: Batch, spans: Spans) -> Batch:
    within = clip(spans, batch.first_ms - 1, batch.last_ms)
    return Batch.concat(batch.between(a, b) for a, b in within)


def _beyond(ledger: Ledger, batch: Batch) -> bool:
    # The usual case, an append: decided without building any spans.
    if not ledger.parts and ledger.complete is None:
        return True
    first_ms = batch.first_ms
    complete_end = ledger.complete if ledger.complete is not None else _BEGINNING
    parts_end = ledger.parts[-1].b if ledger.parts else _BEGINNING
    return first_ms > complete_end and first_ms > parts_end


def warn_late(stream: StreamRef, ledger: Ledger, late: Batch) -> None:
    """Tell the writer which rows came late. Call it once they are stored."""
    if not len(late):
        return
    last_ms = late.last_ms
    until = next(b for a, b in declared(ledger) if a < last_ms <= b)
    at = from_ms(last_ms)
    rows = f"1 instance at {at} lies" if len(late) == 1 else f"{len(late)} instances, the last at {at}, lie"
    message = (
        f"{stream.stream_id}: {rows} in time already declared complete (up to {from_ms(until)}). "
        f"{'It was' if len(late) == 1 else 'They were'} stored. Results computed from it are now stale; "
        "workflow.plan(...) lists them and workflow.execute(...) brings them up to date."
    )
    warnings.warn(LateDataWarning(message), stacklevel=_levels_up())


def _levels_up() -> int:
    """How many frames above `warn_late` the code lies that called into HyperStream."""
    level, frame = 1, sys._getframe(1)
    while frame.f_back is not None and frame.f_globals.get("__name__", "").startswith(_PACKAGE):
        level, frame = level + 1, frame.f_back
    return level
