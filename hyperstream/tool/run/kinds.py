"""How each kind of tool becomes a job: which streams it reads, and where an item goes."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from ...batch import StreamMetaInstance
from ...stream import Stream
from ...time_interval import TimeInterval
from ...utils.errors import ArgumentValueError, HyperStreamError, ToolExecutionError, ToolOutputError
from .job import Job, Route, Track
from .limits import check_interval
from .loop import ToolRun
from .report import RunOptions, RunReport, options_in_force

if TYPE_CHECKING:
    from ..multi_output_tool import MultiOutputTool
    from ..plate_creation_tool import PlateCreationTool
    from ..selector_tool import SelectorTool
    from ..tool import Tool

logger = logging.getLogger(__name__)

Pairs = tuple[tuple[str, str], ...]


def run_tool(
    tool: Tool,
    sources: Sequence[Stream] | None,
    sink: Stream,
    interval: TimeInterval,
    alignment_stream: Stream | None = None,
    *,
    options: RunOptions | None = None,
) -> RunReport:
    """Bring one sink up to date over ``interval``.

    Raises:
        ArgumentTypeError: (a `TypeError`) ``interval`` is not a `TimeInterval`.
        FutureIntervalError: (a `ValueError`) It ends after now.
        StreamNotAvailableError: The sink's channel ends before it does.
        ToolExecutionError: The tool failed; nothing of that piece was recorded.
        ClaimedElsewhereError: (a `TimeoutError`) Another worker computes the same, and was waited
            for as long as ``wait_seconds`` allow.
    """
    given = tuple(sources or ())

    def call(track: Track, piece: TimeInterval) -> Iterable[Any]:
        aligned = None if alignment_stream is None else track(alignment_stream)
        return tool._execute(
            sources=[track(source) for source in given], alignment_stream=aligned, interval=piece
        )

    job = Job(tool, _reads(*given, alignment_stream), (sink,), call)
    return _run(job, interval, options)


def run_multi_output(
    tool: MultiOutputTool,
    source: Stream | None,
    splitting_stream: Stream | None,
    sinks: Sequence[Stream],
    interval: TimeInterval,
    meta_data_id: str,
    output_plate_values: Sequence[Any],
    *,
    options: RunOptions | None = None,
) -> RunReport:
    """Bring several sinks up to date over ``interval``; each needs only what it lacks.

    An item goes to the first sink whose meta data contains all its pairs; one that fits no sink
    is dropped with a warning in the log.

    Raises: as `run_tool`.
    """

    def call(track: Track, piece: TimeInterval) -> Iterable[Any]:
        return tool._execute(
            source=None if source is None else track(source),
            splitting_stream=None if splitting_stream is None else track(splitting_stream),
            interval=piece,
            meta_data_id=meta_data_id,
            output_plate_values=output_plate_values,
        )

    def first_containing(pairs: Pairs) -> int:
        wanted = set(pairs)
        for index, sink in enumerate(sinks):
            if wanted <= set(sink.stream_id.meta_data):
                return index
        logger.warning("%s gave an instance for %s, which is none of its sinks", tool.full_name, pairs)
        return -1

    job = Job(
        tool, _reads(source, splitting_stream), _some(tool.full_name, sinks), call, _router(first_containing)
    )
    return _run(job, interval, options)


def run_selector(
    tool: SelectorTool,
    sources: Sequence[Stream],
    sinks: Sequence[Stream],
    interval: TimeInterval,
    *,
    options: RunOptions | None = None,
) -> RunReport:
    """Bring several sinks up to date over ``interval``; an item names its sink's whole meta data.

    Raises: as `run_tool`.
    """
    places = {frozenset(sink.stream_id.meta_data): index for index, sink in enumerate(sinks)}

    def call(track: Track, piece: TimeInterval) -> Iterable[Any]:
        return tool._execute(sources=[track(source) for source in sources], interval=piece)

    def same(pairs: Pairs) -> int:
        return places.get(frozenset(pairs), -1)

    job = Job(tool, _reads(*sources), _some(tool.full_name, sinks), call, _router(same))
    return _run(job, interval, options)


def run_plate_creation(
    tool: PlateCreationTool,
    source: Stream | None,
    interval: TimeInterval,
    input_plate_value: Any = None,
    *,
    options: RunOptions | None = None,
) -> set[Any]:
    """The values of the new plate that the tool finds in ``interval``; nothing is written.

    Raises:
        ArgumentTypeError: (a `TypeError`) ``interval`` is not a `TimeInterval`.
        ToolExecutionError: The tool failed.
    """
    check_interval(interval)
    try:
        values = {
            _meta(tool.full_name, item).meta_data for item in tool._execute(source=source, interval=interval)
        }
    except HyperStreamError:
        raise
    except Exception as error:
        where = "" if input_plate_value is None else f" for plate value {input_plate_value!r}"
        msg = f"{tool.full_name} failed{where} on {interval}: {type(error).__name__}: {error}"
        raise ToolExecutionError(msg, tool=tool.name, interval=interval) from error
    tool.write_to_history(interval=interval, tool=tool.name, document_count=len(values))
    return values


def _run(job: Job, interval: TimeInterval, options: RunOptions | None) -> RunReport:
    return ToolRun(job, options_in_force(options)).over(check_interval(interval))


def _reads(*streams: Stream | None) -> tuple[Stream, ...]:
    return tuple(stream for stream in streams if stream is not None)


def _some(title: str, sinks: Sequence[Stream]) -> tuple[Stream, ...]:
    if not sinks:
        msg = f"{title} was given no sink; name at least one stream that it computes."
        raise ArgumentValueError(msg)
    return tuple(sinks)


def _meta(title: str, item: Any) -> StreamMetaInstance:
    if not isinstance(item, StreamMetaInstance):
        msg = f"{title} gave {item!r}; a tool of this kind gives StreamMetaInstance objects."
        raise ToolOutputError(msg, item=item)
    return item


def _router(find: Callable[[Pairs], int]) -> Route:
    """Finds each item's sink; the answer for one meta data is worked out once."""
    known: dict[Any, int] = {}

    def route(item: Any) -> tuple[int, Any]:
        meta = item.meta_data if isinstance(item, StreamMetaInstance) else _meta("A tool", item)
        if meta not in known:
            known[meta] = find(_pairs(meta))
        return known[meta], item.stream_instance

    return route


def _pairs(meta: Any) -> Pairs:
    """One ``(tag, value)`` or a tuple of them, as pairs of text (ids keep values as text)."""
    pairs = (meta,) if len(meta) == 2 and not isinstance(meta[0], tuple | list) else meta
    return tuple((str(tag), str(value)) for tag, value in pairs)
