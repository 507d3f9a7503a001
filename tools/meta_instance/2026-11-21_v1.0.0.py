"""A plate from what a function finds in instances."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from hyperstream import PlateCreationTool, Stream, StreamMetaInstance, TimeInterval


class MetaInstance(PlateCreationTool):
    """A function of each instance, as a value of a new plate.

    As 0.3.8 meta_instance v0.0.1.

    Parameters:
        func: ``func(instance)``; gives the plate value, kept as text.
    """

    func: Callable[..., Any]

    def _execute(self, source: Stream, interval: TimeInterval) -> Iterator[StreamMetaInstance]:
        for instance in source.window(interval, force_calculation=True):
            yield StreamMetaInstance(instance, str(self.func(instance)))
