"""What may be true of a stretch of a stream's time, with the sign and the colour that stand for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from enum import Enum


class State(Enum):
    """The states of time, the worst first.

    Attributes:
        words: For people.
        glyph: One character of a strip.
        plain: The same where only ASCII is safe.
        colour: In pictures, as ``#rrggbb``.
        terminal: In a terminal, as rich names colours.
    """

    FAILED = ("failed", "✘", "X", "#c8442e", "bold red")
    STALE = ("stale", "▒", "%", "#e0a030", "yellow")
    MISSING = ("missing", "·", ".", "#d0d8dd", "dim")
    RUNNING = ("running", "▶", ">", "#7a5ea8", "bold magenta")
    UNKNOWN = ("not evaluated", "?", "?", "#eef1f3", "dim")
    CURRENT = ("current", "█", "#", "#1f6f8b", "cyan")
    EMPTY = ("current, no data", "░", "-", "#9cc7d4", "cyan")

    def __init__(self, words: str, glyph: str, plain: str, colour: str, terminal: str) -> None:
        self.words = words
        self.glyph = glyph
        self.plain = plain
        self.colour = colour
        self.terminal = terminal

    @property
    def rank(self) -> int:
        """Its place in the order, 0 for the worst."""
        return _RANKS[self]

    @property
    def is_current(self) -> bool:
        """Whether there is nothing to do, with data or without."""
        return self in (State.CURRENT, State.EMPTY)

    def __repr__(self) -> str:
        return f"State.{self.name}"


_RANKS = {state: rank for rank, state in enumerate(State)}

IN_ORDER = (
    State.CURRENT,
    State.EMPTY,
    State.STALE,
    State.FAILED,
    State.RUNNING,
    State.MISSING,
    State.UNKNOWN,
)
"""As people read them: from done to not begun."""

Timeline = tuple[tuple[int, int, State], ...]
"""Stretches ``(a, b]`` in ms with their states, ascending, without overlaps."""


def shares(timelines: Mapping[object, Timeline] | list[Timeline]) -> dict[State, float]:
    """Which part of all the time of these is in which state; together 1, and nothing where there is no time.

    >>> shares([((0, 3, State.CURRENT), (3, 4, State.STALE))])
    {State.CURRENT: 0.75, State.STALE: 0.25}
    """
    lengths: Counter[State] = Counter()
    for timeline in timelines.values() if isinstance(timelines, Mapping) else timelines:
        for a, b, state in timeline:
            lengths[state] += b - a
    whole = lengths.total()
    return {state: lengths[state] / whole for state in IN_ORDER if lengths[state]} if whole else {}
