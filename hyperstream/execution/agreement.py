"""Whether a plan is still true: all that is to be done by now has to stand in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..time_interval.spans import Spans, difference
from ..utils.errors import PlanOutdatedError
from ..utils.time_texts import show_span
from .plan import Plan
from .unit import Unit
from .words import changed_parameters, listed, short_names


def left_of(plan: Plan, units: Sequence[Unit]) -> Sequence[Unit]:
    """What of a plan is still to be done: all of it, or less where somebody has done some of it.

    Args:
        plan: The plan.
        units: What is to be done for the same request by now.

    Raises:
        PlanOutdatedError: Something is to be done that the plan does not say: an input came late, a tool or
            its parameters changed, a plate has another value.
    """
    planned = {one.unit.sinks: one.unit for one in plan.units}
    differences = [text for unit in units for text in _differences(unit, planned.get(unit.sinks))]
    if differences:
        raise _outdated(plan, differences)
    return units


def _differences(unit: Unit, planned: Unit | None) -> Iterator[str]:
    if planned is None:
        yield f"{unit} has to be computed, too: {_shown(unit.spans)}"
        return
    if (unit.tool, unit.version) != (planned.tool, planned.version):
        yield f"{unit} is computed by {unit.tool} {unit.version} now, not {planned.tool} {planned.version}"
    elif unit.parameters != planned.parameters:
        changed = changed_parameters(planned.parameters, unit.parameters)
        yield f"{unit} is computed with other parameters: {changed}"
    elif unit.sources != planned.sources:
        yield f"{unit} is computed from {short_names(unit.sources)} now, not {short_names(planned.sources)}"
    more = [difference(unit.spans_of(place), planned.spans_of(place)) for place in range(len(unit.sinks))]
    for key, spans in zip(unit.sinks, more, strict=True):
        if spans:
            reasons = dict.fromkeys(piece.reason for piece in unit.pieces)
            yield f"{short_names([key])} needs {_shown(spans)} more ({', '.join(reasons)})"


def _shown(spans: Spans) -> str:
    return listed([show_span(a, b) for a, b in spans])


def _outdated(plan: Plan, differences: list[str]) -> PlanOutdatedError:
    msg = (
        f"Plan {plan.plan_id} of {plan.title} is no longer true: {listed(differences, '; ')}. "
        "Nothing was computed. Look at what is to be done now, and execute that: hyperstream plan, or "
        "workflow.plan(...)."
    )
    return PlanOutdatedError(msg, plan=plan, differences=tuple(differences))
