"""Doing only part of what is to do: what failed, what waits for that, or what any of the reasons names."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ..utils.errors import ArgumentValueError
from .attempts import FAILED, last_failures, with_failures
from .graph import Graph
from .plan_content import REASONS
from .unit import Unit

BLOCKED = "blocked"
"""What rests on something that failed when it was last tried."""

CHOICES = (*REASONS, BLOCKED)
"""What `chosen` takes."""


Only = str | Collection[str] | None
"""Reasons, one or several; None for all there is to do."""


def chosen(graph: Graph, units: Sequence[Unit], only: Only) -> Sequence[Unit]:
    """The units with one of these reasons, and what these rest on as far as it has to be computed, too.

    Args:
        graph: Of the request.
        units: What is to do, sources first.
        only: Reasons (``missing``, ``failed``, ...), or ``blocked``; one, several, or None for all.

    Raises:
        ArgumentValueError: (a `ValueError`) None is given, or one that there is not.
    """
    if only is None:
        return units
    wanted = _checked(only)
    failures = last_failures(graph, units)
    reasons = {
        unit.number: {piece.reason for piece in with_failures(unit, failures).pieces} for unit in units
    }
    if BLOCKED in wanted:
        blocked: set[int] = set()
        for unit in units:
            if any(number in blocked or FAILED in reasons[number] for number in unit.after):
                blocked.add(unit.number)
                reasons[unit.number].add(BLOCKED)
    return _with_sources(units, {number for number, found in reasons.items() if found & wanted})


def _checked(only: str | Collection[str]) -> set[str]:
    wanted = {only} if isinstance(only, str) else set(only)
    strange = sorted(map(str, wanted - set(CHOICES)))
    if strange or not wanted:
        what = f"There is no reason {', '.join(map(repr, strange))}" if strange else "No reason is given"
        msg = f"{what}; what can be asked for alone is {', '.join(CHOICES)}."
        raise ArgumentValueError(msg, only=only)
    return wanted


def _with_sources(units: Sequence[Unit], numbers: Collection[int]) -> list[Unit]:
    """These units, and all that they rest on."""
    kept = set(numbers)
    for unit in reversed(units):
        if unit.number in kept:
            kept.update(unit.after)
    return [unit for unit in units if unit.number in kept]
