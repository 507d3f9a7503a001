"""Declaring given what units are about to read of streams that nothing computes, many in one round trip.

Each unit would do it for itself before it reads (a result has to rest on settled time, so that a late row
is noticed). For a thousand units that is a thousand commits; for some hundred of them together it is one.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence

from ..stores.keys import StreamKey
from ..stores.ledger.marks import settled
from ..stores.ledger.model import WHOLE, Ledger
from ..stores.ledger.staleness import BEGINNING, END
from ..stream import Stream
from ..stream.ports import Home, StreamRef
from ..time_interval.spans import Spans, normalise, union
from ..utils.errors import LedgerFullError
from .graph import NOWHERE, Task
from .unit import Unit

logger = logging.getLogger(__name__)

AT_ONCE = 256
"""Units looked ahead. Where a run stops at a failure, that many sources may be settled in vain."""


class Settling:
    """Settles sources of units some units ahead of the work.

    Args:
        tasks: Those of the graph, by place.
        ledgers: As they were when the request was looked at; what is settled there already is left alone.
        units: What is to be done, in about this order.
    """

    def __init__(
        self, tasks: Sequence[Task], ledgers: Mapping[StreamKey, Ledger], units: Sequence[Unit]
    ) -> None:
        self._tasks = tasks
        self._ledgers = ledgers
        self._units = units
        self._groups = {unit.number: place // AT_ONCE for place, unit in enumerate(units)}
        self._settled: set[int] = set()

    def before(self, unit: Unit) -> None:
        """Settle what this unit and its neighbours read; where that was done with a neighbour, nothing."""
        group = self._groups[unit.number]
        if group not in self._settled:
            self._settled.add(group)
            some = self._units[group * AT_ONCE : (group + 1) * AT_ONCE]
            if len(some) > 1:
                self._settle(some)

    def _settle(self, units: Iterable[Unit]) -> None:
        wanted: dict[int, tuple[Home, dict[StreamRef, Spans]]] = {}
        for unit in units:
            for stream, spans in self._reads(unit):
                _, group = wanted.setdefault(id(stream.home), (stream.home, {}))
                group[stream] = union(group.get(stream, ()), spans)
        for home, group in wanted.values():
            try:
                home.settle_many(group)
            except LedgerFullError as error:
                # The unit that it concerns will meet it again, and be named with it.
                logger.debug("Sources were not settled ahead: %s", error)

    def _reads(self, unit: Unit) -> Iterator[tuple[Stream, Spans]]:
        """What a unit will read of streams that nothing computes, and that is not settled."""
        task = self._tasks[unit.number]
        if NOWHERE not in task.behind:
            return
        reaches = task.job.reaches
        for place, stream in zip(task.behind, task.job.reads, strict=True):
            reach = reaches[stream]
            if place != NOWHERE or not stream.home.persistent or WHOLE in reach:
                continue
            spans = normalise(
                (max(BEGINNING, a - reach.before), min(END, b + reach.after)) for a, b in unit.spans
            )
            ledger = self._ledgers.get(stream.key)
            if ledger is None or settled(ledger, spans) is not None:
                yield stream, spans
