"""One request: find what it rests on, forecast what is to do, have it done."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from ..stream import Stream
from ..time_interval import TimeInterval, TimeIntervals
from ..tool.run import RunOptions, RunReport, current_options, options_in_force, run_job
from ..tool.run.makers import JobProducer, gives_jobs, policy_of
from ..tool.run.pull import Pull, pulling
from .choosing import Only, chosen
from .forecast import Forecast
from .graph import Graph, Task
from .outcome import Outcome, Watch
from .port import Executor
from .serial import SerialExecutor
from .settling import Settling
from .snapshot import read_ledgers
from .unit import Unit, units_of


@dataclass(frozen=True, slots=True)
class Prepared:
    """A request that has been looked at and not yet run.

    Attributes:
        graph: All that it rests on.
        forecast: What is to do.
        units: The same as plain values, sources first.
    """

    graph: Graph
    forecast: Forecast
    units: Sequence[Unit]


Check = Callable[[Sequence[Unit]], Sequence[Unit]]
"""Looks at what is to do before it is done, and says what of it shall be done."""


def prepare(
    producers: Iterable[JobProducer], interval: TimeInterval, options: RunOptions | None = None
) -> Prepared:
    """What bringing the sinks of these producers up to date over ``interval`` takes; nothing is computed.

    Raises:
        LinkageError: (a `ValueError`) A stream rests on itself.
        FutureIntervalError: (a `ValueError`) ``interval`` ends after now.
        StreamNotAvailableError: It ends after a channel does.
    """
    return _looked_at(producers, interval, options_in_force(options), lambda _tasks: None)


def _looked_at(
    producers: Iterable[JobProducer],
    interval: TimeInterval,
    options: RunOptions,
    first: Callable[[Sequence[Task]], None],
) -> Prepared:
    graph = Graph()
    span = ((interval.start_ms, interval.end_ms),)
    asked = {graph.add(producer): span for producer in producers}
    first(graph.tasks)
    forecast = Forecast(graph, asked, read_ledgers(graph.tasks, options.policy), options)
    forced = asked.keys() if options.force else ()
    return Prepared(graph, forecast, units_of(graph, forecast, forced))


def execute(
    producers: Iterable[JobProducer],
    interval: TimeInterval,
    executor: Executor | None = None,
    options: RunOptions | None = None,
    check: Check | None = None,
    watch: Watch | None = None,
    only: Only = None,
) -> Outcome:
    """Bring the sinks of these producers, and what they rest on, up to date over ``interval``.

    Args:
        producers: What computes the sinks.
        interval: What is asked for.
        executor: Where it runs; in this process, one unit after the other, unless given.
        options: How this request differs from the plain one.
        check: Looks at the units first, and gives those that shall be done; what rests on others that are
            to be done has to go with them.
        watch: Told of all units before the first, and of each as it ends.
        only: Do nothing but what has one of these reasons, or is ``blocked``; see `chosen`.

    Raises:
        ToolExecutionError: A tool failed whose policy is to raise; nothing of its piece was recorded.
        LinkageError: (a `ValueError`) A stream rests on itself.
        FutureIntervalError: (a `ValueError`) ``interval`` ends after now.
        StreamNotAvailableError: It ends after a channel does.
        ArgumentValueError: (a `ValueError`) ``only`` names no reason.
    """
    started = time.perf_counter()
    options = options_in_force(options)
    with pulling(options.run_id) as pull, _in_force(options):
        prepared = _looked_at(producers, interval, options, lambda tasks: _refresh_others(tasks, interval))
        units = chosen(prepared.graph, prepared.units, only)
        left_out = len(prepared.units) - len(units)
        units = units if check is None else check(units)
        outcome = Outcome(pull.run_id, not_yet=_not_yet(prepared), left_out=left_out)
        if watch is not None:
            watch.begin(units)
        pull.beyond.clear()
        for finished in (executor or SerialExecutor()).run(units, _LocalWork(prepared, units, options, pull)):
            outcome.units.append(finished)
            if watch is not None:
                watch.finished(finished)
        outcome.beyond = {str(stream.stream_id): found for stream, found in pull.beyond.items()}
    outcome.seconds = time.perf_counter() - started
    return outcome


class _LocalWork:
    """Does units in this process."""

    def __init__(self, prepared: Prepared, units: Sequence[Unit], options: RunOptions, pull: Pull) -> None:
        self._tasks = prepared.graph.tasks
        self._forecast = prepared.forecast
        self._options = options
        self._pull = pull
        self._settling = Settling(self._tasks, self._forecast.ledgers, units)
        self._told: set[int] = set()

    def __call__(self, unit: Unit) -> tuple[RunReport, ...]:
        task = self._tasks[unit.number]
        for place in self._resting_on(task):
            self._tell(self._tasks[place])
        self._settling.before(unit)
        policy = policy_of(task.producer, self._options.policy)
        options = replace(self._options, policy=policy, force=unit.forced, run_id=self._pull.run_id)
        return tuple(
            run_job(task.job, TimeInterval.from_ms(a, b), options, is_due=True) for a, b in unit.spans
        )

    def _resting_on(self, task: Task) -> Iterator[int]:
        """Places of what it asks for that was not told of yet: through memory, what lies behind that, too."""
        waiting = list(task.rests_on - self._told)
        while waiting:
            place = waiting.pop()
            if place not in self._told:
                yield place
                through = self._tasks[place]
                if not all(sink.home.persistent for sink in through.job.sinks):
                    waiting += through.rests_on

    def _tell(self, task: Task) -> None:
        """Whoever reads what a task computes need not ask for it again; its unit, if any, is done."""
        self._told.add(task.place)
        computed, current = self._forecast.current(task.place)
        for sink in task.job.sinks:
            self._pull.mark(sink, computed, current)


def _refresh_others(tasks: Sequence[Task], interval: TimeInterval) -> None:
    """Let producers that do not say what they do bring themselves up to date."""
    for task in tasks:
        for stream, reach in task.job.reaches.items() if _has_others(task.job.reads) else ():
            if not gives_jobs(stream.producer):
                with pulling() as pull:
                    pull.refresh(stream, interval.start_ms - reach.before, interval.end_ms + reach.after)


def _has_others(streams: Iterable[Stream]) -> bool:
    return any(stream.producer is not None and not gives_jobs(stream.producer) for stream in streams)


def _not_yet(prepared: Prepared) -> dict[str, TimeIntervals]:
    return {
        str(sink.stream_id): TimeIntervals.from_spans(spans)
        for place, spans in prepared.forecast.not_yet.items()
        for sink in prepared.graph.tasks[place].job.sinks
    }


@contextmanager
def _in_force(options: RunOptions) -> Iterator[None]:
    """The options for whatever is pulled beside the units."""
    token = current_options.set(replace(options, force=False))
    try:
        yield
    finally:
        current_options.reset(token)
