"""What a tool with several sinks yields: an instance, or a batch, and the sink it is meant for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple, Self

from .batch import Batch
from .instance import StreamInstance, as_instance


class _MetaFields(NamedTuple):
    stream_instance: StreamInstance | Batch
    meta_data: Any


class StreamMetaInstance(_MetaFields):
    """An instance on its way out of a tool with several sinks, and the sink it is meant for.

    Args:
        stream_instance: The instance, a ``(timestamp, value)`` pair, or a `Batch` of instances
            that are all meant for this sink.
        meta_data: Names the sink: one ``(tag, value)`` pair, a tuple of pairs, or, where
            plates are created, a bare value.

    Raises:
        ArgumentValueError: The first argument is none of these.
    """

    __slots__ = ()

    def __new__(cls, stream_instance: StreamInstance | Batch | tuple[datetime, Any], meta_data: Any) -> Self:
        """The pair, its first part an instance or a batch."""
        if stream_instance.__class__ is not StreamInstance and not isinstance(stream_instance, Batch):
            stream_instance = as_instance(stream_instance)
        return tuple.__new__(cls, (stream_instance, meta_data))

    @classmethod
    def _make(cls, iterable: Iterable[Any]) -> Self:  # type: ignore[override]
        return cls(*iterable)
