"""Instants and intervals for people: UTC, as coarse as they are."""

from __future__ import annotations

from .time_utils import from_ms

_UNITS = ((86_400_000, "d"), (3_600_000, "h"), (60_000, "min"), (1000, "s"), (1, "ms"))


def show_time(ms: int) -> str:
    """An instant for people: ``2026-11-10 00:00``, finer only where it is."""
    when = from_ms(ms)
    text = f"{when:%Y-%m-%d %H:%M}" if when.year >= 1000 else f"{when.year:04}-{when:%m-%d %H:%M}"
    rest = ms % 60_000
    return text + (f":{rest // 1000:02}" if rest else "") + (f".{rest % 1000:03}" if rest % 1000 else "")


def show_span(a: int, b: int) -> str:
    """An interval for people, ends in ms: ``(2026-11-10 00:00, 2026-11-11 00:00]``."""
    return f"({show_time(a)}, {show_time(b)}]"


def show_length(ms: int) -> str:
    """A duration for people, to a tenth: ``24h``, ``1.5h``, ``7d``."""
    size, name = next(((size, name) for size, name in _UNITS if ms >= size), _UNITS[-1])
    if name == "d" and ms < 3 * size:
        size, name = 3_600_000, "h"
    return f"{ms / size:.1f}".removesuffix(".0") + name
