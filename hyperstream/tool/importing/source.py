"""A file, opened as a stream of bytes whatever it is compressed by, and wherever it lies."""

from __future__ import annotations

import bz2
import codecs
import gzip
import io
import lzma
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import BinaryIO, Literal, TypeAlias, cast

import zstandard

from ...utils.errors import ArgumentValueError, ToolExecutionError

Compression: TypeAlias = Literal["infer", "none", "gzip", "bz2", "xz", "zstd", "zip"]
"""How a file is compressed; ``infer``: by the end of its name."""

Revision: TypeAlias = tuple[int, int]
"""Size and modification time (ns): as long as it is the same, so is the file."""

_SUFFIXES = {".gz": "gzip", ".bz2": "bz2", ".xz": "xz", ".zst": "zstd", ".zip": "zip"}
_BOM = b"\xef\xbb\xbf"
_SKIPPED_AT_ONCE = 1 << 20


@dataclass(frozen=True)
class Source:
    """A text file.

    Attributes:
        filename: Its path; from the folder of ``package`` where one is given.
        package: An installed package that ships the file; it is not imported.
        compression: How it is compressed.
        encoding: Of its text.
    """

    filename: str
    package: str | None = None
    compression: Compression = "infer"
    encoding: str = "utf-8"

    def __post_init__(self) -> None:
        try:
            codecs.lookup(self.encoding)
        except LookupError as error:
            msg = (
                f"encoding is {self.encoding!r}, which Python does not know; write one as 'utf-8' or 'cp1252'"
            )
            raise ArgumentValueError(msg, parameter="encoding", value=self.encoding) from error

    def __reduce__(self) -> tuple[type[Source], tuple[object, ...]]:
        # Without what is worked out: in another process the package may lie elsewhere.
        return Source, (self.filename, self.package, self.compression, self.encoding)

    @cached_property
    def path(self) -> Path:
        """Where it lies.

        Raises:
            ToolExecutionError: The package is not installed.
        """
        if self.package is None:
            return Path(self.filename)
        try:
            found = find_spec(self.package)
        except (ImportError, ValueError):
            found = None
        if found is None or not found.submodule_search_locations:
            msg = f"the package {self.package!r} is not installed; install it, or give a file of your own"
            raise ToolExecutionError(msg, package=self.package)
        return Path(found.submodule_search_locations[0], self.filename)

    def revision(self) -> Revision:
        """What tells whether the file has changed.

        Raises:
            ToolExecutionError: There is no such file.
        """
        try:
            status = self.path.stat()
        except OSError as error:
            msg = f"{self.path} cannot be read: {error.strerror or error}"
            raise ToolExecutionError(msg, file=str(self.path)) from error
        return status.st_size, status.st_mtime_ns

    def open(self, offset: int = 0) -> BinaryIO:
        """The text, from ``offset`` bytes on, in an encoding in which ASCII is ASCII (see `decode`).

        Raises:
            ToolExecutionError: The file cannot be read.
        """
        path = self.path
        try:
            opened = cast(BinaryIO, _OPENERS[self._kind](path))
        except (OSError, zipfile.BadZipFile) as error:
            msg = f"{path} cannot be read: {error}"
            raise ToolExecutionError(msg, file=str(path)) from error
        if not self._has_ascii:
            opened = cast(BinaryIO, io.BufferedReader(_Recoded(opened, self._codec)))
        self.skip(opened, offset)
        return opened

    def skip(self, stream: BinaryIO, size: int) -> None:
        """Go on by so many bytes; in a compressed file they have to be read."""
        if self._kind == "none" and self._has_ascii:
            stream.seek(size, io.SEEK_CUR)
            return
        while size > 0 and (read := stream.read(min(size, _SKIPPED_AT_ONCE))):
            size -= len(read)

    def decode(self, data: bytes) -> str:
        """The text of some whole lines; what is not in the encoding stays as surrogates."""
        return data.decode(self._codec if self._has_ascii else "utf-8", "surrogateescape")

    def encode(self, text: str) -> bytes:
        """The bytes that `decode` made this of."""
        return text.encode(self._codec if self._has_ascii else "utf-8", "surrogateescape")

    def utf8(self, data: bytes) -> bytes | None:
        """The same lines in UTF-8; None where something is not in its encoding (UTF-8 is not checked)."""
        if not self._has_ascii or self._codec == "utf-8":
            return data
        try:
            return data.decode(self._codec).encode()
        except UnicodeError:
            return None

    def start(self) -> int:
        """Where the text begins: after a byte order mark, if there is one."""
        with self.open() as stream:
            return len(_BOM) if stream.read(len(_BOM)) == _BOM else 0

    @property
    def _kind(self) -> str:
        if self.compression != "infer":
            return self.compression
        return _SUFFIXES.get(Path(self.filename).suffix.lower(), "none")

    @cached_property
    def _codec(self) -> str:
        # A byte order mark is left out anyway.
        return codecs.lookup(self.encoding).name.removesuffix("-sig")

    @cached_property
    def _has_ascii(self) -> bool:
        """Whether lines and quotes can be found in the bytes as they are."""
        return '\n",'.encode(self._codec) == b'\n",'


class _Recoded(io.RawIOBase):
    """A stream of text in another encoding, as UTF-8."""

    def __init__(self, stream: BinaryIO, encoding: str) -> None:
        self._text = io.TextIOWrapper(stream, encoding, newline="")
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # any buffer will do
        if not self._rest:
            self._rest = self._text.read(io.DEFAULT_BUFFER_SIZE).encode()
        size = min(len(buffer), len(self._rest))
        buffer[:size], self._rest = self._rest[:size], self._rest[size:]
        return size

    def close(self) -> None:
        self._text.close()
        super().close()


def _unzipped(path: Path) -> object:
    archive = zipfile.ZipFile(path)
    names = [name for name in archive.namelist() if not name.endswith("/")]
    if len(names) != 1:
        archive.close()
        msg = f"it holds {len(names)} files, and must hold one"
        raise zipfile.BadZipFile(msg)
    member = archive.open(names[0])
    # Closing the member closes the archive too.
    archive.close()
    return member


_OPENERS: Mapping[str, Callable[[Path], object]] = {
    "none": lambda path: path.open("rb"),
    "gzip": gzip.GzipFile,
    "bz2": bz2.BZ2File,
    "xz": lzma.LZMAFile,
    "zstd": lambda path: zstandard.ZstdDecompressor().stream_reader(path.open("rb"), read_across_frames=True),
    "zip": _unzipped,
}
