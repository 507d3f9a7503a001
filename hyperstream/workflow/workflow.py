"""Workflows: nodes over plates and the factors between them, defined once and executed for any interval."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from types import TracebackType
from typing import Any, Self

from ..execution import (
    Check,
    Executor,
    Only,
    Outcome,
    Plan,
    Unit,
    Watch,
    execute,
    left_of,
    plan_of,
    prepare,
    skipping,
    watched,
)
from ..stream.incoming import as_interval
from ..time_interval import TimeIntervals
from ..tool.run import Progress, RunOptions, VersionPolicy, options_in_force
from ..tool.run.pull import pulling
from ..utils.errors import PlanError
from ..utils.time_utils import to_ms, utcnow
from . import current
from .factor_base import StreamFactor
from .host import WorkflowHost
from .monitor import WorkflowMonitor
from .node_creation_factor import NodeCreationFactor
from .producer import FactorProducer
from .seeing import Seen

WRITERS = frozenset({"asset_writer"})
"""Tools that are executed whenever their workflow is, whether or not somebody reads what they write."""


class Workflow(Seen):
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
        version_policy: Which change of a tool's version recomputes, where a factor does not say otherwise:
            ``"major"``, ``"minor"`` or ``"patch"``; None: as the request says.
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
        version_policy: VersionPolicy | str | None = None,
        host: WorkflowHost | None = None,
    ) -> None:
        super().__init__(workflow_id, host, name)
        self.description = description or ""
        self.owner = owner or ""
        self.online = online
        self.monitor = monitor
        self.version_policy = None if version_policy is None else VersionPolicy.parse(version_policy)
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

    # --- planning and executing
    def plan(self, time_interval: Any, *, options: RunOptions | None = None) -> Plan:
        """What executing it would compute, and why; nothing is computed, and nothing is written.

        Args:
            time_interval: As for `execute`.
            options: As for `execute`.

        Raises:
            FutureIntervalError: (a `ValueError`) The interval ends after now.
            StreamNotAvailableError: It ends after a channel does.
            LinkageError: (a `ValueError`) A stream rests on itself by way of another workflow.
        """
        clock = utcnow if self.host is None else self.host.clock
        interval = as_interval(time_interval, clock)
        prepared = prepare(self._leaves(), interval, self._options(options))
        made = plan_of(prepared, self.workflow_id, interval, to_ms(clock()))
        return replace(made, notes=tuple(map(_may_grow, self.plate_factors)), runner=self.execute)

    def execute(
        self,
        time_interval: Any,
        *,
        options: RunOptions | None = None,
        watch: Watch | None = None,
        keep_going: bool = False,
        progress: bool | Callable[[Progress], None] = False,
        only: Only = None,
    ) -> Outcome:
        """Compute what is missing or not current: of every node that no factor reads, and of all it rests on.

        Args:
            time_interval: A `TimeInterval`, a `RelativeTimeInterval`, a pair such as
                ``("2026-11-10", "2026-11-11")``, or a `Plan`: then what it says is computed and nothing
                else, plates are left as they are, and version policy and force are those of the plan.
            options: How this request differs from the plain one.
            watch: Told of each unit as it ends.
            keep_going: Where a tool fails, go on with what does not rest on it, whatever its factor says.
            progress: True shows bars, one a factor: units done, instances, rate and the time left. A function
                is called after every piece instead, as `RunOptions.progress`.
            only: Leave all but this for another time: reasons of a plan, such as ``"late"``, or
                ``["failed", "blocked"]`` for what failed when it was last tried and what waits for that.
                What it rests on is computed with it.

        Raises:
            ToolExecutionError: A tool failed whose factor does not skip; nothing of its piece was recorded.
            FutureIntervalError: (a `ValueError`) The interval ends after now.
            StreamNotAvailableError: It ends after a channel does.
            LinkageError: (a `ValueError`) A stream rests on itself by way of another workflow.
            PlanOutdatedError: (a `ValueError`) Something is to be done that the plan does not say.
            PlanError: (a `ValueError`) The plan is of another workflow.
            ArgumentValueError: (a `ValueError`) ``only`` names no reason.
        """
        check = skipping if keep_going else None
        with watched(progress, options, watch) as (how, who):
            if isinstance(time_interval, Plan):
                return self._execute_plan(time_interval, how, check, who, only)
            return self._execute(time_interval, how, check, who, only)

    def _execute(
        self,
        time_interval: Any,
        options: RunOptions | None,
        check: Check | None,
        watch: Watch | None,
        only: Only,
    ) -> Outcome:
        interval = as_interval(time_interval, utcnow if self.host is None else self.host.clock)
        options = self._options(options)
        with WorkflowMonitor(self), pulling(options.run_id):
            found = [creating.look(interval, options) for creating in self.plate_factors]
            outcome = execute(self._leaves(), interval, self._executor, options, check, watch, only)
        for earlier in reversed(found):
            outcome.follow(earlier)
        return outcome

    def _execute_plan(
        self,
        plan: Plan,
        options: RunOptions | None,
        check: Check | None,
        watch: Watch | None,
        only: Only,
    ) -> Outcome:
        if plan.title != self.workflow_id:
            msg = f"Plan {plan.plan_id} is of workflow {plan.title!r}, not of {self.workflow_id!r}."
            raise PlanError(msg, plan=plan, workflow=self)
        asked = replace(options_in_force(options), policy=VersionPolicy.parse(plan.policy), force=plan.forced)

        def true(units: Sequence[Unit]) -> Sequence[Unit]:
            left = left_of(plan, units)
            return left if check is None else check(left)

        with WorkflowMonitor(self), pulling(asked.run_id):
            return execute(self._leaves(), plan.interval, self._executor, asked, true, watch, only)

    def _options(self, options: RunOptions | None) -> RunOptions:
        """The options of a request; its own version policy counts where none are given."""
        found = options_in_force(options)
        if options is not None or self.version_policy is None:
            return found
        return replace(found, policy=self.version_policy)

    @property
    def _executor(self) -> Executor | None:
        return None if self.host is None else self.host.executor

    def _leaves(self) -> Iterator[FactorProducer]:
        return (producer for factor in self.leaf_factors for producer in factor.producers())

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
            self.host.save_status(self.workflow_id, self._requested)

    def __repr__(self) -> str:
        return f"Workflow({self.workflow_id!r}, {len(self.nodes)} nodes, {len(self.factors)} factors)"


def _may_grow(factor: NodeCreationFactor) -> str:
    plate = factor.output_plate.plate_id
    return f"Not evaluated: {factor.tool.name} may find more values of plate {plate} when it is executed"
