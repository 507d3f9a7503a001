"""Streams of a plate interleaved into one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hyperstream import AggregateTool, Batch, Stream, TimeInterval
from hyperstream.tool.plates.joining import by_time
from hyperstream.tool.plates.routing import plate_value
from hyperstream.utils import from_ms


class AggregatePlate(AggregateTool):
    """The (dictionary) values of all sources, each with its plate value under the plate's tag.

    Two sources with the same timestamp are an error, since a stream holds one value a time. As 0.3.8
    aggregate_plate v1.0.0.

    Parameters:
        aggregation_meta_data: Tag of the plate that is joined.
    """

    def _execute(
        self, sources: Sequence[Stream], alignment_stream: Stream | None, interval: TimeInterval
    ) -> Iterator[Batch]:
        names = [plate_value(source, self.aggregation_meta_data) for source in sources]
        stamps, groups = by_time(sources, interval)
        for ms, found in zip(stamps.tolist(), groups, strict=True):
            if len(found) > 1:
                both = " and ".join(names[place] for place, _ in found)
                msg = (
                    f"{self.aggregation_meta_data} {both} have an instance at {from_ms(ms)}, and a stream "
                    "holds one value a time; aggregate_into_dict_and_apply puts them side by side"
                )
                raise ValueError(msg)
        values = [{**value, self.aggregation_meta_data: names[place]} for ((place, value),) in groups]
        yield Batch(stamps, values)
