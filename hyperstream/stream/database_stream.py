"""A stream whose definition is kept in a store."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol, cast

from ..time_interval import TimeIntervals
from ..time_interval.spans import Spans
from ..utils.errors import ArgumentValueError
from .incoming import as_spans
from .ports import Home
from .stream import Stream
from .stream_id import StreamId


class StoredTimes(Protocol):
    """What a definition says besides who the stream is."""

    last_updated: datetime | None
    last_accessed: datetime | None


class DefinitionStore(Protocol):
    """Where the definitions of a home's streams are kept."""

    def load(self, stream: Stream) -> StoredTimes | None:
        """The stored definition, or None."""

    def save(
        self, stream: Stream, last_updated: datetime | None = None, last_accessed: datetime | None = None
    ) -> None:
        """Put this definition in the place of the stored one."""


class DefinitionHome(Home, Protocol):
    """A home that keeps definitions."""

    @property
    def definitions(self) -> DefinitionStore:
        """Where it keeps them."""


class DatabaseStream(Stream):
    """A `Stream` that can also load and save its definition.

    Rows and computed intervals need no saving, they are in the ledger at once. What is saved here is
    that the stream exists, and the two times below.

    Args:
        channel: The home it lives in.
        stream_id: Its id.
        calculated_intervals: Declared computed from the start.
        last_accessed: Free for the user, as `last_updated`; kept by `save`.
        last_updated: See above.
        sandbox: Kept for old callers; only None is accepted.
        version: ``tool@major`` where several versions are kept side by side, else empty.
    """

    __slots__ = ("_last_accessed", "_last_updated")

    def __init__(
        self,
        channel: Home,
        stream_id: StreamId,
        calculated_intervals: TimeIntervals | None = None,
        last_accessed: datetime | None = None,
        last_updated: datetime | None = None,
        sandbox: None = None,
        *,
        version: str = "",
    ) -> None:
        super().__init__(channel, stream_id, calculated_intervals, sandbox, version=version)
        self._last_accessed = last_accessed
        self._last_updated = last_updated

    @property
    def last_accessed(self) -> datetime | None:
        """As stored; setting it does not save."""
        self.load()
        return self._last_accessed

    @last_accessed.setter
    def last_accessed(self, when: datetime | None) -> None:
        self._last_accessed = when

    @property
    def last_updated(self) -> datetime | None:
        """As stored; setting it does not save."""
        self.load()
        return self._last_updated

    @last_updated.setter
    def last_updated(self, when: datetime | None) -> None:
        self._last_updated = when

    def load(self) -> None:
        """Read `last_updated` and `last_accessed` as they are stored.

        Raises:
            StoreFormatError: What is stored is no definition of a stream.
        """
        stored = self._definitions.load(self)
        if stored is not None:
            self._last_updated, self._last_accessed = stored.last_updated, stored.last_accessed

    def save(self) -> None:
        """Store the definition with `last_updated` and `last_accessed` as they were set."""
        self._definitions.save(self, self._last_updated, self._last_accessed)

    @property
    def _definitions(self) -> DefinitionStore:
        return cast(DefinitionHome, self.home).definitions


class AssetStream(DatabaseStream):
    """A stream of the assets channel: at most one computed interval."""

    __slots__ = ()

    def _declare(self, intervals: Any) -> None:
        refuse_gap(self.stream_id, as_spans(intervals))
        super()._declare(intervals)


def refuse_gap(stream_id: StreamId, spans: Spans) -> None:
    """Computed time of an asset must be one interval.

    Raises:
        ArgumentValueError: (a `ValueError`) It is not; nothing was written.
    """
    if len(spans) > 1:
        msg = (
            f"Asset '{stream_id}' can have one computed interval, not {TimeIntervals.from_spans(spans)}. "
            "Nothing was written. Ask for an interval that joins what is there, or purge it first."
        )
        raise ArgumentValueError(msg, stream_id=stream_id, intervals=TimeIntervals.from_spans(spans))
