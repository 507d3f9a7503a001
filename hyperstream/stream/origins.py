"""How a stretch of a stream came about: by which run of which tool, and from what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..stores.keys import StreamKey

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


def origins_behind(stretches: tuple[Stretch, ...]) -> Iterator[Origin]:
    """All that these were computed from, and all behind it."""
    for stretch in stretches:
        for origin in stretch.inputs:
            yield origin
            yield from origins_behind(origin.stretches)
