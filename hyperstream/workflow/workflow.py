"""Workflows: nodes over plates and the factors between them, defined once and executed for any interval."""

from __future__ import annotations

from types import TracebackType
from typing import Any, Self

from ..execution import Outcome, execute
from ..stream.incoming import as_interval
from ..time_interval import TimeIntervals
from ..tool.run import RunOptions
from ..tool.run.pull import pulling
from ..utils.time_utils import utcnow
from . import current
from .definition import WorkflowDefinition
from .factor_base import StreamFactor
from .host import WorkflowHost
from .monitor import WorkflowMonitor
from .node_creation_factor import NodeCreationFactor
from .seeing import Seen

WRITERS = frozenset({"asset_writer"})
"""Tools that are executed whenever their workflow is, whether or not somebody reads what they write."""


class Workflow(WorkflowDefinition, Seen):
    """Nodes and factors.

    ``with`` makes it the current workflow, to which ``hs.factors`` belong. Left by an error, a workflow that
    was made for it is forgotten again, so that it can be defined anew.

    Args:
        workflow_id: Its id.
        name: For people; the id unless given.
        description: For people.
        owner: For people.
        online: Whether `WorkflowManager.execute_all` executes it.
        monitor: Whether its start and end are logged at level MON.
        host: The HyperStream around it; without one, channels and plates are given as objects.

    Attributes:
        nodes: Its nodes by id.
        factors: Its factors, in the order in which they were defined.
    """

    def __init__(
        self,
        workflow_id: str,
        name: str | None = None,
        description: str | None = None,
        owner: str | None = None,
        online: bool = False,
        monitor: bool = False,
        *,
        host: WorkflowHost | None = None,
    ) -> None:
        super().__init__(workflow_id, host)
        self.name = name or workflow_id
        self.description = description or ""
        self.owner = owner or ""
        self.online = online
        self.monitor = monitor
        self.is_new = True
        self._requested = TimeIntervals()

    # --- being current
    def __enter__(self) -> Self:
        current.enter(self)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        current.leave(self)
        if error is not None and self.is_new and self.host is not None:
            self.host.forget(self)
        self.is_new = False

    # --- executing
    def execute(self, time_interval: Any, *, options: RunOptions | None = None) -> Outcome:
        """Compute what is missing or not current: of every node that no factor reads, and of all it rests on.

        Args:
            time_interval: A `TimeInterval`, a `RelativeTimeInterval`, or a pair such as
                ``("2026-11-10", "2026-11-11")``.
            options: How this request differs from the plain one.

        Raises:
            ToolExecutionError: A tool failed whose factor does not skip; nothing of its piece was recorded.
            FutureIntervalError: (a `ValueError`) The interval ends after now.
            StreamNotAvailableError: It ends after a channel does.
            LinkageError: (a `ValueError`) A stream rests on itself by way of another workflow.
        """
        interval = as_interval(time_interval, utcnow if self.host is None else self.host.clock)
        executor = None if self.host is None else self.host.executor
        with WorkflowMonitor(self), pulling("" if options is None else options.run_id):
            found = [creating.look(interval, options) for creating in self.plate_factors]
            leaves = (producer for factor in self.leaf_factors for producer in factor.producers())
            outcome = execute(leaves, interval, executor, options)
        for earlier in reversed(found):
            outcome.follow(earlier)
        return outcome

    @property
    def plate_factors(self) -> list[NodeCreationFactor]:
        """The factors that fill plates."""
        return [factor for factor in self.factors if isinstance(factor, NodeCreationFactor)]

    @property
    def leaf_factors(self) -> list[StreamFactor]:
        """The factors that an execution asks: asset writers, and those whose sink nobody reads."""
        found = [factor for factor in self.factors if isinstance(factor, StreamFactor)]
        writers = [factor for factor in found if factor.tool.name in WRITERS]
        return writers + [factor for factor in found if factor.sink_node.is_leaf and factor not in writers]

    @property
    def requested_intervals(self) -> TimeIntervals:
        """What `WorkflowManager.execute_all` executes; kept in the store with a committed workflow."""
        return self._requested

    @requested_intervals.setter
    def requested_intervals(self, intervals: Any) -> None:
        self._requested = TimeIntervals(intervals or None)
        if self.host is not None:
            self.host.save_status(self)

    def __repr__(self) -> str:
        return f"Workflow({self.workflow_id!r}, {len(self.nodes)} nodes, {len(self.factors)} factors)"
