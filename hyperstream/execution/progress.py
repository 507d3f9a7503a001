"""Progress of a request as bars, one a factor: units done, instances, rate, and the time left."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ..tool.run import Progress, RunOptions, options_in_force
from ..utils.errors import ToolExecutionError
from .outcome import Finished, Watch
from .unit import Unit

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress as Bars
    from rich.progress import TaskID

ALL = "all"
"""Name of the bar for all factors together."""

WIDTH = 100
"""Characters of a line where there is no terminal."""

ALMOST = 0.99
"""A unit counts as no more than this before it has ended."""


@contextmanager
def watched(
    progress: bool | Callable[[Progress], None], options: RunOptions | None, watch: Watch | None = None
) -> Iterator[tuple[RunOptions | None, Watch | None]]:
    """Options and watch of a request that is watched as somebody wants.

    Args:
        progress: True for bars, False for nothing, or a function that is called after every piece.
        options: Of the request.
        watch: Told of every unit, too.
    """
    if progress is True:
        with shown_progress(options, watch) as (how, who):
            yield how, who
    elif progress is False:
        yield options, watch
    else:
        yield replace(options_in_force(options), progress=progress), watch


@contextmanager
def shown_progress(
    options: RunOptions | None = None, watch: Watch | None = None, console: Console | None = None
) -> Iterator[tuple[RunOptions, Watch]]:
    """Options and a watch that show what a request does as bars, for as long as the context lasts.

    On a terminal and in a notebook the bars move; anywhere else they are printed once, at the end.

    Args:
        options: Of the request.
        watch: Told of every unit, too.
        console: Where the bars go; to the error output unless given.
    """
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    given = options_in_force(options)
    bars = Bars(
        TextColumn("  {task.description}"),
        BarColumn(bar_width=20),
        TextColumn("{task.fields[done]:>7}  {task.fields[mark]:<10}"),
        TextColumn("{task.fields[instances]:>9,} instances  {task.fields[rate]:>11}"),
        TimeRemainingColumn(compact=True),
        console=console or Console(stderr=True, width=None if sys.stderr.isatty() else WIDTH),
    )
    display = Display(bars, given.progress, watch)
    with bars:
        try:
            yield replace(given, progress=display.piece), display
        except ToolExecutionError as error:
            display.fail([stream_id.name for stream_id in getattr(error, "streams", ())])
            raise


@dataclass(slots=True)
class Row:
    """What one bar says.

    Attributes:
        bar: Its id.
        units: Units to do.
        done: Units that ended well.
        failed: Units whose tool failed.
        blocked: Units that were not tried.
        instances: Instances that ended units wrote.
        within: How much of the unit in progress is done, from 0 to 1.
        underway: Instances that it has written.
        began: When the first unit began, s on the monotonic clock.
    """

    bar: TaskID
    units: int = 0
    done: int = 0
    failed: int = 0
    blocked: int = 0
    instances: int = 0
    within: float = 0.0
    underway: int = 0
    began: float | None = None

    def end(self, finished: Finished) -> None:
        """Count a unit that ended."""
        self.done += finished.is_done
        self.failed += finished.error is not None
        self.blocked += bool(finished.waits_for)
        self.instances += finished.instances
        self.within, self.underway = 0.0, 0

    def fields(self, now: float, says: str) -> dict[str, Any]:
        """What rich shows."""
        written = self.instances + self.underway
        seconds = 0.0 if self.began is None else now - self.began
        return {
            "total": self.units,
            "completed": self.done + self.failed + self.blocked + self.within,
            "done": f"{self.done}/{self.units}",
            "mark": says or self._mark(),
            "instances": written,
            "rate": f"{written / seconds:,.0f} /s" if seconds > 0 and written else "",
        }

    def _mark(self) -> str:
        """How it stands, in a sign and a word."""
        if self.failed:
            return f"✘ {self.failed} failed"
        if self.blocked:
            return f"⏸ {self.blocked} blocked"
        return "✔" if self.units == self.done else ""


class Display:
    """A `Watch` that moves bars as pieces are committed and units end.

    Args:
        bars: rich's bars.
        progress: Is told of every piece, too.
        watch: Is told of every unit, too.
    """

    def __init__(
        self, bars: Bars, progress: Callable[[Progress], None] | None = None, watch: Watch | None = None
    ) -> None:
        self._bars = bars
        self._progress = progress
        self._watch = watch
        self._rows: dict[str, Row] = {}
        self._all: Row | None = None
        self._moment = time.monotonic()

    def begin(self, units: Sequence[Unit]) -> None:
        """Make a bar for each factor of these units and, where there are several, one for all of them."""
        if self._watch is not None:
            self._watch.begin(units)
        self._moment = time.monotonic()
        counts = Counter(unit.factor for unit in units)
        wide = max(map(len, [*counts, ALL]))
        for name, count in counts.items():
            self._rows[name] = self._row(f"{name:<{wide}}", count)
        if len(counts) > 1:
            self._all = self._row(f"{ALL:<{wide}}", len(units))

    def _row(self, title: str, units: int) -> Row:
        bar = self._bars.add_task(title, start=False, done="", mark="", instances=0, rate="")
        row = Row(bar, units)
        self._show([row])
        return row

    def piece(self, progress: Progress) -> None:
        """Take one step of a run in."""
        if self._progress is not None:
            self._progress(progress)
        rows = self._of(progress.stream.partition(":")[0])
        if progress.waiting_for:
            self._show(rows, f"waits for {progress.waiting_for}")
            return
        whole = sum(span.end_ms - span.start_ms for span in progress.total)
        part = progress.interval.end_ms - progress.interval.start_ms
        for row in rows:
            row.underway += progress.instances
            row.within = min(row.within + part / max(whole, 1), ALMOST)
        self._show(rows)

    def finished(self, finished: Finished) -> None:
        """Take the end of a unit in."""
        if self._watch is not None:
            self._watch.finished(finished)
        rows = self._of(finished.unit.factor)
        for row in rows:
            row.end(finished)
        self._show(rows)

    def fail(self, streams: Sequence[str]) -> None:
        """A unit that computes streams of these names ends the request by an error."""
        rows = self._of(next(iter(streams), ""))
        for row in rows:
            row.failed, row.within = row.failed + 1, 0.0
        self._show(rows)

    def _of(self, name: str) -> list[Row]:
        """The rows that speak of a factor; the time of what comes first is counted from what came before."""
        rows = [row for row in (self._rows.get(name), self._all) if row is not None]
        for row in rows:
            if row.began is None:
                row.began = self._moment
                self._bars.start_task(row.bar)
        return rows

    def _show(self, rows: Iterable[Row], says: str = "") -> None:
        self._moment = now = time.monotonic()
        for row in rows:
            self._bars.update(row.bar, **row.fields(now, says))
