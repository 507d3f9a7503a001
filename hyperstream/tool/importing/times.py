"""The times of rows, in whatever form a file has them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, TypeAlias

import numpy as np

from ...utils.errors import ArgumentValueError
from ...utils.time_utils import MAX_DATE, MIN_DATE, to_ms
from . import stamps
from .rows import Mask, Times
from .texts import Texts
from .zones import Zone

_FIRST_MS, _LAST_MS = to_ms(MIN_DATE), to_ms(MAX_DATE) + 999
_UNITS = {"seconds": 1000, "milliseconds": 1}

Parser: TypeAlias = Callable[[str], dt.datetime]
"""Gives the time that a text stands for."""

PER_MS = {"s": (1000, 1), "ms": (1, 1), "us": (1, 1000), "ns": (1, 1_000_000)}
"""For each unit of a column of times, by what to multiply and to divide it for ms."""


class TimeReader:
    """Reads the cells of a date column.

    Args:
        date_format: None: ISO 8601. ``"seconds"`` or ``"milliseconds"``: numbers since 1970. Else as for
            `datetime.strptime`, such as ``"%d.%m.%Y %H:%M"`` or ``"%YM%m"``.
        time_zone: The zone of times that name none.
        parser: Reads text instead, in whatever form it is.

    Raises:
        ArgumentValueError: There is no such zone, or the format has no date.
    """

    def __init__(
        self, date_format: str | None = None, time_zone: str = "UTC", parser: Parser | None = None
    ) -> None:
        self._format = date_format
        self._parser = parser
        self._zone = Zone(time_zone)
        self._unit = _UNITS.get(date_format or "")
        if parser is not None:
            self._pattern: re.Pattern[str] | None = None
        elif date_format is None:
            self._pattern = stamps.ISO
        else:
            self._pattern = None if self._unit else stamps.pattern(_checked(date_format))

    @property
    def counts(self) -> bool:
        """Whether times are numbers since 1970."""
        return bool(self._unit)

    @property
    def in_utc(self) -> bool:
        """Whether times that name no zone are of UTC."""
        return self._zone.name == "UTC"

    def one(self, cell: Any) -> int:
        """The ms of one cell: text, a datetime or date, or a number where the format says so.

        Raises:
            ValueError: It is no time; the message says why.
        """
        if self._unit:
            return self._number(cell)
        if isinstance(cell, str):
            return self._in_range(self._zone.instant(self._parsed(cell.strip())))
        if isinstance(cell, dt.datetime):
            return self._in_range(self._zone.instant(cell))
        if isinstance(cell, dt.date):
            return self._zone.instant(dt.datetime(cell.year, cell.month, cell.day))  # noqa: DTZ001 - Zone adds it
        msg = (
            f"{cell!r} is not a time; where it counts from 1970, say date_format='seconds' or 'milliseconds'"
        )
        raise ValueError(msg)

    def many(self, cells: Sequence[Any] | Texts) -> tuple[Times, list[tuple[int, str]]]:
        """The ms of each cell (whatever where it is no time), and which cells are none, and why."""
        if not isinstance(cells, Texts) and set(map(type, cells)) <= {str}:
            cells = Texts.of(cells)
        times, done = self._short_cut(cells)
        bad: list[tuple[int, str]] = []
        known: dict[str, int] = {}  # dates often repeat
        for place in np.flatnonzero(~done).tolist():
            cell = cells[place]
            try:
                if isinstance(cell, str):
                    times[place] = known[cell] if cell in known else known.setdefault(cell, self.one(cell))
                else:
                    times[place] = self.one(cell)
            except ValueError as error:
                bad.append((place, str(error)))
        return times, bad

    def walls(self, walls: Times) -> tuple[Times, Mask]:
        """Instants of times given in ms as if in UTC (which they are where no other zone is set).

        Returns:
            ``int64[n]``, and for which this could be told; for the others, ask `one`.
        """
        inside = in_range(walls)
        times, simple = self._zone.instants(np.where(inside, walls, 0))
        return times, simple & inside & in_range(times)

    def _short_cut(self, cells: Sequence[Any] | Texts) -> tuple[Times, Mask]:
        if self._pattern is None or not isinstance(cells, Texts):
            return np.zeros(len(cells), np.int64), np.zeros(len(cells), np.bool_)
        times, done, zoned = stamps.read(cells, self._pattern)
        local = np.flatnonzero(done & ~zoned)
        times[local], done[local] = self._zone.instants(times[local])
        return times, done & in_range(times)

    def _parsed(self, text: str) -> dt.datetime:
        if self._parser is not None:
            return self._parsed_by(self._parser, text)
        try:
            if self._format is None:
                return dt.datetime.fromisoformat(text)
            return dt.datetime.strptime(text, self._format)  # noqa: DTZ007 - Zone adds what is missing
        except ValueError as error:
            if self._format is None:
                msg = f"{text!r} is not a time in ISO 8601; tell its form by date_format"
            else:
                msg = f"{text!r} is not a time of the form {self._format!r}"
            raise ValueError(msg) from error

    @staticmethod
    def _parsed_by(parser: Parser, text: str) -> dt.datetime:
        # A function of the user may raise anything.
        try:
            time = parser(text)
        except Exception as error:
            msg = f"{text!r} is not a time: {parser!r} gave {type(error).__name__}: {error}"
            raise ValueError(msg) from error
        if not isinstance(time, dt.datetime):
            msg = f"{text!r} is not a time: {parser!r} gave {time!r}, which is no datetime"
            raise ValueError(msg)
        return time

    def _number(self, cell: Any) -> int:
        try:
            if isinstance(cell, bool):
                raise TypeError
            number = Decimal(cell.strip() if isinstance(cell, str) else cell) * (self._unit or 1)
            return self._in_range(int(number.to_integral_value("ROUND_FLOOR")))
        except (InvalidOperation, TypeError, ValueError, OverflowError) as error:
            msg = f"{cell!r} is not a number of {self._format} since 1970, in the years 1 to 9999"
            raise ValueError(msg) from error

    @staticmethod
    def _in_range(ms: int) -> int:
        if not _FIRST_MS <= ms <= _LAST_MS:
            msg = f"{ms} ms since 1970 is not in the years 1 to 9999"
            raise ValueError(msg)
        return ms


def in_range(times: Times) -> Mask:
    """Which times lie in the years 1 to 9999."""
    good: Mask = (times >= _FIRST_MS) & (times <= _LAST_MS)
    return good


def _checked(date_format: str) -> str:
    some = dt.datetime(2001, 2, 3, 4, 5, 6, tzinfo=dt.UTC)
    try:
        if "%" not in date_format:
            raise ValueError
        dt.datetime.strptime(some.strftime(date_format), date_format)  # noqa: DTZ007 - only tried
    except ValueError as error:
        msg = (
            f"date_format is {date_format!r}; give 'seconds' or 'milliseconds' (since 1970), or a format as "
            "for strptime, such as '%d.%m.%Y %H:%M'"
        )
        raise ArgumentValueError(msg, parameter="date_format", value=date_format) from error
    return date_format
