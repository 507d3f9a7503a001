"""The progress of a run: a bar a node on a terminal, a line a node elsewhere."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import click

from ..execution import Finished, Unit
from .output import is_terminal

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


class Bars:
    """Shows how the units of a run end; a `Watch`.

    Args:
        quiet: Show nothing.
    """

    def __init__(self, quiet: bool = False) -> None:
        self._quiet = quiet
        self._totals: Counter[str] = Counter()
        self._counts: dict[str, Counter[str]] = {}
        self._bars: Progress | None = None
        self._tasks: dict[str, TaskID] = {}
        self._seconds: dict[str, float] = {}
        self._last = 0.0

    def __enter__(self) -> Self:
        if not self._quiet and is_terminal():
            self._bars = _bars()
            self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bars is not None:
            self._bars.stop()
        elif not self._quiet:
            for name in self._totals:
                click.echo(f"  {name}  {self._line(name)}")

    # --- what is watched
    def begin(self, units: Sequence[Unit]) -> None:
        """Show all that is to be done."""
        self._last = time.perf_counter()
        self._totals.update(unit.factor for unit in units)
        for name, total in self._totals.items():
            self._counts[name] = Counter()
            if self._bars is not None:
                self._tasks[name] = self._bars.add_task(name, total=total, line=self._line(name))

    def finished(self, finished: Finished) -> None:
        """Show that one is done."""
        name, now = finished.unit.factor, time.perf_counter()
        counts = self._counts.setdefault(name, Counter())
        counts["done" if finished.is_done else "failed" if finished.error else "blocked"] += 1
        counts["instances"] += finished.instances
        self._seconds[name] = self._seconds.get(name, 0.0) + now - self._last
        self._last = now
        if self._bars is not None and name in self._tasks:
            self._bars.update(self._tasks[name], advance=1, line=self._line(name))

    def _line(self, name: str) -> str:
        """``3/4 ✘ 1 failed  49 instances  0.6 s  82/s``."""
        counts, total, seconds = (
            self._counts.get(name, Counter()),
            self._totals[name],
            self._seconds.get(name, 0.0),
        )
        parts = [f"{counts['done']}/{total}"]
        parts += [f"{sign} {counts[kind]} {kind}" for kind, sign in _SIGNS.items() if counts[kind]]
        if counts["done"] == total:
            parts.append("✔")
        parts.append(f"{counts['instances']:,} instances")
        parts.append(f"{seconds:.1f} s")
        if seconds > 0.05:
            parts.append(f"{sum(counts[kind] for kind in ('done', *_SIGNS)) / seconds:,.0f}/s")
        return "  ".join(parts)


_SIGNS = {"failed": "✘", "blocked": "⏸"}


def _bars() -> Any:
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    return Progress(
        TextColumn("  {task.description}"),
        BarColumn(bar_width=30),
        TextColumn("{task.fields[line]}"),
        TimeRemainingColumn(),
    )
