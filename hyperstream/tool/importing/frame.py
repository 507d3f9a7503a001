"""A table in memory, as a parameter of a tool."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from ...utils.errors import ArgumentTypeError, ArgumentValueError
from ..functions import MARK
from .rows import BadRow, Column, Rows
from .shape import Name, Wanted
from .times import PER_MS, TimeReader, in_range

if TYPE_CHECKING:
    import pandas as pd

_NAME = "DataFrame"


class Frame:
    """The rows of a `pandas.DataFrame` (or `Series`, or what can become one), copied.

    It is known by its content: in the ledger, equal frames are one computation, also in another
    process. It cannot be stored in a workflow.

    Args:
        table: The frame, or something with ``to_pandas()``, such as an Arrow or polars table.
        date: The column of the time; None: the index.
        wanted: The columns of the values; None: all but the time's.
        times: How times are that are text or numbers.

    Attributes:
        rows: Its rows by time.

    Raises:
        ArgumentTypeError: It is no frame.
        ArgumentValueError: A column is not there.
    """

    def __init__(self, table: Any, date: Name | None, wanted: Wanted, times: TimeReader) -> None:
        frame = _pandas(table)
        names = list(frame.columns)
        index, where = (frame.index, None) if date is None else (_series(frame, names, date), date)
        columns = [name for name in names if name != where] if wanted is None else wanted
        self.size = len(frame)
        chosen = [
            _series(frame, names, name) for name in (columns if isinstance(columns, list) else [columns])
        ]
        found, wrong = _times(index, times)
        label = "index" if date is None else str(date)
        bad = [(row, BadRow(_NAME, row + 1, why, label, unit="row")) for row, why in wrong]
        values = tuple(_column(series) for series in chosen)
        self.rows = Rows(found, values, (), tuple(str(series.name) for series in chosen)).without(bad)
        setattr(self, MARK, f"session:{_NAME}#{_content(found, chosen)}")

    @classmethod
    def of(cls, tool: Any) -> Frame:
        """The frame that a tool has parameters for."""
        if isinstance(tool.frame, Frame):
            return tool.frame
        reader = TimeReader(tool.date_format, tool.time_zone)
        return cls(tool.frame, tool.date_column, tool.value_column, reader)

    def __repr__(self) -> str:
        return f"<{_NAME} with {self.size} rows>"


class FrameLayout:
    """The rows of a `Frame`; a `timed_file.Layout` of one piece.

    Args:
        frame: The frame.
    """

    is_file: ClassVar[bool] = False
    name = _NAME

    def __init__(self, frame: Frame) -> None:
        self._rows = frame.rows

    def revision(self) -> Hashable:
        """Always the same: a frame does not change."""
        return 0

    def spans(self) -> None:
        """Not needed: there is one piece, and it is here."""

    def scan(self) -> Any:
        """Its one piece."""
        yield 0, self._rows

    def read(self, pieces: Sequence[int]) -> Any:
        """Its one piece again."""
        yield from ((number, self._rows) for number, _ in enumerate(pieces))


def _pandas(table: Any) -> pd.DataFrame:
    import pandas as pd

    if not isinstance(table, pd.DataFrame | pd.Series) and hasattr(table, "to_pandas"):
        table = table.to_pandas()
    if isinstance(table, pd.Series):
        table = table.to_frame("value" if table.name is None else table.name)
    if not isinstance(table, pd.DataFrame):
        msg = f"{table!r} ({type(table).__name__}) is not a DataFrame, a Series, or an Arrow or polars table"
        raise ArgumentTypeError(msg, value=table)
    return table


def _series(frame: pd.DataFrame, names: list[Any], name: Any) -> Any:
    if names.count(name) == 1:
        return frame[name]
    if isinstance(name, int) and name not in names and 0 <= name < len(names):
        return frame.iloc[:, name]
    msg = f"the frame has no column {name!r}, or several; its columns are {names}"
    raise ArgumentValueError(msg, column=name)


def _times(series: Any, reader: TimeReader) -> tuple[Any, list[tuple[int, str]]]:
    import pandas as pd

    if series.dtype.kind == "M" and not reader.counts:
        return _stamps(pd.DatetimeIndex(series), reader)
    cells = [None if pd.isna(cell) else _plain(cell) for cell in series.astype(object)]
    return reader.many(cells)


def _stamps(index: Any, reader: TimeReader) -> tuple[Any, list[tuple[int, str]]]:
    """Times that pandas holds as counts since 1970 (in UTC, or in no zone)."""
    times, per = PER_MS[index.unit]
    walls = index.asi8 // per * times  # downwards, before 1970 too
    instants, good = (walls, in_range(walls)) if index.tz is not None else reader.walls(walls)
    # Where clocks change, or where there is no time, it takes a closer look.
    places = np.flatnonzero(~good | index.isna())
    closer, wrong = reader.many([None if cell != cell else _plain(cell) for cell in index[places]])
    instants = instants.copy()
    instants[places] = closer
    return instants, [(int(places[row]), why) for row, why in wrong]


def _plain(cell: Any) -> Any:
    """What is of pandas or NumPy, as Python has it."""
    if isinstance(cell, dt.datetime) and hasattr(cell, "to_pydatetime"):
        return cell.to_pydatetime(warn=False)
    return cell.item() if isinstance(cell, np.generic) else cell


def _column(series: Any) -> Column:
    import pandas as pd

    if isinstance(series.dtype, np.dtype) and series.dtype.kind in "fib":
        kinds = {"f": np.float64, "i": np.int64, "b": np.bool_}
        return Column(series.to_numpy().astype(kinds[series.dtype.kind]))
    # pd.isna of a list in a cell is an array.
    # In a column of text, pandas 3 has NaN where there is none.
    if isinstance(series.dtype, pd.StringDtype):
        return Column.of([None if gap else cell for cell, gap in zip(series, series.isna(), strict=True)])
    cells = [_plain(cell) for cell in series.astype(object)]
    return Column.of([None if cell is None or cell is pd.NA or cell is pd.NaT else cell for cell in cells])


def _content(times: Any, columns: Sequence[Any]) -> str:
    digest = hashlib.sha256(np.ascontiguousarray(times).tobytes())
    for series in columns:
        digest.update(f"{series.name!r}:{series.dtype}:".encode())
        if isinstance(series.dtype, np.dtype) and series.dtype.kind in "fiub":
            digest.update(np.ascontiguousarray(series.to_numpy()).tobytes())
        else:
            digest.update(repr(series.astype(object).tolist()).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:16]
