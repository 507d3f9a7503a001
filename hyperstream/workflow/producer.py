"""What computes one stream of a node: its factor, at one place."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..execution import OnFailure
from ..time_interval import TimeInterval
from ..tool.run import Job, RunReport, VersionPolicy, options_in_force, run_job
from .ports import Computing
from .values import Pairs


@dataclass(frozen=True, slots=True)
class FactorProducer:
    """One factor at one place; a `stream.ports.Producer`, and equal wherever it means the same work.

    Attributes:
        factor: The factor.
        plate_value: The place, in the order of the tags; none where all of the node is computed at once.
    """

    factor: Computing
    plate_value: Pairs

    @property
    def title(self) -> str:
        """Name of the node that is computed."""
        return self.factor.sink_node.node_id

    @property
    def policy(self) -> VersionPolicy | None:
        """The factor's version policy."""
        return self.factor.options.version_policy

    @property
    def on_failure(self) -> OnFailure:
        """What the factor does when its tool fails."""
        return self.factor.options.on_failure

    def job(self) -> Job:
        """Tool, sources and sinks, as the plates are now."""
        return self.factor.job(self.plate_value)

    def compute(self, interval: TimeInterval) -> RunReport:
        """Bring what is computed here up to date over the interval."""
        return self._run(interval, missing=True)

    def refresh(self, interval: TimeInterval) -> RunReport:
        """Compute again what is there but not current; compute nothing that is missing."""
        return self._run(interval, missing=False)

    def _run(self, interval: TimeInterval, missing: bool) -> RunReport:
        if not self.factor.works_at(self.plate_value):
            # The value has left the plate: what was computed stays, and nothing computes more of it.
            return RunReport(self.factor.tool.name, self.factor.tool.version, "")
        given = options_in_force(None)
        options = replace(given, policy=self.policy or given.policy, missing=missing, force=False)
        sleep = self.factor.executor.sleep
        return self.on_failure.attempt(lambda: run_job(self.job(), interval, options), sleep)
