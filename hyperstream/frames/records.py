"""What the time-series store says of a series: what there is, and what was written when."""

from __future__ import annotations

import json
import os
import socket
import time
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from ..batch.batch import Batch
from ..stores.ledger.model import Ledger
from ..stores.port import RunRecord
from ..utils.errors import DuplicateInstanceError, SeriesNotFoundError
from ..utils.time_utils import from_ms
from .frame import Frame
from .names import SeriesName
from .schema import Schema
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
    msg = (
        f"There is no series of reference {name.reference!r} and symbol {name.symbol!r}. What there is: "
        "hs.store.list(), hyperstream store list, or GET /api/store."
    )
    return SeriesNotFoundError(msg, reference=name.reference, symbol=name.symbol)


def clash(name: SeriesName, error: DuplicateInstanceError) -> DuplicateInstanceError:
    """Another row is there, and ``append`` does not touch it."""
    subject = {key: value for key, value in vars(error).items() if key != "message"}
    when = subject["timestamp"].isoformat(timespec="milliseconds").replace("+00:00", "Z")
    msg = (
        f"The series {name.reference!r}, {name.symbol!r} has another row at {when} already: "
        f"{subject['old']!r}; new: {subject['new']!r}. Nothing was written. mode='upsert' takes the new row, "
        "'replace_range' all of the new rows."
    )
    return DuplicateInstanceError(msg, **subject)


def info_of(name: SeriesName, ledger: Ledger, batches: Iterable[Batch]) -> SeriesInfo:
    """What there is of a series by its ledger and its rows."""
    pieces = [(len(batch), batch.first_ms, batch.last_ms) for batch in batches]
    columns = dict((Schema.from_text(ledger.about) or Schema()).columns)
    first, last = (from_ms(pieces[0][1]), from_ms(pieces[-1][2])) if pieces else (None, None)
    rows = sum(count for count, _, _ in pieces)
    return SeriesInfo(*name, rows, first, last, columns, revision_of(ledger))


def write_record(name: SeriesName, rows: Frame, mode: str) -> RunRecord:
    """What is kept of a write of these rows."""
    a, b = (int(rows.times[0]) - 1, int(rows.times[-1])) if len(rows) else (0, 0)
    host = f"{socket.gethostname()}:{os.getpid()}"
    now = time.time_ns() // 1_000_000
    parameters = json.dumps({"mode": mode})
    return RunRecord(name.key, 0, a, b, "", host, now, 0.0, len(rows), "done", WRITER, "1.0.0", parameters)


def written(run: RunRecord) -> WriteRecord:
    """The write that a record of the tool `WRITER` tells of."""
    first, last = from_ms(run.a + 1), from_ms(run.b)
    return WriteRecord(from_ms(run.at), first, last, run[8], json.loads(run.parameters)["mode"], run.host)
