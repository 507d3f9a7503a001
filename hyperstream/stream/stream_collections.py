"""Streams by id, and instances by timestamp."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypeVar, overload

from ..batch.batch import Batch
from ..batch.instance import StreamInstance
from ..utils.containers import FrozenKeyDict, TypedBiDict
from ..utils.errors import ArgumentValueError, DuplicateInstanceError, StreamNotFoundError
from .stream import Stream
from .stream_id import StreamId

T = TypeVar("T")


class StreamDict(TypedBiDict[StreamId, Stream]):
    """Streams by their id; no stream under two ids.

    A missing key is a `StreamNotFoundError` (a `KeyError`), a key that is no `StreamId` a `TypeError`,
    a value that is no `Stream`, or that another key has, a `ValueError`.
    """

    def __init__(self) -> None:
        super().__init__(StreamId, Stream)

    def __getitem__(self, key: StreamId) -> Stream:
        try:
            return super().__getitem__(key)
        except KeyError as error:
            msg = f"There is no stream {key!r} here."
            raise StreamNotFoundError(msg, stream_id=key) from error

    @overload
    def get(self, key: StreamId, /) -> Stream | None: ...
    @overload
    def get(self, key: StreamId, default: T, /) -> Stream | T: ...
    def get(self, key: StreamId, default: Any = None, /) -> Any:
        """The stream of this id, or ``default``."""
        # `Mapping.get` goes through the error, and its message costs more than the look-up.
        return self._forward.get(key, default)


class StreamInstanceCollection(FrozenKeyDict[datetime, Any]):
    """Values by timestamp; each timestamp is set once.

    >>> from hyperstream.utils.time_utils import utcnow
    >>> collection = StreamInstanceCollection()
    >>> collection.append(StreamInstance(utcnow(), 1.5))
    >>> len(collection)
    1
    """

    def append(self, instance: StreamInstance) -> None:
        """Add an instance; an equal one (same type and value) that is there already is accepted.

        Raises:
            ArgumentValueError: (a `ValueError`) Not a `StreamInstance`.
            DuplicateInstanceError: (a `KeyError`) The timestamp has another value; dicts are not
                merged, as 0.3.8 did.
        """
        if not isinstance(instance, StreamInstance):
            msg = f"Only a StreamInstance can be added, not {instance!r}."
            raise ArgumentValueError(msg, instance=instance)
        timestamp, value = instance
        if timestamp not in self:
            self[timestamp] = value
        elif not _same(timestamp, self[timestamp], value):
            msg = f"{timestamp} already has a different value ({self[timestamp]!r}; new: {value!r})."
            raise DuplicateInstanceError(msg, timestamp=timestamp, old=self[timestamp], new=value)

    def extend(self, instances: Iterable[StreamInstance]) -> None:
        """`append` each; on an error those before it have been added."""
        for instance in instances:
            self.append(instance)


def _same(timestamp: datetime, old: Any, new: Any) -> bool:
    # A batch knows what "equal" means for stored values: same type and same bytes.
    rows = (Batch.from_instances((StreamInstance(timestamp, value),)) for value in (old, new))
    return next(rows).same_rows(next(rows))
