"""What a run did, a line a node, where nobody looks at bars: in a pipe, in a log.

On a terminal there are bars instead, those of `hyperstream.execution.progress`.
"""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from types import TracebackType
from typing import Self

import click

from ..execution import Finished, Unit

_SIGNS = {"failed": "✘", "blocked": "⏸"}


class Lines:
    """Notes how the units of a run end, and prints a line a node at the end; a `Watch`.

    Args:
        quiet: Print nothing.
    """

    def __init__(self, quiet: bool = False) -> None:
        self._quiet = quiet
        self._totals: Counter[str] = Counter()
        self._counts: dict[str, Counter[str]] = {}
        self._seconds: defaultdict[str, float] = defaultdict(float)
        self._last = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for name in () if self._quiet else self._totals:
            click.echo(f"  {name}  {self._line(name)}")

    # --- what is watched
    def begin(self, units: Sequence[Unit]) -> None:
        """All that is to be done."""
        self._last = time.perf_counter()
        self._totals.update(unit.factor for unit in units)

    def finished(self, finished: Finished) -> None:
        """One is done."""
        name, now = finished.unit.factor, time.perf_counter()
        counts = self._counts.setdefault(name, Counter())
        counts["done" if finished.is_done else "failed" if finished.error else "blocked"] += 1
        counts["instances"] += finished.instances
        self._seconds[name] += now - self._last
        self._last = now

    def _line(self, name: str) -> str:
        """``3/4  ✘ 1 failed  49 instances  0.6 s  82/s``."""
        counts, total = self._counts.get(name, Counter[str]()), self._totals[name]
        seconds = self._seconds[name]
        parts = [f"{counts['done']}/{total}"]
        parts += [f"{sign} {counts[kind]} {kind}" for kind, sign in _SIGNS.items() if counts[kind]]
        if counts["done"] == total:
            parts.append("✔")
        parts.append(f"{counts['instances']:,} instances")
        parts.append(f"{seconds:.1f} s")
        if seconds > 0.05:
            parts.append(f"{sum(counts[kind] for kind in ('done', *_SIGNS)) / seconds:,.0f}/s")
        return "  ".join(parts)
