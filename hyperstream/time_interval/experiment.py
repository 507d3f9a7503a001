"""An interval as a name: the id of an experiment is its start and end."""

from __future__ import annotations

from ..utils.errors import TimeIntervalError
from .interval import TimeInterval


def construct_experiment_id(interval: TimeInterval) -> str:
    """The id of an interval: start and end in milliseconds, joined by ``-``.

    >>> construct_experiment_id(TimeInterval("1970-01-01", "1970-01-02"))
    '0-86400000'
    """
    return f"{interval.start_ms}-{interval.end_ms}"


def reconstruct_interval(experiment_id: str) -> TimeInterval:
    """The interval of an id that `construct_experiment_id` made.

    Raises:
        TimeIntervalError: It is not such an id, or holds no time.
    """
    # Years before 1970 are negative, so a minus is a sign wherever a number may begin.
    head, _, tail = experiment_id[1:].partition("-")
    try:
        start, end = int(experiment_id[:1] + head), int(tail)
    except ValueError as error:
        msg = (
            f"{experiment_id!r} is not an experiment id; it is two numbers of milliseconds, as '0-86400000'."
        )
        raise TimeIntervalError(msg, experiment_id=experiment_id) from error
    return TimeInterval.from_ms(start, end)
