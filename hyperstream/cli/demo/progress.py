"""Progress of a run as bars, one a stream; a line a stream where nobody is looking."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ...tool.run import Progress, RunOptions, current_options

if TYPE_CHECKING:
    from rich.progress import Progress as Bars
    from rich.progress import TaskID

CHUNK_MS = 180 * 24 * 3600 * 1000
"""Longest piece that is computed at once, ms: about half a year, so that there is progress to see."""


@contextmanager
def shown_progress() -> Iterator[None]:
    """Runs inside are cut into pieces and shown as bars on a terminal, not at all elsewhere."""
    if not sys.stdout.isatty():
        with _options(RunOptions(chunk_ms=CHUNK_MS)):
            yield
        return
    from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    columns = (
        TextColumn("  {task.description:<12}"),
        BarColumn(bar_width=40),
        TextColumn("{task.percentage:>3.0f} %  {task.fields[instances]:>7,} instances"),
        TimeRemainingColumn(),
    )
    with Bars(*columns) as bars, _options(RunOptions(chunk_ms=CHUNK_MS, progress=Display(bars))):
        yield


class Display:
    """Moves the bars as pieces are committed.

    Args:
        bars: rich's bars.
    """

    def __init__(self, bars: Bars) -> None:
        self._bars = bars
        self._tasks: dict[str, TaskID] = {}
        self._instances: Counter[str] = Counter()

    def __call__(self, progress: Progress) -> None:
        """Take one step of a run in."""
        name = progress.stream.partition(":")[0]
        if name not in self._tasks:
            total = sum(span.end_ms - span.start_ms for span in progress.total)
            self._tasks[name] = self._bars.add_task(name, total=total, instances=0)
        self._instances[name] += progress.instances
        width = 0 if progress.waiting_for else progress.interval.end_ms - progress.interval.start_ms
        self._bars.update(self._tasks[name], advance=width, instances=self._instances[name])


@contextmanager
def _options(options: RunOptions) -> Iterator[None]:
    token = current_options.set(options)
    try:
        yield
    finally:
        current_options.reset(token)
