"""Columns of Arrow as columns of ours."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np

from .rows import Column, Mask, Times
from .texts import Texts
from .times import PER_MS, TimeReader, in_range

_EPOCH = dt.datetime(1970, 1, 1)  # noqa: DTZ001 - in whatever zone the file is
_NO_TIME = "it has no time"
_OUTSIDE = "its time is not in the years 1 to 9999"


def times_of(array: Any, reader: TimeReader) -> tuple[Times, list[tuple[int, str]]]:
    """The times in a `pyarrow.Array`, ms (whatever where there is none), and which are none, and why."""
    import pyarrow as pa

    kind = array.type
    if pa.types.is_date(kind):
        array = array.cast(pa.timestamp("ms"))
        kind = array.type
    if pa.types.is_timestamp(kind):
        return _stamps(array, reader)
    if pa.types.is_string(kind) and not array.null_count:
        return reader.many(Texts.of_arrow(array))
    return reader.many(array.to_pylist())


def column_of(array: Any) -> Column:
    """The values of a `pyarrow.Array`: numbers as float64, int64 and bool, all else as Python objects."""
    import pyarrow as pa

    kind = array.type
    if pa.types.is_dictionary(kind):
        return column_of(array.dictionary_decode())
    if pa.types.is_timestamp(kind) or pa.types.is_date(kind):
        return _datetimes(array)
    if pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return Column(_filled(array, pa.float64()), _present(array))
    if pa.types.is_integer(kind) and not pa.types.is_uint64(kind):
        return Column(_filled(array, pa.int64()), _present(array))
    if pa.types.is_boolean(kind):
        return Column(_filled(array, kind), _present(array))
    return Column.of(array.to_pylist())


def _filled(array: Any, kind: Any) -> Any:
    return array.cast(kind).fill_null(False if str(kind) == "bool" else 0).to_numpy(zero_copy_only=False)


def _present(array: Any) -> Mask | None:
    present: Mask = array.is_valid().to_numpy(zero_copy_only=False)
    return present if array.null_count else None


def _stamps(array: Any, reader: TimeReader) -> tuple[Times, list[tuple[int, str]]]:
    import pyarrow as pa

    times, per = PER_MS[array.type.unit]
    counts = _filled(array.cast(pa.int64()), pa.int64())
    walls: Times = counts // per * times  # downwards, before 1970 too
    instants, good = (walls, in_range(walls)) if array.type.tz else reader.walls(walls)
    present = _present(array)
    wrong: list[tuple[int, str]] = []
    for place in np.flatnonzero(~good if present is None else ~(good & present)).tolist():
        try:
            if present is not None and not present[place]:
                raise ValueError(_NO_TIME)
            # Where clocks change it takes a closer look.
            instants[place] = reader.one(_EPOCH + dt.timedelta(milliseconds=int(walls[place])))
        except OverflowError:
            wrong.append((place, _OUTSIDE))
        except ValueError as error:
            wrong.append((place, str(error)))
    return instants, wrong


def _datetimes(array: Any) -> Column:
    import pyarrow as pa

    found = array.cast(pa.timestamp("us"), safe=False) if array.type != pa.timestamp("us") else array
    utc = found.cast(pa.timestamp("us", "UTC"), safe=False).to_pylist()
    return Column.of([None if when is None else when.replace(tzinfo=dt.UTC) for when in utc])
