"""What a request did, and what it did not do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from ..stores.keys import StreamKey
from ..time_interval import TimeIntervals
from ..time_interval.spans import Spans, difference, normalise
from ..tool.run import RunReport
from ..utils.errors import ToolExecutionError
from .unit import Unit


@dataclass(frozen=True, slots=True)
class Finished:
    """How one unit ended.

    Attributes:
        unit: The unit.
        reports: What its runs did, one for each span.
        error: Why it failed, or None.
        waits_for: Numbers of failed or blocked units it rests on; then it was not tried.
    """

    unit: Unit
    reports: tuple[RunReport, ...] = ()
    error: ToolExecutionError | None = None
    waits_for: tuple[int, ...] = ()

    @property
    def is_done(self) -> bool:
        """Whether it ended well."""
        return self.error is None and not self.waits_for

    @property
    def instances(self) -> int:
        """Instances written."""
        return sum(report.instances for report in self.reports)

    def shifted(self, by: int) -> Finished:
        """The same with other numbers."""
        after = tuple(number + by for number in self.unit.after)
        waits_for = tuple(number + by for number in self.waits_for)
        return replace(
            self, unit=replace(self.unit, number=self.unit.number + by, after=after), waits_for=waits_for
        )

    def spared(self) -> Iterator[tuple[StreamKey, Spans]]:
        """What of it was found to be current when its turn came, by stream, ms."""
        for place, key in enumerate(self.unit.sinks if self.is_done else ()):
            written = normalise(
                (a, b) for report in self.reports for sink, a, b in report.commits if sink == place
            )
            if left := difference(self.unit.spans_of(place), written):
                yield key, left


class Watch(Protocol):
    """Is told how a request goes on, to show it."""

    def begin(self, units: Sequence[Unit]) -> None:
        """These are to be done."""

    def finished(self, finished: Finished) -> None:
        """One of them has ended."""


@dataclass(slots=True, repr=False)
class Outcome:
    """What one request did. What failed was not recorded as computed, and readers see what they saw before.

    Attributes:
        run_id: Recorded with all that was computed.
        units: How each unit ended, in the order of work.
        not_yet: What was asked for and cannot be computed by now, by stream.
        beyond: What was computed beside the units, by stream: a tool that does not say how far it reads
            turned out to need it.
        seconds: Duration.
        left_out: How many units were to be done and were not asked for (``only``).
    """

    run_id: str = ""
    units: list[Finished] = field(default_factory=list)
    not_yet: Mapping[str, TimeIntervals] = field(default_factory=dict)
    beyond: Mapping[str, TimeIntervals] = field(default_factory=dict)
    seconds: float = 0.0
    left_out: int = 0

    @property
    def computed(self) -> list[Finished]:
        """The units that ended well."""
        return [item for item in self.units if item.is_done]

    @property
    def failed(self) -> list[Finished]:
        """The units whose tool failed."""
        return [item for item in self.units if item.error is not None]

    @property
    def blocked(self) -> list[Finished]:
        """The units that were not tried, because what they rest on failed."""
        return [item for item in self.units if item.waits_for]

    @property
    def spared(self) -> dict[StreamKey, Spans]:
        """What was to be done and turned out to be current, by stream, ms.

        That is so where what it rests on was computed again and came out as it was before, or where another
        process was quicker.
        """
        return {key: spans for item in self.units for key, spans in item.spared()}

    @property
    def nothing_to_do(self) -> bool:
        """Whether everything was current already."""
        return not self.units and not self.left_out

    @property
    def instances(self) -> int:
        """Instances written."""
        return sum(item.instances for item in self.units)

    def follow(self, earlier: Outcome) -> None:
        """Take in what an earlier part of the same request did; its units get numbers below 0."""
        shift = 1 + max((item.unit.number for item in earlier.units), default=0)
        self.units[:0] = [item.shifted(-shift) for item in earlier.units]
        self.not_yet = {**earlier.not_yet, **self.not_yet}
        self.beyond = {**earlier.beyond, **self.beyond}
        self.seconds += earlier.seconds

    def to_dict(self) -> dict[str, Any]:
        """Itself as plain values, which JSON holds as they are; streams by key, intervals in ISO 8601."""
        return {
            "run": self.run_id,
            "seconds": self.seconds,
            "instances": self.instances,
            "left_out": self.left_out,
            "computed": [_unit_dict(item) for item in self.computed],
            "failed": [{**_unit_dict(item), "error": str(item.error)} for item in self.failed],
            "blocked": [{**_unit_dict(item), "waits_for": list(item.waits_for)} for item in self.blocked],
            "spared": {
                key: _intervals(TimeIntervals.from_spans(spans)) for key, spans in self.spared.items()
            },
            "beyond": {name: _intervals(found) for name, found in self.beyond.items()},
            "not_yet": {name: _intervals(found) for name, found in self.not_yet.items()},
        }

    def _counts(self) -> str:
        counts = f"{len(self.computed)} computed, {len(self.failed)} failed, {len(self.blocked)} blocked"
        return f"{counts}, {self.left_out} left out" if self.left_out else counts

    def __repr__(self) -> str:
        counts = "nothing to do" if self.nothing_to_do else self._counts()
        return f"Outcome({counts}, {self.instances} instances, run {self.run_id})"

    def __str__(self) -> str:
        if self.nothing_to_do and self.not_yet:
            return "Nothing to compute by now: what is asked for is current, or not possible yet."
        if self.nothing_to_do:
            return "Nothing to compute: everything is current."
        lines = [f"{self._counts()}, {self.instances:,} instances in {self.seconds:.1f} s."]
        lines += [f"✘ {item.unit}: {item.error}" for item in self.failed]
        lines += [f"⏸ {item.unit} waits for what failed" for item in self.blocked]
        return "\n".join(lines)


def _unit_dict(item: Finished) -> dict[str, Any]:
    unit = item.unit
    return {
        "number": unit.number,
        "factor": unit.factor,
        "plate_value": dict(unit.plate_value),
        "tool": unit.tool,
        "version": unit.version,
        "sinks": list(unit.sinks),
        "intervals": _intervals(unit.intervals),
        "instances": item.instances,
    }


def _intervals(found: TimeIntervals) -> list[dict[str, str]]:
    return [{"start": one.start.isoformat(), "end": one.end.isoformat()} for one in found]
