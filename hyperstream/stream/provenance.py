"""Provenance: where the values of a stream come from, back to what was written by hand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Any

from ..stores.keys import StreamKey, describe_key
from ..time_interval import TimeInterval
from ..utils.time_utils import from_ms
from . import provenance_text

COMPUTED, WRITTEN, BY_HAND, MISSING, GONE, FILE = (
    "computed",
    "written",
    "set by hand",
    "missing",
    "gone",
    "file",
)
"""The kinds of a stretch: computed by a tool, written directly, declared computed, nothing yet, no longer
there to be looked at (a stream in the memory of another process), a file."""


@dataclass(frozen=True)
class Run:
    """One attempt that computed a stretch.

    Attributes:
        run_id: Shared by all that one request computed.
        host: Where it ran, ``host:pid``.
        at_ms: When it ended, ms.
        seconds: How long it took.
        instances: How many it gave, over all that it computed at once.
        state: ``done`` or ``failed``.
        tool: Name of the tool.
        version: Its version.
        source_hash: SHA-256 of its file; empty for a tool that was defined in a session.
        error: Why it failed, else empty.
    """

    run_id: str
    host: str
    at_ms: int
    seconds: float
    instances: int
    state: str
    tool: str
    version: str
    source_hash: str = ""
    error: str = ""


@dataclass(frozen=True)
class Stretch:
    """A stretch of a stream that came about in one way.

    Attributes:
        a: Start, ms, left out.
        b: End, ms, in.
        kind: See `COMPUTED` and the others.
        tool: Name of the tool that computed it, else empty.
        version: Its version.
        parameters: Its parameters, canonical JSON.
        run: The attempt that did; None where no record is left.
        stale: Empty while it is current by its inputs; else ``late``, ``upstream`` or ``requested``.
        inputs: What it was computed from.
        before: Earlier attempts over the same time, newest first.
    """

    a: int
    b: int
    kind: str
    tool: str = ""
    version: str = ""
    parameters: str = ""
    run: Run | None = None
    stale: str = ""
    inputs: tuple[Origin, ...] = ()
    before: tuple[Run, ...] = ()


@dataclass(frozen=True)
class Origin:
    """What a stretch was computed from: one source, as far as it was read.

    Attributes:
        key: The source.
        a: Start of the window that was read, ms, left out.
        b: End, ms, in.
        revision: The revision at which it was read.
        now: Its revision by now; None where it is not there any more.
        instances: How many instances it has in the window by now; None where they were not counted.
        stretches: How those came about.
    """

    key: StreamKey
    a: int
    b: int
    revision: int
    now: int | None
    instances: int | None
    stretches: tuple[Stretch, ...] = ()


@dataclass(frozen=True)
class Provenance:
    """Where the values of a stream in an interval come from.

    ``print(provenance)`` shows it as a tree.

    Attributes:
        key: The stream.
        a: Start, ms, left out.
        b: End, ms, in.
        revision: Of its ledger.
        instances: How many it has there; None where they were not counted.
        stretches: How they came about, ascending.
    """

    key: StreamKey
    a: int
    b: int
    revision: int
    instances: int | None
    stretches: tuple[Stretch, ...]

    @property
    def interval(self) -> TimeInterval:
        """What was asked about."""
        return TimeInterval.from_ms(self.a, self.b)

    @property
    def is_current(self) -> bool:
        """Whether all of it is there, and nothing of it, nor of what it rests on, is stale by its inputs."""
        there = all(one.kind not in (MISSING, GONE) for one in self.stretches)
        behind = (one for origin in _origins(self.stretches) for one in origin.stretches)
        return there and not any(one.stale for one in (*self.stretches, *behind))

    def raw_sources(self) -> dict[StreamKey, tuple[int, int]]:
        """All that was written, by hand or in files, and that it goes back to: hull of the windows, ms."""
        found: dict[StreamKey, tuple[int, int]] = {}
        for origin in _origins(self.stretches):
            if not any(one.kind == COMPUTED for one in origin.stretches):
                a, b = found.get(origin.key, (origin.a, origin.b))
                found[origin.key] = (min(a, origin.a), max(b, origin.b))
        return found

    def __str__(self) -> str:
        return provenance_text.tree(self)

    def _repr_html_(self) -> str:
        return f"<pre>{escape(str(self))}</pre>"

    def to_dict(self) -> dict[str, Any]:
        """Itself as plain values, which JSON holds as they are; times in ISO 8601."""
        return {
            **_named(self.key, self.a, self.b),
            "revision": self.revision,
            "instances": self.instances,
            "current": self.is_current,
            "stretches": [_stretch(one) for one in self.stretches],
        }

    def to_json(self, indent: int | None = 2) -> str:
        """`to_dict` as JSON."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=indent)


def _origins(stretches: tuple[Stretch, ...]) -> Iterator[Origin]:
    for stretch in stretches:
        for origin in stretch.inputs:
            yield origin
            yield from _origins(origin.stretches)


# --- as plain values
def _stretch(one: Stretch) -> dict[str, Any]:
    return {
        **_span(one.a, one.b),
        "kind": one.kind,
        "tool": one.tool,
        "version": one.version,
        "parameters": json.loads(one.parameters or "{}"),
        "run": None if one.run is None else _run(one.run),
        "stale": one.stale or None,
        "inputs": [
            {
                **_named(origin.key, origin.a, origin.b),
                "revision": origin.revision,
                "revision_now": origin.now,
                "instances": origin.instances,
                "stretches": [_stretch(inner) for inner in origin.stretches],
            }
            for origin in one.inputs
        ],
        "before": [_run(run) for run in one.before],
    }


def _run(run: Run) -> dict[str, Any]:
    return {
        "run": run.run_id,
        "host": run.host,
        "at": from_ms(run.at_ms).isoformat(),
        "seconds": run.seconds,
        "instances": run.instances,
        "state": run.state,
        "tool": run.tool,
        "version": run.version,
        "source_hash": run.source_hash,
        "error": run.error,
    }


def _named(key: StreamKey, a: int, b: int) -> dict[str, Any]:
    return {"stream": describe_key(key), "key": key, **_span(a, b)}


def _span(a: int, b: int) -> dict[str, Any]:
    return {"start": from_ms(a).isoformat(), "end": from_ms(b).isoformat()}
