"""Plate values that stand for stretches of time, and the data of each."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ...batch import StreamMetaInstance
from ...stream import Stream
from ...time_interval import TimeInterval
from ...utils.errors import ArgumentTypeError, ArgumentValueError

logger = logging.getLogger(__name__)

Slots = Mapping[str, TimeInterval]
"""From plate values to their intervals, which may overlap."""


def slots(given: Any) -> Slots:
    """Intervals and their plate values, from either way of writing them.

    Args:
        given: `TimeIntervals` or a list of `TimeInterval`, whose plate values are "1", "2", ...; or a
            list of pairs ``(plate value, TimeInterval)``.

    Raises:
        ArgumentTypeError: (a `TypeError`) It is something else.
        ArgumentValueError: (a `ValueError`) A plate value is there twice.
    """
    if not isinstance(given, Iterable):
        raise _no_slots(given)
    found: dict[str, TimeInterval] = {}
    for place, item in enumerate(given, start=1):
        plate_value, interval = (str(place), item) if isinstance(item, TimeInterval) else _pair(item)
        if plate_value in found:
            msg = f"plate value {plate_value!r} is there twice, for {found[plate_value]} and for {interval}"
            raise ArgumentValueError(msg, plate_value=plate_value)
        found[plate_value] = interval
    return found


def _pair(item: Any) -> tuple[str, TimeInterval]:
    if isinstance(item, list | tuple) and len(item) == 2 and isinstance(item[1], TimeInterval):
        return str(item[0]), item[1]
    raise _no_slots(item)


def _no_slots(given: object) -> ArgumentTypeError:
    msg = (
        f"{given!r} ({type(given).__name__}) gives no times to split by; give TimeIntervals, a list of "
        "TimeInterval, or a list of pairs (plate value, TimeInterval)"
    )
    return ArgumentTypeError(msg, value=given)


def within(named: Slots, interval: TimeInterval) -> Slots:
    """Those that lie inside an interval and touch neither of its ends; tells of the others."""
    inside = {}
    for plate_value, slot in named.items():
        if interval.start_ms < slot.start_ms and slot.end_ms < interval.end_ms:
            inside[plate_value] = slot
        else:
            logger.warning("%s of plate value %r lies not inside %s; left out", slot, plate_value, interval)
    return inside


def split_by_time(
    source: Stream, named: Slots, interval: TimeInterval, meta_data_id: str
) -> Iterator[StreamMetaInstance]:
    """The instances of the source in each slot, as far as it lies in ``interval``."""
    rows = source.window(interval, force_calculation=True).to_batch()
    for plate_value, slot in named.items():
        for instance in rows.between(slot.start_ms, slot.end_ms):
            yield StreamMetaInstance(instance, (meta_data_id, plate_value))
