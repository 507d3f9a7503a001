"""Provenance: where the values of a stream come from, back to what was written by hand."""

from __future__ import annotations

import json
from dataclasses import dataclass
from html import escape
from typing import Any

from ..stores.keys import StreamKey, describe_key
from ..time_interval import TimeInterval
from ..utils.time_utils import from_ms
from . import provenance_text
from .origins import COMPUTED, GONE, MISSING, Run, Stretch, origins_behind


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
        behind = (one for origin in origins_behind(self.stretches) for one in origin.stretches)
        return there and not any(one.stale for one in (*self.stretches, *behind))

    def raw_sources(self) -> dict[StreamKey, tuple[int, int]]:
        """All that was written, by hand or in files, and that it goes back to: hull of the windows, ms."""
        found: dict[StreamKey, tuple[int, int]] = {}
        for origin in origins_behind(self.stretches):
            if not any(one.kind == COMPUTED for one in origin.stretches):
                a, b = found.get(origin.key, (origin.a, origin.b))
                found[origin.key] = (min(a, origin.a), max(b, origin.b))
        return found

    def __str__(self) -> str:
        head = provenance_text.head(self.key, self.a, self.b, self.instances)
        state = "current" if self.is_current else "not current"
        return "\n".join([f"{head}  {state}", *provenance_text.tree(self.stretches)])

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
