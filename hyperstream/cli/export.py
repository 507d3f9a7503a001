"""The rows of a stream as CSV, JSON lines or Parquet."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

from ..stream.frames import VALUE
from ..stream.view import StreamView
from ..utils.errors import ValueNotStorableError
from ..utils.extras import require
from ..utils.time_utils import json_serial

TEXT_FORMATS = ("csv", "jsonl")
FORMATS = (*TEXT_FORMATS, "parquet")
_SUFFIXES = {".csv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl", ".parquet": "parquet"}


def format_of(file: Path) -> str | None:
    """The format that a file name's ending means, if any."""
    return _SUFFIXES.get(file.suffix.lower())


def export_file(view: StreamView, form: str, file: Path) -> None:
    """Write the rows into a file; it appears whole or not at all.

    Args:
        view: What to write.
        form: One of `FORMATS`.
        file: Replaced where it exists.

    Raises:
        MissingExtraError: Parquet needs pyarrow.
        ValueNotStorableError: Parquet cannot hold the values, because their types differ.
    """
    part = file.with_name(f"{file.name}.part")
    try:
        if form == "parquet":
            _parquet(view, part)
        else:
            with part.open("w", encoding="utf-8", newline="") as opened:
                export_text(view, form, opened)
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)


def export_text(view: StreamView, form: str, out: TextIO) -> None:
    """Write the rows as text; ``form`` is one of `TEXT_FORMATS`."""
    writers: dict[str, Callable[[StreamView, TextIO], None]] = {"csv": _csv, "jsonl": _json_lines}
    writers[form](view, out)


def value_keys(values: Iterable[Any]) -> list[str] | None:
    """The keys, in order of first appearance, where all values are dicts; else None."""
    names: dict[str, None] = {}
    for value in values:
        if not isinstance(value, Mapping):
            return None
        names.update(dict.fromkeys(value))
    return list(names)


def header(keys: list[str] | None) -> list[str]:
    """Column names for `rows`."""
    return ["timestamp", *([VALUE] if keys is None else keys)]


def rows(instances: Iterable[tuple[datetime, Any]], keys: list[str] | None) -> Iterator[list[Any]]:
    """For each instance its time in ISO 8601 and a cell for each key, or one for the value."""
    for timestamp, value in instances:
        cells = [value] if keys is None else [value.get(key) for key in keys]
        yield [timestamp.isoformat(), *map(cell, cells)]


def cell(value: Any) -> Any:
    """A value as CSV and tables show it; what is nested, as JSON."""
    if isinstance(value, Mapping | list | tuple):
        return json.dumps(value, default=json_serial, ensure_ascii=False)
    return value


def _parquet(view: StreamView, file: Path) -> None:
    arrow = require("pyarrow", "arrow")
    try:
        require("pyarrow.parquet", "arrow").write_table(view.to_arrow(), file)
    except arrow.ArrowException as error:
        message = f"The values cannot be written as Parquet ({error}); JSON lines hold any: --format jsonl."
        raise ValueNotStorableError(message, file=file) from error


def _csv(view: StreamView, out: TextIO) -> None:
    keys = value_keys(view.itervalues())
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header(keys))
    writer.writerows(rows(view, keys))


def _json_lines(view: StreamView, out: TextIO) -> None:
    for timestamp, value in view:
        row = {"timestamp": timestamp.isoformat(), "value": value}
        out.write(json.dumps(row, default=json_serial, ensure_ascii=False) + "\n")
