"""One request to each kind of tool: its job, brought up to date."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ...stream import Stream
from ...time_interval import TimeInterval
from ...utils.errors import StoreError
from ..base_tool import BaseTool
from .failing import called_directly, is_named, plate_failure
from .job import Job
from .jobs import Tags, multi_output_job, selector_job, tool_job
from .limits import check_interval
from .loop import ToolRun
from .output import checked_meta
from .report import RunOptions, RunReport, options_in_force


def run_job(
    job: Job, interval: TimeInterval, options: RunOptions | None = None, *, is_due: bool = False
) -> RunReport:
    """Bring the sinks of a job up to date over ``interval``.

    Args:
        job: Tool, sources and sinks.
        interval: What is asked for.
        options: How the run differs from the plain one.
        is_due: Something is known to be lacking there, as a plan does.

    Raises:
        ArgumentTypeError: (a `TypeError`) ``interval`` is not a `TimeInterval`.
        FutureIntervalError: (a `ValueError`) It ends after now.
        StreamNotAvailableError: A sink's channel ends before it does.
        ToolExecutionError: The tool failed; nothing of that piece was recorded.
        ClaimedElsewhereError: (a `TimeoutError`) Another worker computes the same, and was waited
            for as long as ``wait_seconds`` allow.
    """
    return ToolRun(job, options_in_force(options)).over(check_interval(interval), is_due)


def run_tool(
    tool: BaseTool,
    sources: Sequence[Stream] | None,
    sink: Stream,
    interval: TimeInterval,
    alignment_stream: Stream | None = None,
    *,
    options: RunOptions | None = None,
) -> RunReport:
    """Bring one sink up to date over ``interval``; raises as `run_job`."""
    with called_directly():
        return run_job(tool_job(tool, sources, sink, alignment_stream), interval, options)


def run_multi_output(
    tool: BaseTool,
    source: Stream | None,
    splitting_stream: Stream | None,
    sinks: Sequence[Stream],
    interval: TimeInterval,
    meta_data_id: Tags,
    output_plate_values: Sequence[Any],
    *,
    options: RunOptions | None = None,
) -> RunReport:
    """Bring several sinks up to date over ``interval``; each needs only what it lacks.

    An item goes to the first sink whose meta data contains all its pairs; one that fits no sink
    is dropped with a warning in the log. Raises as `run_job`.
    """
    job = multi_output_job(tool, source, splitting_stream, sinks, meta_data_id, output_plate_values)
    with called_directly():
        return run_job(job, interval, options)


def run_selector(
    tool: BaseTool,
    sources: Sequence[Stream],
    sinks: Sequence[Stream],
    interval: TimeInterval,
    *,
    options: RunOptions | None = None,
) -> RunReport:
    """Bring several sinks up to date over ``interval``; an item names its sink's whole meta data.

    Raises as `run_job`.
    """
    with called_directly():
        return run_job(selector_job(tool, sources, sinks), interval, options)


def run_plate_creation(
    tool: BaseTool,
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
        StoreError: The store did not answer it.
    """
    check_interval(interval)
    try:
        values = {
            checked_meta(tool.full_name, item).meta_data
            for item in tool._execute(source=source, interval=interval)
        }
    except Exception as error:
        if isinstance(error, StoreError) or is_named(error):
            raise
        raise plate_failure(tool, interval, input_plate_value, error) from error
    tool.write_to_history(interval=interval, tool=tool.name, document_count=len(values))
    return values
