"""Plans as plain values: for programs, and for the store.

The fields, format 1::

    format      1
    id          the plan's id
    workflow    id of the workflow
    interval    {start, end}: what was asked for; times are ISO 8601, UTC, (start, end]
    made        when the plan was made
    revision    sum of the revisions below
    revisions   {stream key: revision of its ledger}
    policy      "major", "minor" or "patch"
    forced      whether what is current is computed, too
    tasks       number of intervals over all units
    expected    {instances, seconds, basis}: null where it is not known
    reasons     {reason: seconds of stream time}
    units       sources first, each:
        number        its place in the order of work
        factor        name of the node that is computed
        plate_value   {tag: value}
        tool, version, parameters
        sources, sinks    stream keys
        after         numbers of the units that it rests on
        pieces        [{start, end, reason, because}]
        needs         where sinks differ, for each its [{start, end}]; else empty
        forced        whether what is current is computed, too
        on_failure    {attempts, wait_seconds, growth, skip}
        expected      {instances, seconds, basis}
    kept        [{factor, plate_value, intervals, text}]: what a version policy keeps
    not_yet     the same: what cannot be computed by now
    notes       what cannot be told before it is executed, in words
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from ..time_interval.spans import Spans
from ..utils.time_utils import from_ms
from .plan_content import PlanContent, PlannedUnit

FORMAT = 1


def to_document(plan: PlanContent) -> dict[str, Any]:
    """The plan as plain values, which JSON holds as they are."""
    return {
        "format": FORMAT,
        "id": plan.plan_id,
        "workflow": plan.title,
        "interval": _span(plan.interval.start_ms, plan.interval.end_ms),
        "made": from_ms(plan.made_ms).isoformat(),
        "revision": plan.revision,
        "revisions": dict(plan.revisions),
        "policy": plan.policy,
        "forced": plan.forced,
        "tasks": len(plan),
        "expected": plan.expected._asdict(),
        "reasons": {reason: length / 1000 for reason, length in plan.reasons.items()},
        "units": [_unit_document(planned) for planned in plan.units],
        "kept": [_noted(*entry) for entry in plan.kept],
        "not_yet": [_noted(*entry) for entry in plan.not_yet],
        "notes": list(plan.notes),
    }


def to_json(plan: PlanContent, indent: int | None = 2) -> str:
    """`to_document` as JSON."""
    return json.dumps(to_document(plan), ensure_ascii=False, indent=indent)


def _unit_document(planned: PlannedUnit) -> dict[str, Any]:
    unit = planned.unit
    return {
        "number": unit.number,
        "factor": unit.factor,
        "plate_value": dict(unit.plate_value),
        "tool": unit.tool,
        "version": unit.version,
        "parameters": json.loads(unit.parameters or "{}"),
        "sources": list(unit.sources),
        "sinks": list(unit.sinks),
        "after": list(unit.after),
        "pieces": [
            {**_span(piece.a, piece.b), "reason": piece.reason, "because": why}
            for piece, why in zip(unit.pieces, planned.because, strict=True)
        ],
        "needs": [_spans(spans) for spans in unit.needs],
        "forced": unit.forced,
        "on_failure": unit.on_failure.as_document(),
        "expected": planned.estimate._asdict(),
    }


def _noted(factor: str, place: Iterable[tuple[str, str]], spans: Spans, text: str) -> dict[str, Any]:
    return {"factor": factor, "plate_value": dict(place), "intervals": _spans(spans), "text": text}


def _span(a: int, b: int) -> dict[str, Any]:
    return {"start": from_ms(a).isoformat(), "end": from_ms(b).isoformat()}


def _spans(spans: Spans) -> list[dict[str, Any]]:
    return [_span(a, b) for a, b in spans]
