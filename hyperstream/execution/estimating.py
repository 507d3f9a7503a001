"""How much a unit will give: as its tool says, else by what it gave before, else by what its sources have."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from ..stores.port import RunRecord
from ..time_interval.spans import total
from .expecting import PLACES, Expectations, Kind, kind_of
from .forecast import Forecast
from .graph import Task
from .plan_content import Estimate
from .unit import Unit

NEWEST = 20
"""So many past runs count."""


class Estimates:
    """Estimates for the units of one forecast: a few round trips a factor, however many places it has.

    Args:
        forecast: What is to do.
    """

    def __init__(self, forecast: Forecast) -> None:
        self._forecast = forecast
        self._runs: dict[Kind, list[RunRecord]] = {}
        self._looked: dict[Kind, int] = {}
        self._expectations = Expectations()

    def look(self, task: Task, unit: Unit) -> None:
        """Take a unit in: the past runs of the first few of each factor are read."""
        kind = kind_of(unit)
        runs = self._runs.setdefault(kind, [])
        for sink in islice(task.job.sinks, PLACES):
            # What was never computed has no runs.
            if self._looked.get(kind, 0) < PLACES and any(self._forecast.ledgers[sink.key].fps[1:]):
                self._looked[kind] = self._looked.get(kind, 0) + 1
                runs += [run for run in sink.home.runs([sink.key]) if _counts(run, unit)]

    def of(self, task: Task, unit: Unit) -> Estimate:
        """What one unit will give; ask for those that it rests on first."""
        found = self._estimate(task, unit)
        self._expectations.note(unit, found.instances)
        return found

    def _estimate(self, task: Task, unit: Unit) -> Estimate:
        exact = self._exact(task, unit)
        runs = sorted(self._runs[kind_of(unit)], key=lambda run: run.at)[-NEWEST:]
        length = sum(run.b - run.a for run in runs)
        if not length:
            return self._untried(task, unit) if exact is None else Estimate(exact, None, "exact")
        share = sum(total(unit.spans_of(place)) for place in range(len(unit.sinks))) / length
        seconds = share * sum(run.ms for run in runs) / 1000 / len(unit.sinks)
        if exact is not None:
            return Estimate(exact, seconds, "exact")
        count = round(share * sum(run.count for run in runs))
        return Estimate(count, seconds, f"{len(runs)} past run{'s' if len(runs) > 1 else ''}")

    def _untried(self, task: Task, unit: Unit) -> Estimate:
        count = self._expectations.of(task, unit)
        return Estimate() if count is None else Estimate(count * len(unit.sinks), None, "its sources")

    @staticmethod
    def _exact(task: Task, unit: Unit) -> int | None:
        """What the tool says itself."""
        counts: Sequence[int | None] = [task.job.tool.expected_count(interval) for interval in unit.intervals]
        known = [count for count in counts if count is not None]
        return sum(known) * len(unit.sinks) if len(known) == len(counts) else None


def _counts(run: RunRecord, unit: Unit) -> bool:
    return run.state == "done" and run.tool == unit.tool and run.parameters == unit.parameters
