"""Plans from the documents that `plan_documents` makes of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ..stores.keys import StreamKey
from ..stores.ledger.pending import Pending
from ..time_interval import TimeInterval
from ..time_interval.spans import Spans
from ..utils.errors import StoreFormatError
from ..utils.time_utils import parse_datetime, to_ms
from .failures import OnFailure
from .plan import Plan
from .plan_content import Estimate, Kept, NotYet, PlannedUnit
from .plan_documents import FORMAT
from .unit import Unit


def from_json(text: str) -> Plan:
    """The plan that `to_json` wrote.

    Raises:
        StoreFormatError: It is none, or a newer version wrote it.
    """
    try:
        return _plan(json.loads(text))
    except (ValueError, TypeError, LookupError) as error:
        msg = f"This is no plan that can be read: {error}. Make a new one: hyperstream plan."
        raise StoreFormatError(msg) from error


def _plan(found: Mapping[str, Any]) -> Plan:
    if found["format"] != FORMAT:
        msg = f"it has format {found['format']!r}, and format {FORMAT} is known here"
        raise ValueError(msg)
    return Plan(
        found["id"],
        found["workflow"],
        TimeInterval.from_ms(*_ends(found["interval"])),
        _ms(found["made"]),
        [_planned(unit) for unit in found["units"]],
        [Kept(*_note(entry)) for entry in found["kept"]],
        [NotYet(*_note(entry)) for entry in found["not_yet"]],
        {StreamKey(key): rev for key, rev in found["revisions"].items()},
        found["policy"],
        found["forced"],
        tuple(found["notes"]),
    )


def _planned(found: Mapping[str, Any]) -> PlannedUnit:
    pieces = found["pieces"]
    unit = Unit(
        found["number"],
        found["factor"],
        tuple(found["plate_value"].items()),
        found["tool"],
        found["version"],
        _canonical(found["parameters"]),
        tuple(map(StreamKey, found["sources"])),
        tuple(map(StreamKey, found["sinks"])),
        tuple(Pending(*_ends(piece), piece["reason"]) for piece in pieces),
        tuple(found["after"]),
        OnFailure.parse(found["on_failure"]),
        found["forced"],
        tuple(tuple(map(_ends, spans)) for spans in found["needs"]),
    )
    return PlannedUnit(unit, tuple(piece["because"] for piece in pieces), Estimate(**found["expected"]))


def _note(found: Mapping[str, Any]) -> tuple[str, tuple[tuple[str, str], ...], Spans, str]:
    place = tuple(found["plate_value"].items())
    return found["factor"], place, tuple(map(_ends, found["intervals"])), found["text"]


def _ends(found: Mapping[str, Any]) -> tuple[int, int]:
    return _ms(found["start"]), _ms(found["end"])


def _ms(text: str) -> int:
    return to_ms(parse_datetime(text))


def _canonical(parameters: Mapping[str, Any]) -> str:
    return json.dumps(parameters, separators=(",", ":"), sort_keys=True, ensure_ascii=False)
