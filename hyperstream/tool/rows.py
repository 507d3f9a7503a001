"""What the body of most tools comes down to: a function of each value, or a choice of instances.

Sources are read in batches and times stay what they are, so a tool of this kind gives the same
rows however its interval was split.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from ..batch import Batch
from ..batch.arrays import given_up
from ..stream import Stream
from ..time_interval import TimeInterval


def joined(batches: Iterable[Batch], rows: int) -> Iterator[Batch]:
    """The rows of batches in fewer batches, of at least so many rows each but the last."""
    waiting: list[Batch] = []
    for batch in batches:
        waiting.append(batch)
        if sum(map(len, waiting)) >= rows:
            yield Batch.concat(waiting)
            waiting = []
    if waiting:
        yield Batch.concat(waiting)


def applied(function: Callable[..., Any], batch: Batch, *columns: Any) -> Batch:
    """The batch with the values that a function gives for columns: an array, or as many objects.

    An array is copied where the function, or anybody else, might still write to it.
    """
    return batch.with_values(given_up([function(*columns)]))


def mapped(source: Stream, interval: TimeInterval, function: Callable[[Any], Any]) -> Iterator[Batch]:
    """Each value replaced by a function of it; the function may not change the value that it gets."""
    for batch in source.window(interval, force_calculation=True).batches():
        yield batch.with_values([function(value) for value in batch.values_list()])


def chosen(source: Stream, interval: TimeInterval, test: Callable[[Any], bool]) -> Iterator[Batch]:
    """The instances whose value passes a test."""
    for batch in source.window(interval, force_calculation=True).batches():
        yield batch.where([test(value) for value in batch.values_list()])
