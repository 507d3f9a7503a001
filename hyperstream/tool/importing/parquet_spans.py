"""What times the row groups of a Parquet file hold, by the statistics that it keeps of its columns."""

from __future__ import annotations

import datetime as dt
from typing import Any, TypeAlias

from ...utils.time_utils import to_ms

Span: TypeAlias = tuple[int, int]

_NONE_AT_ALL: Span = (1 << 62, -(1 << 62))


def spans_of(file: Any, name: str, in_utc: bool) -> list[Span] | None:
    """The first and the last time (ms) of each row group.

    Args:
        file: A `pyarrow.parquet.ParquetFile`.
        name: Its column of times.
        in_utc: Whether times are of UTC that name no zone.

    Returns:
        None where the file does not tell, or where there may be rows whose time cannot be read.
    """
    import pyarrow as pa

    kind = file.schema_arrow.field(name).type
    if not (pa.types.is_timestamp(kind) and (kind.tz or in_utc)) and not (pa.types.is_date(kind) and in_utc):
        return None
    found = []
    for number in range(file.num_row_groups):
        span = _span(file.metadata.row_group(number), name)
        if span is None:
            return None
        found.append(span)
    return found


def _span(group: Any, name: str) -> Span | None:
    columns = (group.column(place) for place in range(group.num_columns))
    known = next(column.statistics for column in columns if column.path_in_schema == name)
    if not group.num_rows:
        return _NONE_AT_ALL
    if known is None or not (known.has_min_max and known.has_null_count) or known.null_count:
        return None
    try:
        return _ms(known.min), _ms(known.max)
    except (OverflowError, ValueError):  # a time that Python does not have
        return None


def _ms(time: Any) -> int:
    if not isinstance(time, dt.datetime):
        time = dt.datetime(time.year, time.month, time.day, tzinfo=dt.UTC)
    return to_ms(time)
