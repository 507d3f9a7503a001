"""How much a unit will give that was never computed: what its tool makes of how much its sources have.

Few rows are read for it: the first of a source tell how dense it is, and the first places of a factor tell
for all of them. What is going to be computed itself counts by what is expected of it.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..stores.keys import StreamKey
from ..stream import Stream
from ..time_interval import TimeIntervals
from ..time_interval.spans import Spans, total
from ..tool import BaseTool
from .graph import Task
from .unit import Unit

PLACES = 3
"""So many places of a factor, and sources of a place, are looked at; the others are taken to be alike."""

ROWS = 256
"""So many rows of a source are looked at; where there are more, they are taken to go on like that."""

Kind = tuple[str, str, str]


def kind_of(unit: Unit) -> Kind:
    """What units have in common that are alike: factor, tool and parameters."""
    return (unit.factor, unit.tool, unit.parameters)


class Expectations:
    """What the units of one forecast will give, by their tools; ask for sources first."""

    def __init__(self) -> None:
        self._told: dict[Kind, list[float | None]] = {}
        self._rates: dict[StreamKey, float | None] = {}

    def of(self, task: Task, unit: Unit) -> int | None:
        """How many instances each sink of a unit gets, about; None where that cannot be told."""
        told = self._told.setdefault(kind_of(unit), [])
        length = total(unit.spans)
        if len(told) < PLACES:
            count = self._asked(task, unit)
            told.append(None if count is None else count / length)
            return count
        known = [rate for rate in told if rate is not None]
        return round(length * sum(known) / len(known)) if len(known) == len(told) else None

    def note(self, unit: Unit, instances: int | None) -> None:
        """What is expected of a unit in the end, by whatever it is judged: it counts for what rests on it."""
        length = total(unit.spans) * len(unit.sinks)
        rate = None if instances is None else instances / length
        self._rates.update(dict.fromkeys(unit.sinks, rate))

    def _asked(self, task: Task, unit: Unit) -> int | None:
        if type(task.job.tool).estimated_count is BaseTool.estimated_count:
            return None  # It says nothing, so nothing is read for it.
        counts = self._counts(task.job.reads, unit.spans)
        length, found = total(unit.spans), 0
        for interval in TimeIntervals.from_spans(unit.spans):
            share = (interval.end_ms - interval.start_ms) / length
            some = [None if count is None else round(count * share) for count in counts]
            told = task.job.tool.estimated_count(interval, some)
            if told is None:
                return None
            found += told
        return found

    def _counts(self, streams: Sequence[Stream], spans: Spans) -> list[int | None]:
        """How many instances each source has there, or will have."""
        there = [stream for stream in streams if stream.key not in self._rates]
        looked = {stream.key: _rows(stream, spans) for stream in there[:PLACES]}
        alike = round(sum(looked.values()) / max(1, len(looked)))
        length, found = total(spans), list[int | None]()
        for stream in streams:
            if stream.key in self._rates:
                rate = self._rates[stream.key]
                found.append(None if rate is None else round(rate * length))
            else:
                found.append(looked.get(stream.key, alike))
        return found


def _rows(stream: Stream, spans: Spans) -> int:
    """About how many rows a stream has there, told by the first of them."""
    a, b = spans[0][0], spans[-1][1]
    first = stream.home.read_first(stream, a, b, ROWS)
    if len(first) < ROWS:
        return len(first) if len(spans) == 1 else round(len(first) * total(spans) / (b - a))
    pace = (first.last_ms - first.first_ms) / (ROWS - 1)
    return round((1 + (b - first.first_ms) / pace) * total(spans) / (b - a))
