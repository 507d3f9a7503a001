"""One piece of work as plain values, so that it can be shown, kept, and sent to another process."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from ..stores.keys import StreamKey
from ..stores.ledger.pending import Pending
from ..time_interval import TimeIntervals
from ..time_interval.spans import Spans, normalise
from .failures import RAISE, OnFailure
from .forecast import Forecast
from .graph import Graph


@dataclass(frozen=True, slots=True)
class Unit:
    """One tool for one place on the plates, over the time that it lacks there.

    Attributes:
        number: Its place in the order of work; what it rests on has lower numbers.
        factor: Name of the factor, for people; of a single recipe, the name of its sink.
        plate_value: The place on the plates, pairs of tag and value.
        tool: Name of the tool.
        version: Its version.
        parameters: Canonical JSON of its parameters.
        sources: Keys of the streams that are read.
        sinks: Keys of the streams that are computed.
        pieces: What is computed: start and end, ms, and the reason.
        after: Numbers of the units whose results it reads.
        on_failure: What to do when the tool fails.
        forced: Whether what is current is computed again, too.
        needs: What each sink gets, ms, where they differ; empty where all get all of `spans`.
    """

    number: int
    factor: str
    plate_value: tuple[tuple[str, str], ...]
    tool: str
    version: str
    parameters: str
    sources: tuple[StreamKey, ...]
    sinks: tuple[StreamKey, ...]
    pieces: tuple[Pending, ...]
    after: tuple[int, ...] = ()
    on_failure: OnFailure = RAISE
    forced: bool = False
    needs: tuple[Spans, ...] = ()

    @property
    def spans(self) -> Spans:
        """The time that is computed; neighbours as one, whatever their reasons."""
        return normalise((piece.a, piece.b) for piece in self.pieces)

    @property
    def intervals(self) -> TimeIntervals:
        """`spans` as intervals."""
        return TimeIntervals.from_spans(self.spans)

    def spans_of(self, sink: int) -> Spans:
        """What one sink gets, ms."""
        return self.needs[sink] if self.needs else self.spans

    def __str__(self) -> str:
        place = ", ".join(value for _, value in self.plate_value)
        return f"{self.factor}({place})" if place else self.factor


def skipping(units: Sequence[Unit]) -> list[Unit]:
    """The same units; where the tool of one fails, what does not rest on it is done all the same."""
    return [replace(unit, on_failure=replace(unit.on_failure, skip=True)) for unit in units]


def units_of(graph: Graph, forecast: Forecast, forced: Collection[int] = ()) -> list[Unit]:
    """The units of a forecast, sources first; ``number`` is the place of the task."""
    todo = forecast.todo
    units: list[Unit] = []
    for task in graph.tasks:
        if task.place not in todo:
            continue
        job, producer = task.job, task.producer
        units.append(
            Unit(
                number=task.place,
                factor=getattr(producer, "title", job.sinks[0].stream_id.name),
                plate_value=getattr(producer, "plate_value", job.sinks[0].stream_id.meta_data),
                tool=job.tool.name,
                version=job.tool.version,
                parameters=job.tool.parameters_json,
                sources=tuple(stream.key for stream in job.reads),
                sinks=tuple(stream.key for stream in job.sinks),
                pieces=todo[task.place],
                after=tuple(sorted(place for place in task.rests_on if place in todo)),
                on_failure=getattr(producer, "on_failure", RAISE),
                forced=task.place in forced,
                needs=_differing(forecast.needs(task.place)) if len(job.sinks) > 1 else (),
            )
        )
    return units


def _differing(needs: tuple[Spans, ...]) -> tuple[Spans, ...]:
    return () if len(set(needs)) == 1 else needs
