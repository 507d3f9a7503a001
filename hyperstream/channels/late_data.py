"""Noticing rows that arrive in time already declared complete (they are stored all the same).

Time is declared complete by ``covers=``, or settled because a result was computed from it. A row
that arrives there later makes those results stale; the writer is warned, nothing is dropped.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator

from ..batch.batch import Batch
from ..stores.ledger.model import GIVEN, Ledger
from ..stream.ports import StreamRef
from ..time_interval.spans import Spans, clip, normalise
from ..utils.errors import LateDataWarning
from ..utils.time_utils import MIN_DATE, from_ms, to_ms

_BEGINNING = to_ms(MIN_DATE) - 1


def declared(ledger: Ledger) -> Spans:
    """Time declared complete or settled."""
    spans = [(part.a, part.b) for part in ledger.parts if ledger.fps[part.fp] == GIVEN]
    if ledger.complete is not None:
        spans.append((_BEGINNING, ledger.complete))
    return normalise(spans)


def late_rows(ledger: Ledger, batch: Batch, read: Callable[[int, int], Iterator[Batch]]) -> Batch:
    """The rows of an ordered batch that would be new in declared time.

    Args:
        ledger: As it is before the write.
        batch: What is to be written.
        read: Gives the rows of ``(a, b]`` that are there already.
    """
    if _beyond(ledger, batch.first_ms):
        return Batch.empty()
    spans = clip(declared(ledger), batch.first_ms - 1, batch.last_ms)
    inside = Batch.concat(batch.between(a, b) for a, b in spans)
    if not len(inside):
        return inside
    return inside.missing_from(Batch.concat(read(inside.first_ms - 1, inside.last_ms)))


def _beyond(ledger: Ledger, first_ms: int) -> bool:
    # The usual case, an append: decided without building any spans.
    complete_end = ledger.complete if ledger.complete is not None else _BEGINNING
    parts_end = ledger.parts[-1].b if ledger.parts else _BEGINNING
    return first_ms > complete_end and first_ms > parts_end


def warn_late(stream: StreamRef, ledger: Ledger, late: Batch) -> None:
    """Tell the writer which rows came late. Call it once they are stored."""
    if not len(late):
        return
    last_ms = late.last_ms
    until = next(b for a, b in declared(ledger) if a < last_ms <= b)
    instances = "1 instance" if len(late) == 1 else f"{len(late)} instances, the last"
    message = (
        f"{stream.stream_id}: {instances} at {from_ms(last_ms)}, lies in time already declared complete "
        f"(up to {from_ms(until)}). It was stored. Results computed from it are now stale; "
        "workflow.plan(...) lists them and workflow.execute(...) brings them up to date."
    )
    # The caller of Stream.write is the third frame up.
    warnings.warn(LateDataWarning(message), stacklevel=4)
