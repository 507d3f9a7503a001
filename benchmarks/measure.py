"""Fair timing on a noisy machine: contestants take turns, and medians are compared.

A contestant is a function that does its work once and returns the seconds that counted (so that
setting up is left out). Each round runs every contestant of a case once, in turn, so that a slow
spell of the machine hits all of them.
"""

from __future__ import annotations

import gc
import statistics
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

Contestant = Callable[[], float]


@dataclass(frozen=True)
class Case:
    """One thing to measure.

    Attributes:
        name: What is measured.
        work: Units of work that one run does.
        unit: What a unit is.
        contestants: By name; ours is called ``hyperstream`` or starts with it.
        target: What the design asks of ours, as text.
    """

    name: str
    work: int
    unit: str
    contestants: dict[str, Contestant]
    target: str = ""


@dataclass
class Figure:
    """The runs of one contestant of one case, seconds."""

    case: Case
    contestant: str
    seconds: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Units of work a second, by the median run."""
        return self.case.work / statistics.median(self.seconds)

    @property
    def spread(self) -> str:
        """Slowest to fastest run, as rates."""
        rates = sorted(self.case.work / value for value in self.seconds)
        return f"{short(rates[0])} to {short(rates[-1])}"


def run(case: Case, rounds: int) -> list[Figure]:
    """Run a case; the first round warms up and does not count."""
    figures = [Figure(case, name) for name in case.contestants]
    for number in range(rounds + 1):
        for figure in figures:
            gc.collect()
            seconds = case.contestants[figure.contestant]()
            if number:
                figure.seconds.append(seconds)
    return figures


def short(value: float) -> str:
    """A number for people: ``28 M``, ``4.5 k``, ``0.12``."""
    for factor, suffix in ((1e6, " M"), (1e3, " k")):
        if value >= factor:
            return f"{value / factor:.3g}{suffix}"
    return f"{value:.3g}"


def table(all_figures: Iterable[list[Figure]]) -> str:
    """The figures as a Markdown table: rates, and ours as a multiple of each peer."""
    lines = [
        "| what | who | units/s (median) | slowest to fastest | ours is | target |",
        "|---|---|---|---|---|---|",
    ]
    for figures in all_figures:
        ours = next(figure for figure in figures if figure.contestant.startswith("hyperstream"))
        for figure in figures:
            ratio = "" if figure is ours else f"{ours.rate / figure.rate:.2f} ×"
            target = figure.case.target if figure is ours else ""
            first = f"{figure.case.name} ({figure.case.unit})" if figure is figures[0] else ""
            lines.append(_row((first, figure.contestant, short(figure.rate), figure.spread, ratio, target)))
    return "\n".join(lines)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
