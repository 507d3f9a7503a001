"""In which state each stream of a workflow is, instant by instant, worked out from the ledgers alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ...drawing import State, Timeline
from ...execution import Graph, Task
from ...execution.attempts import last_failures
from ...execution.forecast import Forecast
from ...execution.lacking import MISSING
from ...execution.snapshot import Ledgers, read_ledgers
from ...execution.unit import units_of
from ...stores.keys import StreamKey
from ...stores.ledger.claims import live
from ...stores.ledger.model import GIVEN, NEVER, Ledger
from ...stores.ledger.pending import Pending
from ...stores.ledger.visibility import computed
from ...stream import Stream
from ...time_interval import TimeInterval
from ...time_interval.spans import EMPTY, Span, Spans, clip, difference, intersection, normalise, union
from ...tool.run import RunOptions, options_in_force
from ..definition import WorkflowDefinition
from ..factor_base import StreamFactor

_FEW = 3
"""Of so many instances at least, the usual distance between two says where one is lacking."""


@dataclass(slots=True)
class Layers:
    """Spans by state, laid over each other: what is put on later covers what was there."""

    whole: Span
    spans: dict[State, Spans]

    def put(self, state: State, spans: Spans) -> None:
        """Cover these spans with a state."""
        inside = clip(spans, *self.whole)
        self.spans = {known: difference(held, inside) for known, held in self.spans.items()}
        self.spans[state] = union(self.spans.get(state, EMPTY), inside)

    def timeline(self) -> Timeline:
        """The whole, in order."""
        found = ((a, b, state) for state, spans in self.spans.items() for a, b in spans)
        return tuple(sorted(found, key=lambda piece: piece[0]))


def timelines(
    workflow: WorkflowDefinition, interval: TimeInterval, options: RunOptions | None, data: bool
) -> dict[StreamKey, Timeline]:
    """The states of all streams of a workflow over an interval, by key.

    Args:
        workflow: Whose.
        interval: Over which time.
        options: The version policy by which results are judged.
        data: Whether current time without data is told apart, which reads the timestamps.
    """
    graph = Graph()
    asked: dict[int, Spans] = {}
    for factor in workflow.factors:
        for producer in factor.producers() if isinstance(factor, StreamFactor) else ():
            place = graph.add(producer)
            if span := _possible(graph.tasks[place], _span(interval)):
                asked[place] = span
    streams = [stream for node in workflow.nodes.values() for stream in node.streams.values()]
    options = options_in_force(options)
    ledgers = {**_of(streams), **read_ledgers(graph.tasks, options.policy)}
    forecast = Forecast(graph, asked, ledgers, options)
    tasks = {sink.key: task for task in graph.tasks for sink in task.job.sinks}
    failures = last_failures(graph, units_of(graph, forecast))
    found = {}
    for stream in streams:
        ledger = ledgers[stream.key]
        layers = Layers(_span(interval), {State.UNKNOWN: (_span(interval),)})
        if stream.key in tasks:
            failed = normalise(span for spans, _ in failures.get(stream.key, ()) for span in spans)
            task = tasks[stream.key]
            _put_computed(layers, task, ledger, forecast.todo.get(task.place, ()), failed)
        else:
            _put_given(layers, ledger)
        if data:
            layers.put(State.EMPTY, _without_data(stream, layers.spans.get(State.CURRENT, EMPTY), interval))
        layers.put(State.RUNNING, _being_computed(ledger, stream.home.now(), layers))
        found[stream.key] = layers.timeline()
    return found


def _of(streams: Iterable[Stream]) -> Ledgers:
    """Their ledgers, one round trip a channel."""
    homes = {id(stream.home): stream.home for stream in streams}
    groups: dict[int, dict[StreamKey, Stream]] = {home: {} for home in homes}
    for stream in streams:
        groups[id(stream.home)][stream.key] = stream
    found: dict[StreamKey, Ledger] = {}
    for place, group in groups.items():
        found.update(homes[place].ledgers(group.values()))
    return found


def _span(interval: TimeInterval) -> Span:
    return interval.start_ms, interval.end_ms


def _possible(task: Task, whole: Span) -> Spans:
    """What of an interval a task may be asked for: nothing after now or after the end of its channels."""
    end = min(min(sink.home.now(), sink.home.up_to_ms) for sink in task.job.sinks)
    return clip((whole,), whole[0], end) if end > whole[0] else EMPTY


def _put_computed(layers: Layers, task: Task, ledger: Ledger, todo: Sequence[Pending], failed: Spans) -> None:
    """A stream that a factor computes; of what is to do, what failed when it was last tried."""
    layers.put(State.MISSING, _possible(task, layers.whole))
    layers.put(State.CURRENT, computed(ledger))
    for item in todo:
        layers.put(State.MISSING if item.reason == MISSING else State.STALE, ((item.a, item.b),))
    layers.put(State.FAILED, intersection(failed, normalise((item.a, item.b) for item in todo)))


def _put_given(layers: Layers, ledger: Ledger) -> None:
    """A stream that is written: as far as it is declared complete, else from its first row to its last."""
    settled = normalise((part.a, part.b) for part in ledger.parts if ledger.fps[part.fp] == GIVEN)
    layers.put(State.CURRENT, union(settled, computed(ledger)))
    if ledger.complete is not None:
        layers.put(State.CURRENT, clip((layers.whole,), layers.whole[0], ledger.complete))
    elif ledger.last != NEVER:
        layers.put(State.CURRENT, clip((layers.whole,), layers.whole[0], ledger.last))


def _being_computed(ledger: Ledger, now: int, layers: Layers) -> Spans:
    """What somebody holds a claim on and is not current."""
    claimed = normalise((claim.a, claim.b) for claim in live(ledger, now))
    lacking = [layers.spans.get(state, EMPTY) for state in (State.MISSING, State.STALE, State.FAILED)]
    return intersection(claimed, normalise(span for spans in lacking for span in spans))


def _without_data(stream: Stream, current: Spans, interval: TimeInterval) -> Spans:
    """Current time without data: before the first instance, after the last, and where instances lack.

    Where there are a few, an instance stands for as much time before it as instances usually lie apart (the
    median); of fewer, for all current time back to the one before it.
    """
    if not current:
        return EMPTY
    batches = stream.window(interval).batches()
    times = np.concatenate([np.empty(0, np.int64), *(np.asarray(batch.timestamps) for batch in batches)])
    if not len(times):
        return current
    return difference(current, normalise(_stood_for(times.astype(np.int64), interval.start_ms)))


def _stood_for(times: np.ndarray[tuple[int], np.dtype[np.int64]], start: int) -> Iterator[Span]:
    """The time that each instance stands for."""
    before = np.concatenate([np.array([min(start, int(times[0]) - 1)]), times[:-1]])
    if len(times) >= _FEW:
        usual = int(np.median(np.diff(times)))
        before = np.maximum(before, times - max(usual, 1))
    return zip(before.tolist(), times.tolist(), strict=True)


def share_of(timelines: Mapping[StreamKey, Timeline], streams: Iterable[Stream]) -> list[Timeline]:
    """The timelines of some streams."""
    return [timelines[stream.key] for stream in streams if stream.key in timelines]
