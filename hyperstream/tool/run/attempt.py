"""One call of a tool: give it its sources, gather what it gives, say clearly what went wrong."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from ...batch import Batch
from ...stores.keys import StreamKey
from ...stores.ledger.model import Inputs, Ledger
from ...time_interval import TimeInterval
from .failing import failure
from .job import Job
from .output import Output, Stage
from .room import Room


@dataclass(frozen=True, slots=True)
class Result:
    """What one call gave.

    Attributes:
        batches: Rows for each sink asked for, in time order, but those written ahead.
        inputs: What was read, and at which revisions.
        ledgers: The ledgers of the sources as they were read.
        owners: Inputs that only some of the sinks rest on, and which.
    """

    batches: tuple[Batch, ...]
    inputs: Inputs
    ledgers: Mapping[StreamKey, Ledger]
    owners: Mapping[StreamKey, Container[int]]

    def inputs_of(self, index: int) -> Inputs:
        """What the rows of one sink rest on."""
        everybody = (index,)
        return tuple(each for each in self.inputs if index in self.owners.get(each.key, everybody))


def attempt(
    job: Job, interval: TimeInterval, sinks: Sequence[int], claims: Mapping[int, Stage] = MappingProxyType({})
) -> Result:
    """Call the tool for one interval; nothing becomes visible here.

    Args:
        job: Tool, sources and sinks.
        interval: The interval of the call.
        sinks: Indices of the sinks whose rows are wanted; what goes to others is dropped.
        claims: For each of them, where rows go that are too many to be held; without one, all are held.

    Raises:
        ToolExecutionError: The tool raised; its error is the cause.
        ToolOutputError: It gave something that is no instance of this interval.
        StoreError: The store did not answer the tool, or does not stand behind the claim any more.
    """
    reader = job.reader(interval)
    room = Room()
    outputs = {index: Output(job.tool.full_name, interval, room, claims.get(index)) for index in sinks}
    try:
        _gather(job, job.call(reader.track, interval), outputs)
        batches = tuple(outputs[index].rest() for index in sinks)
    except Exception as error:
        given = [output.last_timestamp for output in outputs.values() if output.last_timestamp]
        told = failure(job, interval, sinks, error, max(given, default=None))
        if told is error:
            raise
        raise told from error
    return Result(batches, reader.inputs(), reader.ledgers(), job.owners())


def _gather(job: Job, items: Iterable[Any] | None, outputs: Mapping[int, Output]) -> None:
    if items is None:
        return
    if job.route is None:
        outputs[0].extend(items)
        return
    for item in items:
        index, rows = job.route(item)
        if index in outputs:
            outputs[index].add(rows)
