"""What a run was asked to do differently, and what it did: options in, report out."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field

from ...time_interval import TimeInterval, TimeIntervals
from ...utils.errors import ArgumentValueError
from .policy import VersionPolicy

NONE = TimeIntervals()


@dataclass(frozen=True, slots=True)
class Progress:
    """One step of a run, for whoever shows it.

    Attributes:
        tool: Tool name.
        stream: The stream being computed, as text.
        interval: The piece just computed, or waited for.
        total: Everything this run has to compute for its sinks.
        instances: Instances written by this piece.
        waiting_for: Holder of the claim that is waited for, else empty.
    """

    tool: str
    stream: str
    interval: TimeInterval
    total: TimeIntervals
    instances: int = 0
    waiting_for: str = ""


def new_run_id() -> str:
    """A fresh id for everything one request does; 12 hexadecimal digits."""
    return os.urandom(6).hex()


@dataclass(frozen=True, slots=True)
class RunOptions:
    """How a run differs from the plain one.

    Attributes:
        policy: Which change of version recomputes.
        force: Recompute what is asked for even where it is current.
        missing: Compute what has never been computed; without it only what is there, but not
            current, is computed again.
        chunk_ms: Compute at most this much time in one call of ``_execute``; None for whole gaps.
        run_id: Id recorded with every interval; made when empty.
        progress: Called after every piece, and while waiting for another worker.
        wait_seconds: How long to wait for another worker's claim before giving up; None: as long
            as it is alive.

    Raises:
        ArgumentValueError: (a `ValueError`) There is no such policy, or ``chunk_ms`` is not positive.
    """

    policy: VersionPolicy = VersionPolicy.MAJOR
    force: bool = False
    missing: bool = True
    chunk_ms: int | None = None
    run_id: str = ""
    progress: Callable[[Progress], None] | None = None
    wait_seconds: float | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "policy", VersionPolicy.parse(self.policy))
        if self.chunk_ms is not None and self.chunk_ms < 1:
            msg = f"chunk_ms is {self.chunk_ms}; a piece needs at least 1 ms. None computes whole gaps."
            raise ArgumentValueError(msg, chunk_ms=self.chunk_ms)


current_options: ContextVar[RunOptions] = ContextVar("hyperstream_run_options")
"""The options of the request in progress; a session or a workflow sets it, `options_in_force` reads it."""

PLAIN = RunOptions()


def options_in_force(options: RunOptions | None) -> RunOptions:
    """The given options, else those of the request in progress, else the plain ones."""
    return options if options is not None else current_options.get(PLAIN)


def host_name() -> str:
    """``host:pid`` of this process, recorded with every interval."""
    return f"{socket.gethostname()}:{os.getpid()}"


@dataclass(slots=True)
class RunReport:
    """What a run did.

    Attributes:
        tool: Tool name.
        version: Tool version.
        run_id: Id recorded with every interval.
        computed: The intervals computed by this run (of any sink).
        instances: Instances written, over all sinks.
        calls: Pieces committed, over all sinks.
        reasons: Why, per reason: the intervals.
        not_yet: What cannot be computed yet: the tool looks ahead beyond now, or a source is not
            complete so far (``covers=``).
        seconds: Duration.
        commits: Each commit: the index of its sink, start and end, ms.
    """

    tool: str
    version: str
    run_id: str
    computed: TimeIntervals = NONE
    instances: int = 0
    calls: int = 0
    reasons: dict[str, TimeIntervals] = field(default_factory=dict)
    not_yet: TimeIntervals = NONE
    seconds: float = 0.0
    commits: list[tuple[int, int, int]] = field(default_factory=list)

    @property
    def nothing_to_do(self) -> bool:
        """Whether everything asked for was current already."""
        return self.calls == 0

    def add(self, reason: str, interval: TimeInterval, instances: int, sink: int = 0) -> None:
        """Note that one sink was computed over ``interval``, and why."""
        self.calls += 1
        self.commits.append((sink, interval.start_ms, interval.end_ms))
        self.instances += instances
        self.computed = self.computed + interval
        self.reasons[reason] = self.reasons.get(reason, TimeIntervals()) + interval
