"""Intervals of time, ``(start, end]``, in UTC and whole milliseconds.

`TimeInterval` is one, `TimeIntervals` a set of them, `RelativeTimeInterval` one that hangs on a
moment; `parse_time_tuple` reads what people write. All are values and never change. `spans` is the
same algebra on plain integers, for whoever counts in milliseconds already.
"""

from .experiment import construct_experiment_id, reconstruct_interval
from .interval import TimeInterval
from .intervals import TimeIntervals
from .parsing import parse_time_tuple
from .relative import RelativeTimeInterval

__all__ = [
    "RelativeTimeInterval",
    "TimeInterval",
    "TimeIntervals",
    "construct_experiment_id",
    "parse_time_tuple",
    "reconstruct_interval",
]
