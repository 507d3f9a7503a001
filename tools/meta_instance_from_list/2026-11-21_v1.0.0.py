"""A plate from a list."""

from __future__ import annotations

from collections.abc import Iterator

from hyperstream import PlateCreationTool, Stream, StreamInstance, StreamMetaInstance, TimeInterval


class MetaInstanceFromList(PlateCreationTool):
    """The given values, as the values of a new plate; the source is not looked at.

    As 0.3.8 meta_instance_from_list v0.0.1.

    Parameters:
        values: The values; kept as text.
    """

    values: list[str | int] = []  # noqa: RUF012 - converted to a new list for every tool

    def _execute(self, source: Stream | None, interval: TimeInterval) -> Iterator[StreamMetaInstance]:
        for value in self.values:
            yield StreamMetaInstance(StreamInstance(interval.end, value), str(value))
