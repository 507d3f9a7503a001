"""How each kind of tool becomes a job: which streams it reads, and where an item goes."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from ...batch import StreamMetaInstance
from ...stream import Stream
from ...time_interval import TimeInterval
from ...utils.errors import ArgumentTypeError, ArgumentValueError
from ..base_tool import BaseTool
from .job import Job, Route, Track
from .output import checked_meta

logger = logging.getLogger(__name__)

Pairs = tuple[tuple[str, str], ...]

Tags = str | tuple[str, ...]
"""The tag of the plate that a tool with several sinks splits over; of several plates, their tags."""


def tool_job(
    tool: BaseTool, sources: Sequence[Stream] | None, sink: Stream, alignment_stream: Stream | None = None
) -> Job:
    """One tool with one sink.

    Raises:
        ArgumentTypeError: (a `TypeError`) ``sources`` is one stream, not a list.
    """
    given = (*_listed(tool.full_name, "sources", sources), *tool.other_sources(sink))

    def call(track: Track, piece: TimeInterval) -> Iterable[Any]:
        aligned = None if alignment_stream is None else track(alignment_stream)
        return tool._execute_for(sink, [track(source) for source in given], aligned, piece)

    return Job(tool, _reads(*given, alignment_stream), (sink,), call)


def multi_output_job(
    tool: BaseTool,
    source: Stream | None,
    splitting_stream: Stream | None,
    sinks: Sequence[Stream],
    meta_data_id: Tags,
    output_plate_values: Sequence[Any],
) -> Job:
    """One tool that splits a source over sinks.

    An item goes to the first sink whose meta data contains all its pairs. Where several plates are split
    over, ``meta_data_id`` is a tuple of tags, each plate value one of texts, and an item's pair of the two
    stands for the pairs of each tag with its text.

    Raises:
        ArgumentValueError: (a `ValueError`) There is no sink.
    """

    def call(track: Track, piece: TimeInterval) -> Iterable[Any]:
        return tool._execute(
            source=None if source is None else track(source),
            splitting_stream=None if splitting_stream is None else track(splitting_stream),
            interval=piece,
            meta_data_id=meta_data_id,
            output_plate_values=output_plate_values,
        )

    given = _some(tool.full_name, sinks)
    find = _Containing(given)

    def pairs_of(meta: Any) -> Pairs:
        several = isinstance(meta_data_id, tuple) and len(meta) == 2 and meta[0] == meta_data_id
        return _pairs(tuple(zip(*meta, strict=True)) if several else meta)

    def first_containing(meta: Any) -> int:
        pairs = pairs_of(meta)
        index = find(pairs)
        if index < 0:
            logger.warning("%s gave an instance for %s, which is none of its sinks", tool.full_name, pairs)
        return index

    def values_of_sinks() -> dict[int, Any]:
        places = ((find(pairs_of((meta_data_id, value))), value) for value in output_plate_values)
        return {place: value for place, value in places if place >= 0}

    reads, route = _reads(source, splitting_stream), _router(first_containing)
    return Job(tool, reads, given, call, route, _outside_of(tool, values_of_sinks))


def selector_job(tool: BaseTool, sources: Sequence[Stream], sinks: Sequence[Stream]) -> Job:
    """One tool that sends items of its sources to the sinks that they name by their whole meta data.

    Raises:
        ArgumentValueError: (a `ValueError`) There is no sink.
    """
    given = _some(tool.full_name, sinks)
    read = _listed(tool.full_name, "sources", sources)
    places: dict[frozenset[tuple[str, str]], int] = {}

    def call(track: Track, piece: TimeInterval) -> Iterable[Any]:
        return tool._execute(sources=[track(source) for source in read], interval=piece)

    def same(meta: Any) -> int:
        if not places:
            places.update((frozenset(sink.stream_id.meta_data), index) for index, sink in enumerate(given))
        return places.get(frozenset(_pairs(meta)), -1)

    return Job(tool, _reads(*read), given, call, _router(same))


def _outside_of(
    tool: BaseTool, values_of_sinks: Callable[[], dict[int, Any]]
) -> Callable[[int], Mapping[str, bytes]] | None:
    """What a tool reads for one plate value only, by the index of its sink; None: it says nothing."""
    if type(tool).outside_for is BaseTool.outside_for:
        return None
    values: dict[int, Any] = {}

    def outside_of(index: int) -> Mapping[str, bytes]:
        if not values:
            values.update(values_of_sinks())
        return tool.outside_for(values[index]) if index in values else {}

    return outside_of


def _reads(*streams: Stream | None) -> tuple[Stream, ...]:
    return tuple(stream for stream in streams if stream is not None)


def _some(title: str, sinks: Sequence[Stream]) -> tuple[Stream, ...]:
    given = _listed(title, "sinks", sinks)
    if not given:
        msg = f"{title} was given no sink; name at least one stream that it computes."
        raise ArgumentValueError(msg)
    return given


def _listed(title: str, what: str, streams: Sequence[Stream] | None) -> tuple[Stream, ...]:
    if isinstance(streams, Stream):
        msg = f"{title} takes its {what} as a list, also where it is one: [{streams.stream_id.name}]."
        raise ArgumentTypeError(msg, stream_id=streams.stream_id)
    return tuple(streams or ())


class _Containing:
    """Finds the first sink whose meta data contains all of some pairs; builds its index when first asked."""

    def __init__(self, sinks: Sequence[Stream]) -> None:
        self._sinks = sinks
        self._by_pair: dict[tuple[str, str], list[int]] = {}

    def __call__(self, pairs: Pairs) -> int:
        """The index of the sink, or -1."""
        if not self._by_pair:
            for index, sink in enumerate(self._sinks):
                for pair in sink.stream_id.meta_data:
                    self._by_pair.setdefault(pair, []).append(index)
        few = min((self._by_pair.get(pair, []) for pair in pairs), key=len, default=[0])
        wanted = set(pairs)
        return next((i for i in few if wanted.issubset(self._sinks[i].stream_id.meta_data)), -1)


def _router(find: Callable[[Any], int]) -> Route:
    """Finds each item's sink; the answer for one meta data is worked out once."""
    known: dict[Any, int] = {}

    def route(item: Any) -> tuple[int, Any]:
        meta = item.meta_data if isinstance(item, StreamMetaInstance) else checked_meta("A tool", item)
        if meta not in known:
            known[meta] = find(meta)
        return known[meta], item.stream_instance

    return route


def _pairs(meta: Any) -> Pairs:
    """One ``(tag, value)`` or a tuple of them, as pairs of text (ids keep values as text)."""
    pairs = (meta,) if len(meta) == 2 and not isinstance(meta[0], tuple | list) else meta
    return tuple((str(tag), str(value)) for tag, value in pairs)
