"""What the demonstration prints: what was computed now, and what the ledger says."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import timedelta

import click

from ...time_interval import TimeInterval
from ...tool.run import RunReport
from ...utils.time_texts import show_span
from ..output import show_table
from .pipeline import Step

DAY = timedelta(days=1)


def show_reports(reports: Sequence[tuple[Step, RunReport]], asked: TimeInterval, seconds: float) -> None:
    """What this run computed, stream by stream; one line where there was nothing to do."""
    busy = [(step, report) for step, report in reports if not report.nothing_to_do]
    if not busy:
        current = show_span(asked.start_ms, asked.end_ms)
        click.echo(f"Nothing to compute: everything in {current} is current ({seconds:.2f} s).")
        return
    show_table(
        ("stream", "computed now", "because", "instances", "by"),
        [row for step, report in busy for row in _rows(step, report)],
    )
    idle = len(reports) - len(busy)
    rest = f", {idle} were current already" if idle else ""
    total = sum(report.instances for _, report in busy)
    click.echo(f"\n{total:,} instances in {len(busy)} streams computed in {seconds:.2f} s{rest}.")


def _rows(step: Step, report: RunReport) -> list[tuple[str, ...]]:
    """A row an interval; name, count and tool in the first."""
    spans = [(show_span(x.start_ms, x.end_ms), why) for why, found in report.reasons.items() for x in found]
    first, *rest = ((step.name, span, why, f"{report.instances:,}", _tool(step)) for span, why in spans)
    return [first, *(("", span, why, "", "") for _, span, why, _, _ in rest)]


def show_reach(steps: Sequence[Step], asked: TimeInterval) -> None:
    """Nothing is widened silently: say which streams were computed beyond what was asked for."""
    beyond = [
        step.name
        for step in steps
        if (known := step.stream.calculated_intervals).start < asked.start or known.end > asked.end
    ]
    if beyond:
        click.echo(
            "\nWindows read beyond what was asked for (the 7-day mean 3.5 days to either side), so "
            f"{', '.join(beyond)} are computed there, too."
        )


def show_ledger(steps: Sequence[Step], interval: TimeInterval) -> None:
    """For each stream: how much it holds, its latest value, and what the ledger says computed it."""
    rows = []
    for step in steps:
        view = step.stream.window(interval)
        last = view.last()
        ledger = step.stream.home.ledger(step.stream)
        rows.append(
            (
                step.name,
                f"{sum(len(batch) for batch in view.batches()):,}",
                "" if last is None else f"{last.value:.1f} {step.unit} ({last.timestamp:%Y-%m-%d %H:%M})",
                "  ".join(show_span(*span) for span in step.stream.home.computed(step.stream)),
                f"{len(ledger.parts)}",
                _tool(step),
            )
        )
    click.echo("\nThe ledger: what is computed, and by what")
    show_table(("stream", "instances", "latest in it", "computed intervals", "parts", "by"), rows)


def show_warmest(step: Step, interval: TimeInterval, count: int = 5) -> None:
    """The warmest days, as a small table with bars."""
    found = sorted(step.stream.window(interval), key=lambda item: -float(item.value))[:count]
    if not found:
        return
    click.echo(f"\nThe warmest days ({step.unit}, daily maximum)")
    block = "█" if sys.stdout.isatty() else "#"
    rows = [
        (f"{item.timestamp - DAY:%Y-%m-%d}", f"{item.value:.1f}", block * round(item.value - 15))
        for item in found
    ]
    show_table(("day", "°C", ""), rows)


def _tool(step: Step) -> str:
    return str(step.recipe.tool.full_name)
