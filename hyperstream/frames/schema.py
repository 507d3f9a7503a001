"""What all rows of a series have in common: columns and their types, the index, and how it is kept.

It stands as JSON text in the ledger of the series' stream, and is swapped together with the rows.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ..utils.errors import ColumnTypeError, FrameError, StoreFormatError
from .types import ColumnType, from_json, is_known, joined, to_json

Label = str | int | None
"""The name of a column as its user wrote it."""

MAX_TEXT = 256 * 1024
"""Characters of a schema at most: every write carries it."""

_FORMAT = 1


@dataclass(frozen=True)
class Schema:
    """Columns and index of a series.

    Attributes:
        columns: Type of each column, in order, by its name as text.
        labels: Names that are not text as their users wrote them (numbers, or none).
        index: Type of the index, ``datetime64[ns, UTC]``.
        index_name: Its name, if any.
        columns_name: Name of the row of column names, if any.
        series: Whether it is one column without a table around it.
    """

    columns: Mapping[str, ColumnType] = field(default_factory=dict)
    labels: Mapping[str, Label] = field(default_factory=dict)
    index: str = "datetime64[ms, UTC]"
    index_name: Label = None
    columns_name: Label = None
    series: bool = False

    def label(self, name: str) -> Label:
        """A column's name as its user wrote it."""
        return self.labels.get(name, name)

    def select(self, names: Iterable[str]) -> Schema:
        """The schema of these columns, in this order.

        Raises:
            FrameError: There is no such column.
        """
        wanted = list(dict.fromkeys(names))
        unknown = [name for name in wanted if name not in self.columns]
        if unknown:
            msg = f"There is no column {unknown[0]!r}; there are {', '.join(self.columns) or 'none'}."
            raise FrameError(msg, column=unknown[0], parameter="columns")
        return replace(self, columns={name: self.columns[name] for name in wanted})

    def to_text(self) -> str:
        """As text for the ledger.

        Raises:
            FrameError: It is too long, or a name is no valid text.
        """
        for name in (*self.columns, self.index_name, self.columns_name):
            _check_text(name)
        text = json.dumps(
            {
                "frame": _FORMAT,
                "columns": [[name, to_json(kind)] for name, kind in self.columns.items()],
                "labels": dict(self.labels),
                "index": [self.index, self.index_name, self.columns_name],
                "series": self.series,
            },
            separators=(",", ":"),
        )
        if len(text) > MAX_TEXT:
            msg = (
                f"The names and types of {len(self.columns)} columns take {len(text)} characters, "
                f"{MAX_TEXT} is the limit. Nothing was written. Use several series, or fewer categories."
            )
            raise FrameError(msg, columns=len(self.columns))
        return text

    @classmethod
    def from_text(cls, text: str) -> Schema | None:
        """The schema of a ledger's text; None where there is none.

        Raises:
            StoreFormatError: It is no schema of this release.
        """
        if not text:
            return None
        try:
            return cls._of(json.loads(text))
        except (ValueError, TypeError, LookupError) as error:
            msg = (
                f"The columns of a series cannot be read: {error}. A newer HyperStream may have written them."
            )
            raise StoreFormatError(msg, text=text) from error

    @classmethod
    def _of(cls, value: Any) -> Schema:
        columns = {name: from_json(kind) for name, kind in value["columns"]}
        unknown = [name for name, kind in columns.items() if not is_known(kind)]
        if value["frame"] != _FORMAT or unknown:
            msg = f"format {value['frame']}, columns {unknown}"
            raise ValueError(msg)
        index, index_name, columns_name = value["index"]
        return cls(columns, value["labels"], index, index_name, columns_name, value["series"])


def merged(old: Schema | None, new: Schema) -> Schema:
    """The schema of a series after rows of the new one came to those of the old.

    Columns stay in their order and new ones follow; index and names stay as they were first written.

    Raises:
        ColumnTypeError: (a `TypeError`) A column is there with another type.
    """
    if old is None:
        return new
    columns = dict(old.columns)
    for name, kind in new.columns.items():
        columns[name] = _joined(name, columns.get(name, kind), kind)
    series = old.series and set(columns) == set(old.columns)
    return replace(old, columns=columns, labels={**new.labels, **old.labels}, series=series)


def _joined(name: str, old: ColumnType, new: ColumnType) -> ColumnType:
    kind = joined(old, new)
    if kind is None:
        msg = (
            f"Column {name!r} holds {old}, and the new rows have {new} in it. Nothing was written. Convert "
            f"the column (astype), write it under another name, or delete the series first."
        )
        raise ColumnTypeError(msg, column=name, old=str(old), new=str(new))
    return kind


def _check_text(name: Label) -> None:
    """Half a surrogate pair is text for Python and for JSON, but nobody else could read it."""
    try:
        str(name).encode()
    except UnicodeEncodeError as error:
        msg = f"{name!r} is not valid Unicode, so it cannot name a column."
        raise FrameError(msg, column=name) from error


def merged_text(new: Schema, old: str) -> str:
    """`merged` for a schema of a series that is kept as text (empty: none yet), as text."""
    return merged(Schema.from_text(old), new).to_text()
