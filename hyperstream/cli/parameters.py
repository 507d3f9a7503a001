"""Times and durations on the command line."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from ..tool.durations import duration_ms
from ..utils.errors import ArgumentTypeError, ArgumentValueError
from ..utils.time_utils import parse_datetime

if TYPE_CHECKING:
    _Instants = click.ParamType[datetime]
    _Durations = click.ParamType[int]
else:  # it is generic in newer releases of click only, and older ones will do
    _Instants = _Durations = click.ParamType


class Instant(_Instants):
    """A time on the command line: ISO 8601, UTC where no zone is given."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """The instant, or a mistake in the command line."""
        try:
            return parse_datetime(value)
        except ArgumentValueError as error:
            self.fail(str(error), param, ctx)


class Duration(_Durations):
    """A duration on the command line, as ``1h``; in ms."""

    name = "duration"

    def convert(self, value: str | int, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The duration in ms, or a mistake in the command line."""
        try:
            found = value if isinstance(value, int) else duration_ms(value)
        except (ArgumentValueError, ArgumentTypeError) as error:
            self.fail(str(error), param, ctx)
        if found < 1:
            self.fail(f"{value!r} is no time at all.", param, ctx)
        return found
