"""Wall-clock times of a zone, as instants."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import numpy as np

from ...utils.errors import ArgumentValueError
from ...utils.time_utils import from_ms, to_ms
from .rows import Mask, Times

_HOUR = 3_600_000
_SECOND = dt.timedelta(seconds=1)


class Zone:
    """A time zone, in which the times of a file are written that name none.

    A time that comes twice, when clocks are put back, is the first of the two. One that is left out,
    when they are put forward, is none.

    Args:
        name: As in the IANA database, ``Europe/London``; or ``UTC``.

    Raises:
        ArgumentValueError: There is no such zone on this machine.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        try:
            self._zone = None if name == "UTC" else ZoneInfo(name)
        except (ValueError, OSError, LookupError) as error:
            msg = (
                f"time_zone is {name!r}, which is no zone that is known here; write one as 'Europe/London' "
                "(where no zone is known at all, pip install tzdata)"
            )
            raise ArgumentValueError(msg, parameter="time_zone", value=name) from error

    def __reduce__(self) -> tuple[type[Zone], tuple[str]]:
        return Zone, (self.name,)

    def instant(self, when: dt.datetime) -> int:
        """The ms of a time; one that names a zone keeps it.

        Raises:
            ArgumentValueError: There is no such time in this zone.
        """
        if self._zone is None or when.tzinfo is not None:
            return to_ms(when)
        local = when.replace(tzinfo=self._zone)
        ms = to_ms(local)
        if from_ms(ms).astimezone(self._zone).replace(tzinfo=None) != when.replace(
            microsecond=when.microsecond // 1000 * 1000, fold=0
        ):
            msg = f"there is no time {when} in {self.name}: clocks were put forward"
            raise ArgumentValueError(msg, value=when)
        return ms

    def instants(self, walls: Times) -> tuple[Times, Mask]:
        """The ms of many times, given as if in UTC; and for which of them this could be told.

        For the others there is no simple answer; ask `instant`.
        """
        if self._zone is None:
            return walls, np.ones(len(walls), np.bool_)
        hours, place = np.unique(walls // _HOUR, return_inverse=True)
        offsets = [self._offset(hour) for hour in hours.tolist()]
        simple = np.array([offset is not None for offset in offsets], np.bool_)
        shift = np.array([offset or 0 for offset in offsets], np.int64)
        return walls - shift[place], simple[place]

    def _offset(self, hour: int) -> int | None:
        """By how much, in ms, the zone is ahead during a wall-clock hour; None where that changes."""
        first = from_ms(hour * _HOUR).replace(tzinfo=self._zone)
        last = first + dt.timedelta(hours=1) - _SECOND
        found = {time.replace(fold=fold).utcoffset() for time in (first, last) for fold in (0, 1)}
        (offset, *others) = found
        return None if others or offset is None else offset // dt.timedelta(milliseconds=1)
