"""Files of frames: which format, read whole, written whole or not at all."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, unquote

import click

from ..frames import SeriesName
from ..frames.formats import FORMATS, FrameFormat, read_bytes, write_bytes
from ..frames.frame import Frame

_SUFFIXES: dict[str, FrameFormat] = {
    ".csv": "csv",
    ".json": "json",
    ".parquet": "parquet",
    ".arrow": "arrow",
    ".feather": "arrow",
}
STDIO = "-"
BINARY = ("arrow", "parquet")


def format_of(file: str, asked: str | None) -> FrameFormat:
    """The format that is asked for, or that the ending of the file's name means."""
    if asked is None and file == STDIO:
        return "csv"
    form = next((form for form in FORMATS if form == asked), None) or _SUFFIXES.get(Path(file).suffix.lower())
    if form is None:
        message = f"{file}: the ending of the name says no format; name it with --format."
        raise click.UsageError(message)
    return form


def read_frame(file: str, form: FrameFormat, orient: str, index: str) -> Frame:
    """The frame of a file; ``-`` is the standard input."""
    data = sys.stdin.buffer.read() if file == STDIO else Path(file).read_bytes()
    return read_bytes(data, form, orient, index)


def write_frame(frame: Frame, file: str, form: FrameFormat, orient: str, index: str | None) -> None:
    """Write a frame; a file appears whole or not at all, ``-`` is the standard output."""
    pieces = write_bytes(frame.schema, [frame], form, orient, "iso", index)
    if file == STDIO:
        for piece in pieces:
            sys.stdout.buffer.write(piece)
        if form == "json":
            sys.stdout.buffer.write(b"\n")
        sys.stdout.buffer.flush()
        return
    path = Path(file)
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("wb") as out:
            out.writelines(pieces)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def file_of(folder: Path, name: SeriesName, form: FrameFormat) -> Path:
    """Where a series lies in a folder of exported ones: ``reference/symbol.csv``, each name quoted."""
    return folder / _quoted(name.reference) / f"{_quoted(name.symbol)}.{form}"


def files_in(folder: Path) -> Iterator[tuple[Path, SeriesName]]:
    """The files of a folder of exported series, with the names they stand for."""
    for file in sorted(folder.glob("*/*")):
        if file.suffix.lower() in _SUFFIXES and file.is_file():
            yield file, SeriesName(unquote(file.parent.name), unquote(file.stem))


def _quoted(name: str) -> str:
    return quote(name, safe=" @+,=").replace(".", "%2E")
