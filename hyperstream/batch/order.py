"""Time order: one value a timestamp, each later than the one before."""

from __future__ import annotations

from ..utils.errors import DuplicateInstanceError
from ..utils.time_utils import from_ms
from .times import TimeColumn


def increasing(times: TimeColumn) -> bool:
    """Whether each timestamp is later than the one before."""
    return bool((times[1:] > times[:-1]).all())


def repeated(times: TimeColumn) -> DuplicateInstanceError:
    """The error that names the first timestamp of a sorted column that is there more than once."""
    moment = from_ms(int(times[1:][times[1:] == times[:-1]][0]))
    msg = (
        f"{moment.isoformat()} is there more than once, but a stream has one value at a time; "
        "keep one row of it."
    )
    return DuplicateInstanceError(msg, timestamp=moment)
