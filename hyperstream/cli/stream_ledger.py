"""A ledger as the command line shows it: which intervals, computed by what, in which runs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..stores.ledger.model import GIVEN, LEGACY, NEVER, NO_FINGERPRINT, Fingerprint, Ledger
from ..stores.ledger.visibility import computed
from ..stores.port import RunRecord
from ..time_interval import TimeInterval
from ..utils.time_texts import show_span, show_time
from ..utils.time_utils import from_ms

_SPECIAL = {GIVEN.tool: "(written directly)", LEGACY.tool: "(set by hand)"}

PART_COLUMNS = ("interval", "by", "parameters")
RUN_COLUMNS = ("at", "run", "state", "interval", "by", "instances", "seconds", "host")


def by(fingerprint: Fingerprint) -> str:
    """What computed something: ``daily_max 1.4.0``."""
    special = _SPECIAL.get(fingerprint.tool)
    return special or f"{fingerprint.tool} {fingerprint.version}".rstrip()


def newest(ledger: Ledger) -> str:
    """The greatest timestamp that was ever there, or nothing."""
    return "" if ledger.last == NEVER else show_time(ledger.last)


def summary(ledger: Ledger) -> tuple[str, str, str]:
    """One line about a stream: newest instance, what is computed, by what."""
    spans = computed(ledger)
    hull = show_span(spans[0][0], spans[-1][1]) if spans else ""
    pieces = f" in {len(spans)} pieces" if len(spans) > 1 else ""
    tools = {by(fingerprint) for _, _, fingerprint in _parts(ledger) if fingerprint != GIVEN}
    return newest(ledger), hull + pieces, ", ".join(sorted(tools))


def part_rows(ledger: Ledger, interval: TimeInterval) -> list[tuple[str, str, str]]:
    """The ledger's parts that touch the interval, for `PART_COLUMNS`."""
    return [
        (show_span(a, b), by(fingerprint), fingerprint.parameters)
        for a, b, fingerprint in _parts(ledger)
        if a < interval.end_ms and interval.start_ms < b
    ]


def run_rows(runs: Iterable[RunRecord]) -> list[tuple[object, ...]]:
    """Run records, for `RUN_COLUMNS`."""
    return [
        (
            show_time(run.at),
            run.run,
            run.state,
            show_span(run.a, run.b),
            f"{run.tool} {run.version}".rstrip(),
            run.count,
            f"{run.ms / 1000:.3f}",
            run.host,
        )
        for run in runs
    ]


def ledger_json(ledger: Ledger) -> dict[str, Any]:
    """A ledger for programs: times in ISO 8601, intervals as ``{"start", "end"}``."""
    return {
        "revision": ledger.rev,
        "newest": None if ledger.last == NEVER else from_ms(ledger.last),
        "complete": None if ledger.complete is None else from_ms(ledger.complete),
        "computed": [_span(a, b) for a, b in computed(ledger)],
        "parts": [
            {
                **_span(a, b),
                "tool": fingerprint.tool,
                "version": fingerprint.version,
                "parameters": fingerprint.parameters,
                "sources": list(fingerprint.sources),
            }
            for a, b, fingerprint in _parts(ledger)
        ],
    }


def run_json(run: RunRecord) -> dict[str, Any]:
    """A run record for programs."""
    fields = run._asdict()
    for name in ("key", "n", "a", "b", "ms"):
        del fields[name]
    return {**fields, **_span(run.a, run.b), "at": from_ms(run.at), "seconds": run.ms / 1000}


def _span(a: int, b: int) -> dict[str, Any]:
    return {"start": from_ms(a), "end": from_ms(b)}


def _parts(ledger: Ledger) -> list[tuple[int, int, Fingerprint]]:
    """What is computed, neighbours by the same thing taken together."""
    found: list[tuple[int, int, Fingerprint]] = []
    for part in ledger.parts:
        fingerprint = ledger.fps[part.fp]
        if part.fp == NO_FINGERPRINT or fingerprint is None:
            continue
        if found and found[-1][1] == part.a and found[-1][2] == fingerprint:
            found[-1] = (found[-1][0], part.b, fingerprint)
        else:
            found.append((part.a, part.b, fingerprint))
    return found
