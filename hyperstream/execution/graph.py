"""What rests on what: the jobs behind some streams, sources first.

The graph is found by asking: each stream knows its producer, a producer gives its job, a job names the
streams it reads. So it spans plates, workflows and single recipes alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..stream import Stream
from ..tool.run import Job
from ..tool.run.makers import JobProducer, gives_jobs
from ..utils.errors import LinkageError

NOWHERE = -1
"""Place of the task behind a stream that none is behind."""


@dataclass(frozen=True, slots=True)
class Task:
    """One job in a graph.

    Attributes:
        place: Its index; it rests on tasks of lower index only.
        producer: What gave it.
        job: Tool, sources and sinks.
        behind: For each stream that the job reads, the place of the task that computes it, or `NOWHERE`.
    """

    place: int
    producer: JobProducer
    job: Job
    behind: tuple[int, ...]

    @property
    def rests_on(self) -> set[int]:
        """Places of the tasks right behind it."""
        return {place for place in self.behind if place != NOWHERE}


class Graph:
    """The tasks behind some streams, sources first.

    Args:
        producers: What computes those streams.

    Attributes:
        tasks: The tasks; each rests on earlier ones only.

    Raises:
        LinkageError: (a `ValueError`) A stream rests on itself.
    """

    def __init__(self, producers: Iterable[JobProducer] = ()) -> None:
        self.tasks: list[Task] = []
        self._places: dict[JobProducer, int] = {}
        for producer in producers:
            self.add(producer)

    def place(self, producer: JobProducer) -> int:
        """The place of a producer's task."""
        return self._places[producer]

    def add(self, producer: JobProducer) -> int:
        """Take in a producer and all behind it, and give its place."""
        known = self._places.get(producer)
        if known is not None:
            return known
        job = producer.job()
        if all(stream.producer is None for stream in job.reads):
            return self._close(producer, job)
        self._walk(producer, job)
        return self._places[producer]

    def _walk(self, start: JobProducer, job: Job) -> None:
        """Depth first, without recursion: chains may be long."""
        path = [self._open(start, job)]
        while path:
            producer, job, waiting = path[-1]
            following = next(waiting, None)
            if following is None:
                self._close(producer, job)
                path.pop()
            elif self._places.get(following) == NOWHERE:
                raise _cycle([step.sinks[0] for each, step, _ in path], following.job().sinks[0])
            elif following not in self._places:
                path.append(self._open(following, following.job()))

    def _open(self, producer: JobProducer, job: Job) -> tuple[JobProducer, Job, Iterator[JobProducer]]:
        self._places[producer] = NOWHERE
        behind = (stream.producer for stream in job.reads)
        return producer, job, (each for each in behind if gives_jobs(each))

    def _close(self, producer: JobProducer, job: Job) -> int:
        place = self._places[producer] = len(self.tasks)
        behind = tuple(
            self._places[stream.producer] if gives_jobs(stream.producer) else NOWHERE for stream in job.reads
        )
        self.tasks.append(Task(place, producer, job, behind))
        return place


def _cycle(path: list[Stream], back_to: Stream) -> LinkageError:
    start = next(place for place, stream in enumerate(path) if stream == back_to)
    names = [str(stream.stream_id) for stream in [*path[start:], back_to]][::-1]
    msg = f"A stream would rest on itself: {' → '.join(names)}. Take one of these factors away."
    return LinkageError(msg, streams=path[start:])
