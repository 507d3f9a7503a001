"""What the tools of the time-series store have in common: which series is meant, and where it lies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np

from ..batch import Batch
from ..batch.table import Table
from ..stores.keys import describe_channel
from ..stream import Stream
from ..stream.ports import SeriesStore
from ..utils.errors import ToolError
from .tool import Tool

SYMBOL = "symbol"
"""The meta data of a sink that says which symbol is meant, where the tool does not."""

_TYPED = ("<f8", "<i8", "|b1")


class SeriesTool(Tool):
    """A tool of the time-series store that lies beside its sink.

    A tool derives from it and has the parameters ``reference`` and ``symbol``.
    """

    _framework: ClassVar[bool] = True
    reference: ClassVar[str]
    symbol: ClassVar[str | None]

    def series(self, sink: Stream) -> tuple[str, str]:
        """Reference and symbol of the series that is meant for a sink.

        Raises:
            ToolError: No symbol is given, and the sink's meta data has none.
        """
        symbol = dict(sink.stream_id.meta_data).get(SYMBOL) if self.symbol is None else self.symbol
        if symbol is None:
            msg = (
                f"{self.full_name} does not know which symbol of {self.reference!r} is meant: "
                f"give symbol=..., or a sink on a plate {SYMBOL!r}."
            )
            raise ToolError(msg, tool=self.name, sink=sink.stream_id)
        return self.reference, symbol

    def store(self, sink: Stream) -> SeriesStore:
        """The time-series store beside a sink.

        Raises:
            ToolError: There is none, as where a channel was made by hand.
        """
        found = sink.home.series_store
        if found is None:
            channel = describe_channel(sink.home.channel_id)
            msg = (
                f"{self.full_name} needs a time-series store, and channel {channel!r} has none "
                "beside it; the channels of a HyperStream have."
            )
            raise ToolError(msg, tool=self.name, channel_id=sink.home.channel_id)
        return found


def cells(rows: Batch, columns: str | Sequence[str] | None) -> Batch:
    """Some columns of rows of cells.

    Args:
        rows: Values are dicts, or whatever a table gives.
        columns: One column: its bare values, without the rows that have none; several: dicts of these;
            None: everything.
    """
    if columns is None:
        return rows
    if not isinstance(columns, str):
        return _several(rows, columns)
    values = rows.column
    if not isinstance(values, Table):
        found: list[Any] = [row.get(columns) for row in rows.values_list()]
        return rows.with_values(found).where([value is not None for value in found])
    column = values.column(columns)
    if column.tag not in _TYPED:
        found = column.objects()
        return rows.with_values(found).where([value is not None for value in found])
    typed = rows.with_values(column.values)
    return typed if column.missing is None else typed.where(np.logical_not(column.missing))


def _several(rows: Batch, columns: Sequence[str]) -> Batch:
    values = rows.column
    if isinstance(values, Table):
        return rows.with_values(Table(len(rows), {name: values.column(name) for name in columns}))
    return rows.with_values([{name: row.get(name) for name in columns} for row in rows.values_list()])
