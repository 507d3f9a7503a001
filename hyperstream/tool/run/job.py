"""What one run has to do, the same for all kinds of tool.

The kinds differ in how their sources and sinks are chosen and how an item finds its sink; a `Job`
holds just that, and the loop works on jobs only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ...stores.keys import StreamKey, file_key
from ...stores.ledger.model import Fingerprint, Ledger
from ...stream import Stream
from ...time_interval import TimeInterval
from ..base_tool import BaseTool
from ..time_mapping import Reach, widest
from .inputs import Reader

Track = Callable[[Stream], Stream]
"""Gives the form of a source that reports what is read from it."""

Call = Callable[[Track, TimeInterval], Iterable[Any]]
"""Calls ``_execute`` for an interval with tracked sources."""

Route = Callable[[Any], tuple[int, Any]]
"""Gives the index of an item's sink and the instance or batch to write; a negative index drops it."""


@dataclass(frozen=True)
class Job:
    """One tool, the streams it reads and the streams it computes.

    Attributes:
        tool: The tool.
        reads: Source, alignment and splitting streams, in the order of the fingerprint.
        sinks: The streams it computes, at least one.
        call: Calls ``_execute``.
        route: Finds an item's sink, or None where there is only one.
        outside_of: What the tool reads beside its sources for one sink only (by its index), as
            `BaseTool.outside` tells it; None: nothing.
    """

    tool: BaseTool
    reads: tuple[Stream, ...]
    sinks: tuple[Stream, ...]
    call: Call
    route: Route | None = None
    outside_of: Callable[[int], Mapping[str, bytes]] | None = None

    @property
    def fingerprint(self) -> Fingerprint:
        """What this job computes with; equal fingerprints give equal rows."""
        tool = self.tool
        keys: tuple[str, ...] | None = vars(self).get("_keys")
        if keys is None:
            keys = vars(self)["_keys"] = tuple(str(stream.key) for stream in self.reads)
        return Fingerprint(tool.name, tool.version, tool.parameters_json, keys)

    @property
    def reaches(self) -> dict[Stream, Reach]:
        """How far the tool says that it reaches into each source; the widest where one is read twice."""
        known: dict[Stream, Reach] | None = vars(self).get("_reaches")
        if known is None:
            known = vars(self)["_reaches"] = _widest(self.reads, self.tool.reaches(len(self.reads)))
        return known

    @property
    def outside(self) -> dict[StreamKey, Ledger]:
        """What its tool reads beside its sources, as ledgers that only say whether it has changed.

        What is not there is left out: it makes nothing stale by being gone.
        """
        found = self._outside()
        return {key: ledger for key, ledger in found.items() if ledger.inc} if found else found

    def _outside(self) -> dict[StreamKey, Ledger]:
        told = [self.tool.outside()]
        if self.outside_of is None and not told[0]:
            return {}
        if self.outside_of is not None:
            told += map(self.outside_of, range(len(self.sinks)))
        return {file_key(name): Ledger(revision, rev=1) for each in told for name, revision in each.items()}

    def owners(self) -> dict[StreamKey, set[int]]:
        """What of `outside` is read for some sinks only, and for which."""
        found: dict[StreamKey, set[int]] = {}
        if self.outside_of is not None:
            for index in range(len(self.sinks)):
                for name in self.outside_of(index):
                    found.setdefault(file_key(name), set()).add(index)
        return found

    def reader(self, interval: TimeInterval) -> Reader:
        """A recorder of what one call over ``interval`` reads."""
        persistent = any(sink.home.persistent for sink in self.sinks)
        return Reader(interval, persistent, self.reaches, self._outside())


def _widest(reads: Sequence[Stream], reaches: Sequence[Reach]) -> dict[Stream, Reach]:
    found: dict[Stream, Reach] = {}
    for stream, reach in zip(reads, reaches, strict=True):
        known = found.get(stream, reach)
        found[stream] = widest(known, reach)
    return found
