"""Durations as people write them (``"1d"``, ``"15min"``, ``90``, a timedelta), in whole ms.

Days and weeks are spans of 24 and 168 hours of UTC; there are no local days here.
"""

from __future__ import annotations

import re
from datetime import timedelta

from ..utils.errors import ArgumentTypeError, ArgumentValueError
from ..utils.time_utils import get_timedelta

_MS_PER_UNIT = {
    "ms": 1,
    "s": 1_000,
    "sec": 1_000,
    "min": 60_000,
    "h": 3_600_000,
    "d": 86_400_000,
    "w": 604_800_000,
}
_PIECE = re.compile(r"(\d+)\s*([a-z]+)\s*")
_MILLISECOND = timedelta(milliseconds=1)
_LONGEST_MS = 10**15
_LONGEST_TEXT = 40


def duration_ms(duration: str | float | timedelta) -> int:
    """The duration in whole milliseconds.

    Args:
        duration: Text made of whole numbers and units (``ms s sec min h d w``, such as ``"1d"`` or
            ``"1h 30min"``), seconds, or a timedelta.

    Raises:
        ArgumentValueError: (a `ValueError`) It cannot be read, is finer than a millisecond, or
            longer than 30,000 years.
        ArgumentTypeError: (a `TypeError`) It is something else.

    >>> duration_ms("1h 30min"), duration_ms(0.25)
    (5400000, 250)
    """
    if isinstance(duration, str):
        return _bounded(_read(duration), duration)
    if isinstance(duration, bool) or not isinstance(duration, int | float | timedelta):
        kind = type(duration).__name__
        msg = f"{duration!r} is a {kind}, not a duration such as '1d', 90 (seconds) or a timedelta."
        raise ArgumentTypeError(msg, value=duration)
    exact = get_timedelta(duration)
    whole, rest = divmod(exact, _MILLISECOND)
    if rest:
        msg = f"The duration {duration!r} is finer than a millisecond; use whole milliseconds."
        raise ArgumentValueError(msg, value=duration)
    return _bounded(whole, duration)


def _read(text: str) -> int:
    plain = text.strip().lower()
    pieces = _PIECE.findall(plain) if len(plain) <= _LONGEST_TEXT else []
    unknown = [unit for _, unit in pieces if unit not in _MS_PER_UNIT]
    if not pieces or unknown or _PIECE.sub("", plain):
        msg = (
            f"{text[:_LONGEST_TEXT]!r} is not a duration; write whole numbers with units "
            f"{', '.join(_MS_PER_UNIT)}: '1d', '15min', '1h 30min'."
        )
        raise ArgumentValueError(msg, value=text)
    return sum(int(number) * _MS_PER_UNIT[unit] for number, unit in pieces)


def _bounded(ms: int, duration: object) -> int:
    if abs(ms) > _LONGEST_MS:
        msg = f"The duration {duration!r} is longer than 30,000 years; is the unit right?"
        raise ArgumentValueError(msg, value=duration)
    return ms


def duration_text(ms: int) -> str:
    """The duration in its largest whole unit up to days; `duration_ms` reads it back.

    >>> duration_text(86_400_000), duration_text(5_400_000)
    ('1d', '90min')
    """
    for unit in ("d", "h", "min", "s"):
        size = _MS_PER_UNIT[unit]
        if ms % size == 0 and (ms or unit == "s"):
            return f"{ms // size}{unit}"
    return f"{ms}ms"
