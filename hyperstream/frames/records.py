"""What the time-series store says of a series: what there is, and what was written when."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from ..stores.ledger.model import Ledger
from ..utils.errors import SeriesNotFoundError
from .names import SeriesName
from .types import ColumnType

WRITER = "store"
"""Tool name under which writes are recorded."""


class SeriesInfo(NamedTuple):
    """What there is of a series.

    Attributes:
        reference: Its first name.
        symbol: Its second name.
        rows: How many rows.
        first: Time of the first row, None where there is none.
        last: Time of the last row.
        columns: Type of each column by its name, in order.
        revision: Changes whenever the series does.
    """

    reference: str
    symbol: str
    rows: int
    first: datetime | None
    last: datetime | None
    columns: dict[str, ColumnType]
    revision: str


class WriteRecord(NamedTuple):
    """One write.

    Attributes:
        at: When.
        first: First time it touched.
        last: Last time it touched.
        rows: Rows given.
        mode: One of `MODES`.
        host: ``host:pid`` of the writer.
    """

    at: datetime
    first: datetime
    last: datetime
    rows: int
    mode: str
    host: str


def revision_of(ledger: Ledger) -> str:
    """Text that changes whenever the series does."""
    return f"{ledger.inc.hex()}-{ledger.rev}"


def not_found(name: SeriesName) -> SeriesNotFoundError:
    """There is no such series."""
    msg = f"There is no series {name.reference!r} of {name.symbol!r}; list() names those that are there."
    return SeriesNotFoundError(msg, reference=name.reference, symbol=name.symbol)
