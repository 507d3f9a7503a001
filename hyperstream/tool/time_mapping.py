"""How far beyond its interval a tool reads: lookback and lookahead.

A tool that needs data from before (or after) the interval it computes declares how much, and the
plan widens upstream requests by it; late or corrected input then invalidates exactly the results
it touches. Where the reach depends on the data itself, a tool declares nothing, and the run loop
goes by what was really read.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from enum import Enum
from typing import NamedTuple

from ..stores.ledger.model import WHOLE
from ..utils.errors import ArgumentTypeError, ArgumentValueError
from .durations import duration_ms


class History(Enum):
    """The reach that has no bound: everything on that side."""

    WHOLE = "whole history"

    def __repr__(self) -> str:
        return "WHOLE_HISTORY"


WHOLE_HISTORY = History.WHOLE
"""As ``lookback`` or ``lookahead`` of a tool: all that the source holds on that side."""

OneReach = str | float | timedelta | History
"""A duration (text such as ``"7d"``, seconds, or a timedelta), or `WHOLE_HISTORY`."""

DeclaredReach = OneReach | Sequence[OneReach]
"""What ``lookback`` or ``lookahead`` may be: one reach for all sources, or one per source."""


class Reach(NamedTuple):
    """How far one source is read beyond the interval.

    Attributes:
        before: Before its start, ms; ``ledger.model.WHOLE`` for the whole history.
        after: After its end, ms; likewise.
    """

    before: int = 0
    after: int = 0


_NOWHERE = Reach()


def widest(one: Reach, other: Reach) -> Reach:
    """The reach that holds both."""
    return Reach(max(one.before, other.before), max(one.after, other.after))


def reach_ms(declared: DeclaredReach, name: str = "reach") -> tuple[int, ...]:
    """A declared reach in ms: one number for all sources, or one per source.

    Args:
        declared: What the tool says.
        name: What it is called in messages.

    Raises:
        ArgumentValueError: (a `ValueError`) It is negative or cannot be read.
        ArgumentTypeError: (a `TypeError`) It is of another kind.
    """
    if isinstance(declared, (list, tuple)):
        return tuple(_one_ms(item, name) for item in declared) or (0,)
    return (_one_ms(declared, name),)


def _one_ms(declared: object, name: str) -> int:
    if declared is WHOLE_HISTORY:
        return WHOLE
    if isinstance(declared, bool) or not isinstance(declared, str | int | float | timedelta):
        msg = f"{name} must be a duration, WHOLE_HISTORY, or a list of one per source, not {declared!r}."
        raise ArgumentTypeError(msg, value=declared)
    ms = duration_ms(declared)
    if ms < 0:
        msg = f"{name} is {declared!r}; a reach is 0 or more (lookback and lookahead both count outwards)."
        raise ArgumentValueError(msg, value=declared)
    return ms


def reaches(lookback: DeclaredReach, lookahead: DeclaredReach, count: int) -> tuple[Reach, ...]:
    """The reach into each of ``count`` sources.

    Raises:
        ArgumentValueError: A reach per source is declared, for another number of sources.
    """
    if type(lookback) is int and type(lookahead) is int and lookback == lookahead == 0:
        return (_NOWHERE,) * count
    before = _spread(reach_ms(lookback, "lookback"), count, "lookback")
    after = _spread(reach_ms(lookahead, "lookahead"), count, "lookahead")
    return tuple(Reach(*pair) for pair in zip(before, after, strict=True))


def _spread(values: tuple[int, ...], count: int, name: str) -> tuple[int, ...]:
    if len(values) == 1:
        return values * count
    if len(values) != count:
        msg = f"{name} is declared for {len(values)} sources, and there are {count}; declare one for each."
        raise ArgumentValueError(msg, name=name, count=count)
    return values
