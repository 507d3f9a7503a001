"""What a plan says: its units, why, how much that is, and all that it would leave alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ..stores.keys import StreamKey
from ..time_interval import TimeInterval
from ..time_interval.spans import Spans, total
from .unit import Unit

REASONS = ("missing", "failed", "version", "parameters", "late", "upstream", "requested")
"""Why something is computed, strongest first; there are no others."""


class Estimate(NamedTuple):
    """How much a unit will give, and how long it will take.

    Attributes:
        instances: So many instances; None where nothing is known.
        seconds: So long; None where nothing is known.
        basis: Where that comes from: ``exact`` (the tool says so), ``20 past runs``, ``its sources`` (what
            the tool makes of how much is there to be read), or ``unknown``.
    """

    instances: int | None = None
    seconds: float | None = None
    basis: str = "unknown"


class PlannedUnit(NamedTuple):
    """One unit of a plan.

    Attributes:
        unit: What is computed.
        because: For each of its pieces, why, in words.
        estimate: How much that is.
    """

    unit: Unit
    because: tuple[str, ...]
    estimate: Estimate = Estimate()


class Kept(NamedTuple):
    """What another version computed, and is kept on purpose.

    Attributes:
        factor: Name of the factor.
        plate_value: The place on the plates.
        spans: Where, ms.
        text: Which versions, and which policy keeps them.
    """

    factor: str
    plate_value: tuple[tuple[str, str], ...]
    spans: Spans
    text: str


class NotYet(NamedTuple):
    """What is asked for and cannot be computed by now.

    Attributes:
        factor: Name of the factor.
        plate_value: The place on the plates.
        spans: What, ms.
        text: Why.
    """

    factor: str
    plate_value: tuple[tuple[str, str], ...]
    spans: Spans
    text: str


@dataclass(frozen=True)
class PlanContent:
    """All that a `Plan` says, without what can be done with it.

    Attributes:
        plan_id: Its id.
        title: Id of the workflow.
        interval: What was asked for.
        made_ms: When it was made, ms.
        units: What would be computed, sources first.
        kept: What another version computed and a policy keeps.
        not_yet: What cannot be computed by now.
        revisions: The revision of every ledger that it was made by.
        policy: The version policy of the request.
        forced: Whether what is asked for is computed even where it is current.
        notes: What cannot be told before it is executed.
    """

    plan_id: str
    title: str
    interval: TimeInterval
    made_ms: int
    units: Sequence[PlannedUnit] = ()
    kept: Sequence[Kept] = ()
    not_yet: Sequence[NotYet] = ()
    revisions: Mapping[StreamKey, int] = field(default_factory=dict, repr=False)
    policy: str = "major"
    forced: bool = False
    notes: Sequence[str] = ()

    # --- in sum
    @property
    def revision(self) -> int:
        """The revisions of all its ledgers added up: it grows whenever one of them changes."""
        return sum(self.revisions.values())

    @property
    def nothing_to_do(self) -> bool:
        """Whether everything is current."""
        return not self.units

    def __len__(self) -> int:
        """How many tasks: one for each interval and place."""
        return sum(len(planned.unit.spans) for planned in self.units)

    def __bool__(self) -> bool:
        return bool(self.units)

    @property
    def expected(self) -> Estimate:
        """How many instances and how many seconds in all; ``unknown`` where that is so of any unit."""
        found = [planned.estimate for planned in self.units]
        if not found or any(one.instances is None for one in found):
            return Estimate(0, 0.0, "exact") if not found else Estimate()
        seconds = [one.seconds for one in found if one.seconds is not None]
        bases = dict.fromkeys(one.basis for one in found)
        return Estimate(
            sum(one.instances or 0 for one in found),
            sum(seconds) if len(seconds) == len(found) else None,
            ", ".join(bases),
        )

    @property
    def reasons(self) -> dict[str, int]:
        """How much time is computed for each reason, ms over all streams; strongest first."""
        found = dict.fromkeys(REASONS, 0)
        for planned in self.units:
            for piece in planned.unit.pieces:
                found[piece.reason] += piece.b - piece.a
        return {reason: length for reason, length in found.items() if length}

    def of(self, key: StreamKey) -> Spans:
        """What would be computed of one stream, ms."""
        for planned in self.units:
            if key in planned.unit.sinks:
                return planned.unit.spans_of(planned.unit.sinks.index(key))
        return ()

    @property
    def span_ms(self) -> int:
        """How much time is computed, ms over all units."""
        return sum(total(planned.unit.spans) for planned in self.units)
