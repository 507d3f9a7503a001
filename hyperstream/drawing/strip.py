"""A stretch of time as a line of characters: one cell for so many milliseconds, with a ruler above."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from ..utils.time_utils import from_ms
from .states import IN_ORDER, State, Timeline

SECOND, MINUTE, HOUR, DAY = 1_000, 60_000, 3_600_000, 86_400_000

NICE = tuple(
    n * unit
    for unit, counts in (
        (1, (1, 10, 100)),
        (SECOND, (1, 2, 5, 10, 15, 30)),
        (MINUTE, (1, 2, 5, 10, 15, 30)),
        (HOUR, (1, 2, 3, 4, 6, 12)),
        (DAY, (1, 2, 7, 14, 28, 91, 182, 364, 728, 3640)),
    )
    for n in counts
)
"""Widths of a cell that people can count with, ms."""


def fitting_cell(a: int, b: int, width: int) -> int:
    """The smallest nice cell, ms, of which at most ``width`` cover ``(a, b]``.

    >>> fitting_cell(0, 2 * DAY, 60) == HOUR
    True
    """
    for cell in NICE:
        if -(-(b - a) // cell) <= width:
            return cell
    return -(-(b - a) // max(width, 1))


def cells(timeline: Timeline, a: int, b: int, cell: int) -> list[State]:
    """The worst state in each cell ``(a + i * cell, a + (i + 1) * cell]`` up to ``b``.

    Time that the timeline does not speak of is `State.UNKNOWN`. A cell of current time shows data where there
    is some in it.

    Args:
        timeline: States, ascending.
        a: Start, ms, left out.
        b: End, ms, in.
        cell: Width of a cell, ms.
    """
    found = [State.UNKNOWN] * -(-(b - a) // cell)
    seen = [False] * len(found)
    for start, end, state in timeline:
        start, end = max(start, a), min(end, b)
        if start >= end:
            continue
        for place in range((start - a) // cell, -(-(end - a) // cell)):
            if not seen[place] or state.rank < found[place].rank:
                found[place], seen[place] = state, True
    return found


def ruler(a: int, b: int, cell: int) -> str:
    """Times above a strip: as many as fit, each where its cell begins."""
    count = -(-(b - a) // cell)
    show = _format(b - a, cell)
    wide = len(show(a)) + 2
    step = next((n * cell for n in _steps(cell) if n >= wide), wide * cell)
    line = ""
    for when in _ticks(a, b, step):
        place = (when - a) // cell
        if place >= len(line) + (2 if line else 0) and place + wide - 2 <= max(count, wide):
            line = line.ljust(place) + show(when)
    return line


def legend(plain: bool = False, states: Iterable[State] = IN_ORDER) -> str:
    """All signs, explained."""
    return "  ".join(f"{state.plain if plain else state.glyph} {state.words}" for state in states)


def _format(length: int, cell: int) -> Callable[[int], str]:
    """How a time on the ruler is written: as fine as its cells, and with the year only where it helps."""
    pattern = "%Y-%m-%d" if cell >= DAY // 2 else "%m-%d %H" if cell >= HOUR // 2 else "%m-%d %H:%M"
    if cell < MINUTE // 2 and length < DAY:
        pattern = "%H:%M:%S"
    return lambda ms: from_ms(ms).strftime(pattern)


def _steps(cell: int) -> Iterator[int]:
    """Distances between marks, in cells: whole nice spans where the cell divides them."""
    return (span // cell for span in NICE if span >= cell and span % cell == 0)


def _ticks(a: int, b: int, step: int) -> Iterator[int]:
    """The start, and then every multiple of the step: since 1970, or, of more days, since the first."""
    yield a
    base = a // DAY * DAY if step > DAY else 0
    yield from range(base + -(-(a + 1 - base) // step) * step, b, step)
