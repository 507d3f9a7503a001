"""A tool that fails, said clearly: which tool, which version, for which stream, over which interval, how far.

Whatever a tool raises is its failure, an error of ours no less than any other: a policy for failures has to
see it. What the store says (it does not answer, a claim was lost) is none, and is raised as it is.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from copy import copy
from datetime import datetime
from typing import Any, TypeGuard

from ...batch import Batch
from ...stream import Stream
from ...time_interval import TimeInterval
from ...utils.errors import (
    DuplicateInstanceError,
    HyperStreamError,
    StoreError,
    ToolExecutionError,
    ValueNotStorableError,
)
from ...utils.time_utils import from_ms
from ..base_tool import BaseTool
from .job import Job
from .pieces import Piece


@contextmanager
def not_kept(job: Job, piece: Piece, rows: Batch) -> Iterator[None]:
    """The commit of a piece: what a tool gave and no store can keep is its failure.

    Args:
        job: Tool, sources and sinks.
        piece: What is committed.
        rows: The rows.
    """
    try:
        yield
    except (ValueNotStorableError, DuplicateInstanceError) as error:
        last = from_ms(rows.last_ms) if len(rows) else None
        raise failure(job, piece.interval, piece.sinks, error, last) from error


@contextmanager
def called_directly() -> Iterator[None]:
    """Whoever calls a tool himself gets an error of ours as it was raised, with a note of where."""
    try:
        yield
    except ToolExecutionError as error:
        cause = error.__cause__
        if type(error) is not ToolExecutionError or not isinstance(cause, HyperStreamError):
            raise
        raise cause from cause.__cause__


def failure(
    job: Job, interval: TimeInterval, sinks: Iterable[int], error: Exception, last: datetime | None
) -> HyperStreamError:
    """What to raise for an error that a tool raised; the latter becomes its cause.

    Args:
        job: Tool, sources and sinks.
        interval: What was computed.
        sinks: For which sinks, by index.
        error: What was raised.
        last: Last timestamp that the tool gave, None before the first.
    """
    tool, indices = job.tool, tuple(sinks)
    after = f" after its instance at {last}" if last else " before its first instance"
    where = f"{tool.full_name} failed on {_names(job, indices)} {interval}{after}"
    subject: dict[str, Any] = {
        "tool": tool.name,
        "version": tool.version,
        "streams": [job.sinks[index].stream_id for index in indices],
        "interval": interval,
        "last_timestamp": last,
    }
    if isinstance(error, HyperStreamError):
        error.add_note(f"while {tool.full_name} computed {_names(job, indices)} {interval}")
    if isinstance(error, StoreError) or is_named(error):
        return error
    if isinstance(error, ToolExecutionError):
        named = copy(error)
        named.message = f"{error} So {where}; nothing of this piece was recorded."
        named.args = (named.message,)
        vars(named).update(subject)
        return named
    msg = (
        f"{where}: {_what(error)}{_place(tool.source_file, error)}. "
        "Nothing of this piece was recorded; readers see what they saw before."
    )
    return ToolExecutionError(msg, **subject)


def is_named(error: Exception) -> TypeGuard[ToolExecutionError]:
    """Whether it says already whose failure it is: that of a tool behind, which was asked for its rows."""
    return isinstance(error, ToolExecutionError) and hasattr(error, "version")


def plate_failure(
    tool: BaseTool, interval: TimeInterval, plate_value: Any, error: Exception
) -> ToolExecutionError:
    """What to raise for an error that a tool raised that looks for values of a plate."""
    where = "" if plate_value is None else f" for plate value {plate_value!r}"
    place = _place(tool.source_file, error)
    msg = f"{tool.full_name} failed{where} on {interval}: {_what(error)}{place}."
    return ToolExecutionError(msg, tool=tool.name, version=tool.version, interval=interval)


def _what(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".removesuffix(".")


def _place(source_file: str, error: Exception) -> str:
    """Where in the tool file it happened, as ``(file:line)``."""
    lines = [
        frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == source_file
    ]
    return f" ({source_file}:{lines[-1]})" if lines else ""


def _names(job: Job, indices: Iterable[int]) -> str:
    streams: list[Stream] = [job.sinks[index] for index in indices]
    shown = ", ".join(str(stream.stream_id) for stream in streams[:3])
    return shown if len(streams) <= 3 else f"{shown} and {len(streams) - 3} more"
