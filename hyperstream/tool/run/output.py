"""What a tool gave, gathered and checked before anything is written.

A call of ``_execute`` covers one interval and is written as a whole or not at all. Its output
may come in any order; a timestamp outside the interval, a repeated one, or something that is no
instance is the tool's error and is named as such.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import numpy as np

from ...batch import Batch, StreamInstance, StreamMetaInstance
from ...time_interval import TimeInterval
from ...utils.errors import DuplicateInstanceError, ToolOutputError
from ...utils.time_utils import from_ms


class Output:
    """Collects what one call gives for one sink.

    Args:
        tool: Name and version of the tool, for messages.
        interval: The interval of the call; every instance must lie in it.
    """

    def __init__(self, tool: str, interval: TimeInterval) -> None:
        self._tool = tool
        self._interval = interval
        self._instances: list[StreamInstance] = []
        self._batches: list[Batch] = []

    def extend(self, items: Iterable[Any]) -> None:
        """Take everything an iterable gives; the fast way for a tool with one sink."""
        instances = self._instances
        for item in items:
            if type(item) is StreamInstance:
                instances.append(item)
            else:
                self.add(item)
                instances = self._instances

    def add(self, item: Any) -> None:
        """Take one instance or batch.

        Raises:
            ToolOutputError: It is neither.
        """
        if isinstance(item, StreamInstance):
            self._instances.append(item)
        elif isinstance(item, Batch):
            self._close_instances()
            self._batches.append(item)
        else:
            msg = (
                f"{self._tool} gave {item!r} ({type(item).__name__}) while computing {self._interval}. "
                "A tool gives StreamInstance or Batch objects."
            )
            raise ToolOutputError(msg, item=item, interval=self._interval)

    @property
    def last_timestamp(self) -> datetime | None:
        """The last timestamp taken so far; None before the first."""
        if self._instances:
            return self._instances[-1].timestamp
        if self._batches and len(self._batches[-1]):
            return from_ms(self._batches[-1].last_ms)
        return None

    def batch(self) -> Batch:
        """Everything taken, in time order.

        Raises:
            ToolOutputError: A timestamp lies outside the interval or comes twice.
        """
        self._close_instances()
        batch = Batch.concat(self._batches) if len(self._batches) != 1 else self._batches[0]
        if not len(batch):
            return batch
        if not batch.is_ordered:
            batch = self._ordered(batch)
        if batch.first_ms <= self._interval.start_ms or batch.last_ms > self._interval.end_ms:
            stamps = batch.timestamps
            outside = (stamps <= self._interval.start_ms) | (stamps > self._interval.end_ms)
            wrong = from_ms(int(stamps[int(np.argmax(outside))]))
            msg = (
                f"{self._tool} gave an instance at {wrong}, outside {self._interval} that it was asked to "
                "compute (the start is left out, the end is in). Nothing of this call was written."
            )
            raise ToolOutputError(msg, timestamp=wrong, interval=self._interval)
        return batch

    def _ordered(self, batch: Batch) -> Batch:
        try:
            return batch.ordered()
        except DuplicateInstanceError as error:
            msg = (
                f"{self._tool} gave the same timestamp twice while computing {self._interval}: {error} "
                "A stream holds one value per timestamp; nothing of this call was written."
            )
            raise ToolOutputError(msg, interval=self._interval) from error

    def _close_instances(self) -> None:
        if self._instances:
            self._batches.append(Batch.from_instances(self._instances))
            self._instances = []


def checked_meta(title: str, item: Any) -> StreamMetaInstance:
    """The item, if it says where it goes.

    Raises:
        ToolOutputError: It is no `StreamMetaInstance`.
    """
    if not isinstance(item, StreamMetaInstance):
        msg = f"{title} gave {item!r}; a tool of this kind gives StreamMetaInstance objects."
        raise ToolOutputError(msg, item=item)
    return item
