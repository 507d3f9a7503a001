"""Why a piece has to be computed, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from ..stores.keys import StreamKey
from ..stores.ledger.model import Fingerprint, Input, Ledger
from ..stores.ledger.parts import pieces
from ..stores.ledger.pending import Pending
from ..stores.ledger.staleness import BEGINNING, END, moved
from ..stores.ledger.tables import computed_by_tool
from ..time_interval.spans import Spans, normalise
from ..utils.time_texts import show_span, show_time
from .attempts import Failures, failure_of
from .forecast import Forecast
from .graph import Task
from .unit import Unit
from .words import changed_parameters, short_name, short_names


class Because:
    """Says why, for the pieces of one forecast.

    Args:
        forecast: What is to do.
        failures: Where the last attempt failed.
    """

    def __init__(self, forecast: Forecast, failures: Failures) -> None:
        self._forecast = forecast
        self._failures = failures
        self._texts: Mapping[str, Callable[[Task, Unit, Pending], str]] = {
            "missing": lambda *_: "never computed",
            "failed": self._failed,
            "version": self._version,
            "parameters": self._parameters,
            "late": self._late,
            "upstream": self._upstream,
            "requested": self._requested,
        }

    def of(self, task: Task, unit: Unit, piece: Pending) -> str:
        """The reason of a piece, in words."""
        return self._texts[piece.reason](task, unit, piece)

    def _failed(self, _task: Task, unit: Unit, piece: Pending) -> str:
        run = failure_of(unit, piece, self._failures)
        return f"{run.error} (run {run.run}, {show_time(run.at)})" if run else "the last attempt failed"

    def _version(self, task: Task, unit: Unit, piece: Pending) -> str:
        policy = self._forecast.policy(task)
        versions = {found.version: None for found in self._fingerprints(unit, piece)}
        old = ", ".join(version for version in versions if version != unit.version)
        return f"{unit.tool} {old} → {unit.version} (policy {policy})"

    def _parameters(self, task: Task, unit: Unit, piece: Pending) -> str:
        wanted = task.job.fingerprint
        found = next((fp for fp in self._fingerprints(unit, piece) if fp != wanted), wanted)
        if found.tool != wanted.tool:
            return f"{found.tool} {found.version} → {wanted.tool} {wanted.version}"
        if found.parameters != wanted.parameters:
            return f"{unit.tool}: {changed_parameters(found.parameters, wanted.parameters)}"
        return f"computed from {short_names(found.sources) or 'nothing'} before"

    def _late(self, _task: Task, unit: Unit, piece: Pending) -> str:
        texts = []
        for record, source in self._records(unit, piece):
            if not computed_by_tool(source):
                first, last = max(piece.a - record.before, BEGINNING), min(piece.b + record.after, END)
                spans = moved(source, record, first, last)
                other = source.inc != record.inc
                if spans:
                    where = "is another one now" if other else f"changed {_where(spans)}"
                    texts.append(f"{short_name(record.key)} {where}")
        return ", ".join(dict.fromkeys(texts)) or "its input changed"

    def _upstream(self, task: Task, unit: Unit, piece: Pending) -> str:
        later = [
            sink.key
            for place in sorted(task.rests_on)
            if place in self._forecast.todo
            for sink in self._forecast.tasks[place].job.sinks
            if sink.key in unit.sources
        ]
        if later:
            return f"{short_names(later)} will change"
        changed = [
            record.key
            for record, source in self._records(unit, piece)
            if moved(
                source, record, max(piece.a - record.before, BEGINNING), min(piece.b + record.after, END)
            )
        ]
        return f"{short_names(dict.fromkeys(changed))} changed" if changed else "what it rests on changed"

    def _requested(self, _task: Task, unit: Unit, _piece: Pending) -> str:
        return "asked for" if unit.forced else "asked for before, without success"

    # --- looking into ledgers
    def _ledgers(self, unit: Unit) -> Iterator[Ledger]:
        return (self._forecast.ledgers[sink] for sink in unit.sinks)

    def _fingerprints(self, unit: Unit, piece: Pending) -> Iterator[Fingerprint]:
        for ledger in self._ledgers(unit):
            for part in pieces(ledger.parts, piece.a, piece.b):
                found = ledger.fps[part.fp]
                if found is not None:
                    yield found

    def _records(self, unit: Unit, piece: Pending) -> Iterator[tuple[Input, Ledger]]:
        """What results in the piece were computed from, with the ledgers of that as they are now."""
        known: dict[tuple[StreamKey, int], tuple[Input, Ledger]] = {}
        for ledger in self._ledgers(unit):
            for part in pieces(ledger.parts, piece.a, piece.b):
                for record in ledger.ins[part.inputs]:
                    if record.key in self._forecast.ledgers:
                        known[record.key, record.rev] = (record, self._forecast.ledgers[record.key])
        yield from known.values()


def _where(spans: Spans) -> str:
    """``at ...`` for a single instant, else ``in (...]``; the first, and how many more."""
    found = normalise(spans)
    (a, b), more = found[0], f" and {len(found) - 1} more" if len(found) > 1 else ""
    return f"{f'at {show_time(b)}' if b - a == 1 else f'in {show_span(a, b)}'}{more}"
