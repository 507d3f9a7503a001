"""What a request has to compute, and why: worked out from the ledgers alone.

Three walks over the graph. Backwards: how far the request reaches into each stream. Forwards: what lies
there is missing or not current, also because something behind it will be computed again. Backwards again:
what is missing is needed only where somebody asked for it, or needs it to compute something.

Where a tool says how far it reads, that is exact. Where its reach depends on data, what it needs beyond
is found when it reads.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..stores.keys import StreamKey
from ..stores.ledger.model import WHOLE, Ledger
from ..stores.ledger.pending import ComputeRequest, Pending, pending, stands
from ..stores.ledger.staleness import BEGINNING
from ..stream import Stream
from ..time_interval import TimeInterval
from ..time_interval.spans import EMPTY, Spans, clip, difference, intersection, normalise, union
from ..tool.run import RunOptions
from ..tool.run.limits import before, check_end
from ..tool.run.makers import policy_of
from ..tool.run.policy import VersionPolicy, acceptance
from .graph import NOWHERE, Graph, Task
from .lacking import MISSING, not_current, resting_on, together, within
from .reaching import Reaching, looks_through
from .snapshot import Ledgers

UPSTREAM = "upstream"


class Forecast:
    """What has to be computed for a request.

    Args:
        graph: All that the request rests on.
        asked: What is asked for of each task, by its place.
        ledgers: Of all streams of the graph.
        options: The options of the request.

    Attributes:
        todo: What each task has to compute, with its reason, by its place; absent where nothing is.
        regions: How far the request reaches into what each task computes.
        not_yet: What of `asked` cannot be computed by now, by place.
        tasks: Those of the graph; ``asked``, ``ledgers`` and ``options`` as given.

    Raises:
        FutureIntervalError: (a `ValueError`) Something after now is asked for.
        StreamNotAvailableError: Something is asked for that lies beyond the end of its channel.
    """

    def __init__(
        self, graph: Graph, asked: Mapping[int, Spans], ledgers: Ledgers, options: RunOptions
    ) -> None:
        self.tasks = graph.tasks
        self.asked = asked
        self.ledgers = ledgers
        self.options = options
        self._reaching = Reaching(graph.tasks, ledgers)
        self._pending: list[tuple[Pending, ...]] = []
        self._of_sinks: dict[int, list[tuple[Pending, ...]]] = {}
        self._stale: list[Spans] = []
        self._limits: list[int] = []
        self.todo: dict[int, tuple[Pending, ...]] = {}
        self.not_yet: dict[int, Spans] = {}
        self._check_ends()
        self.regions = self._reaching.regions(asked)
        self._look_ahead()
        self._choose()

    def _check_ends(self) -> None:
        """Refuse what can never be computed; tasks into the same channels are looked at once."""
        seen = set[tuple[object, ...]]()
        for place, spans in self.asked.items():
            job, start, end = self.tasks[place].job, spans[0][0], spans[-1][1]
            same = (start, end, *[id(sink.home) for sink in job.sinks[:1]])
            if len(job.sinks) > 1 or same not in seen:
                seen.add(same)
                check_end(job, TimeInterval.from_ms(start, end))

    def current(self, place: int) -> tuple[Spans, Spans]:
        """What is computed, and what is not stale, of a task once all is done; ms."""
        region = clip(self.regions[place], BEGINNING, self._limits[place])
        missing = normalise((item.a, item.b) for item in self._pending[place] if item.reason == MISSING)
        done = normalise((item.a, item.b) for item in self.todo.get(place, ()))
        return difference(region, difference(missing, done)), region

    def needs(self, place: int) -> tuple[Spans, ...]:
        """What each sink of a task has to be computed over, ms: where they differ, each gets its own."""
        todo = normalise((item.a, item.b) for item in self.todo.get(place, ()))
        found = self._of_sinks.get(place)
        if found is None:
            return tuple(todo for _ in self.tasks[place].job.sinks)
        return tuple(intersection(normalise((item.a, item.b) for item in of), todo) for of in found)

    def policy(self, task: Task) -> VersionPolicy:
        """Which change of version recomputes what a task computes."""
        return policy_of(task.producer, self.options.policy)

    # --- forwards: what lies there is not current
    def _look_ahead(self) -> None:
        changes: dict[StreamKey, Spans] = {}
        last: tuple[Spans, int, Spans] = (EMPTY, WHOLE, EMPTY)
        possible = late = EMPTY
        for task in self.tasks:
            self._limits.append(limit := self._limit(task))
            seen = (self.regions[task.place], limit, self.asked.get(task.place, EMPTY))
            if seen != last:
                # Of the streams of a node, all but the first are asked for the same.
                last, possible = seen, clip(seen[0], BEGINNING, limit)
                late = difference(seen[2], possible)
            if late:
                self.not_yet[task.place] = late
            found = self._judged(task, possible, changes)
            if not any(found):
                self._pending.append(())
                self._stale.append(EMPTY)
                continue
            self._pending.append(found[0] if len(found) == 1 else tuple(together(found)))
            again = [not_current(pending) for pending in found]
            changes.update(
                (sink.key, spans) for sink, spans in zip(task.job.sinks, again, strict=True) if spans
            )
            self._stale.append(normalise(span for spans in again for span in spans))

    def _limit(self, task: Task) -> int:
        """Up to where a task's sources allow results, ms."""
        limit = WHOLE
        for place, stream, reach in self._reaching.read_by(task):
            end = self._reaching.end_of(stream)
            ledger = self.ledgers.get(stream.key)
            if ledger is not None and ledger.complete is not None:
                end = min(end, ledger.complete)
            if place != NOWHERE:
                end = min(end, self._limits[place])
            limit = min(limit, before(end, reach) if reach.after else end)
        return limit

    def _judged(
        self, task: Task, region: Spans, changes: Mapping[StreamKey, Spans]
    ) -> list[tuple[Pending, ...]]:
        """What of its region each sink of a task lacks."""
        if not region:
            return [() for _ in task.job.sinks]
        fingerprint, sinks = task.job.fingerprint, task.job.sinks
        forced = self.options.force and task.place in self.asked
        # Mostly all of it stands, and that is worth asking before a policy is asked for.
        plain = len(sinks) == 1 and len(region) == 1 and not forced and not changes
        if plain and stands(self.ledgers[sinks[0].key], *region[0], fingerprint, self.ledgers):
            return [()]
        accepts = acceptance(fingerprint, self.policy(task))
        request = ComputeRequest(fingerprint, accepts, sources=self.ledgers, force=forced)
        own = changes if not changes or looks_through(task) else _of(task.job.reads, changes)
        found = [self._of_sink(self.ledgers[sink.key], region, request, own) for sink in sinks]
        if len(found) > 1:
            self._of_sinks[task.place] = found
        return found

    @staticmethod
    def _of_sink(
        ledger: Ledger, region: Spans, request: ComputeRequest, changes: Mapping[StreamKey, Spans]
    ) -> tuple[Pending, ...]:
        found = tuple(item for a, b in region for item in pending(ledger, a, b, request))
        if not changes:
            return found
        known = normalise((item.a, item.b) for item in found)
        induced = normalise(span for a, b in region for span in resting_on(ledger, a, b, changes))
        more = (Pending(a, b, UPSTREAM) for a, b in difference(induced, known))
        return tuple(sorted((*found, *more)))

    # --- backwards: what is needed
    def _choose(self) -> None:
        demanded: list[Spans] = [self.asked.get(task.place, EMPTY) for task in self.tasks]
        for task in reversed(self.tasks):
            if not self._pending[task.place]:
                continue
            # What is there but not current is always computed again; what is missing, where it is needed.
            wanted = union(demanded[task.place], self._stale[task.place])
            chosen = tuple(within(self._pending[task.place], wanted))
            if chosen:
                self.todo[task.place] = chosen
                spans = normalise((item.a, item.b) for item in chosen)
                for place, stream, reach in self._reaching.behind(task):
                    demanded[place] = union(demanded[place], self._reaching.widened(spans, reach, stream))


def _of(streams: Iterable[Stream], changes: Mapping[StreamKey, Spans]) -> Mapping[StreamKey, Spans]:
    return {stream.key: changes[stream.key] for stream in streams if stream.key in changes}
