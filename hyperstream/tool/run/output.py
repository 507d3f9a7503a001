"""What a tool gave, gathered and checked before anything is written.

A call of ``_execute`` covers one interval and is written as a whole or not at all: what is too much to be
held in memory goes into the store ahead of the commit, where nobody sees it before. The output may come in
any order; a timestamp outside the interval, a repeated one, or something that is no
instance is the tool's error and is named as such.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from itertools import islice
from typing import Any, Protocol, TypeVar

import numpy as np

from ...batch import Batch, StreamInstance, StreamMetaInstance
from ...time_interval import TimeInterval
from ...utils.errors import DuplicateInstanceError, ToolOutputError
from ...utils.time_utils import from_ms
from .room import Room

Taken = TypeVar("Taken")


class Stage(Protocol):
    """A claim, as an output sees it."""

    def stage(self, rows: Batch) -> bool:
        """Write rows ahead of the commit, see `stores.streams.Claimed.stage`."""


_INSTANCES = 1 << 16
"""So many instances, given one by one, are gathered into a batch."""


class Output:
    """Collects what one call gives for one sink.

    Args:
        tool: Name and version of the tool, for messages.
        interval: The interval of the call; every instance must lie in it.
        room: How much may be held in memory; None: everything.
        stage: Where rows go that are too many to be held; None: all are held.
    """

    def __init__(
        self, tool: str, interval: TimeInterval, room: Room | None = None, stage: Stage | None = None
    ) -> None:
        self._tool = tool
        self._interval = interval
        self._instances: list[StreamInstance] = []
        self._batches: list[Batch] = []
        self._last: datetime | None = None
        self._room = room
        self._stage = stage

    def extend(self, items: Iterable[Any]) -> None:
        """Take everything an iterable gives; the fast way for a tool with one sink."""
        iterator = iter(items)
        more = True
        while more:
            more = False
            instances = self._instances
            for item in islice(iterator, _INSTANCES):
                more = True
                if type(item) is StreamInstance:
                    instances.append(item)
                else:
                    self.add(item)
                    instances = self._instances
            if len(instances) >= _INSTANCES:
                self._close_instances()

    def add(self, item: Any) -> None:
        """Take one instance or batch.

        Raises:
            ToolOutputError: It is neither; or a row that goes to the store now is wrong, see `batch`.
        """
        if isinstance(item, StreamInstance):
            self._instances.append(item)
            if len(self._instances) >= _INSTANCES:
                self._close_instances()
        elif isinstance(item, Batch):
            self._close_instances()
            self._keep(item)
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
        return self._last

    def batch(self) -> Batch:
        """Everything taken that is not in the store yet, in time order.

        Raises:
            ToolOutputError: A timestamp lies outside the interval or comes twice.
        """
        self._close_instances()
        batch = Batch.concat(self._batches) if len(self._batches) != 1 else self._batches[0]
        if not len(batch):
            return batch
        if not batch.is_ordered:
            batch = self._once(batch.ordered)
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

    def rest(self) -> Batch:
        """What the commit has to write: everything, or nothing where some of it was written ahead.

        Raises:
            ToolOutputError: As `batch`, and by the whole output.
        """
        if self._last is not None:
            # The store compares the last rows with those before, too.
            self.write_ahead()
        return self.batch()

    def write_ahead(self) -> bool:
        """Move what is held into the store, invisible as yet; False where that cannot be."""
        if self._stage is None:
            return False
        last, batch = self.last_timestamp, self.batch()
        if not self._once(partial(self._stage.stage, batch)):
            self._stage = None
            self._batches = [batch]
            return False
        self._batches, self._last = [], last
        return True

    def _keep(self, batch: Batch) -> None:
        self._batches.append(batch)
        if self._room is not None:
            self._room.grew(self, batch)

    def _close_instances(self) -> None:
        if self._instances:
            instances, self._instances = self._instances, []
            self._keep(Batch.from_instances(instances))

    def _once(self, take: Callable[[], Taken]) -> Taken:
        try:
            return take()
        except DuplicateInstanceError as error:
            msg = (
                f"{self._tool} gave the same timestamp twice while computing {self._interval}: {error} "
                "A stream holds one value per timestamp; nothing of this call was written."
            )
            raise ToolOutputError(msg, interval=self._interval) from error


def checked_meta(title: str, item: Any) -> StreamMetaInstance:
    """The item, if it says where it goes.

    Raises:
        ToolOutputError: It is no `StreamMetaInstance`.
    """
    if not isinstance(item, StreamMetaInstance):
        msg = f"{title} gave {item!r}; a tool of this kind gives StreamMetaInstance objects."
        raise ToolOutputError(msg, item=item)
    return item
