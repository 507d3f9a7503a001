"""Streams that are folders of versioned files: one document a file, at the date in its name.

``<path>/<stream name>/<ISO date>_v<version>.<extension>``. Folders are read when asked, so a new
file is there at once. What a file holds is for the sub-class to say (`FileChannel.data_loader`).
"""

from __future__ import annotations

import hashlib
import logging
import os
from abc import abstractmethod
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from ..batch.instance import StreamInstance
from ..stream.ports import StreamRef
from ..stream.stream import Stream
from ..stream.stream_id import StreamId
from ..time_interval import TimeInterval
from ..time_interval.spans import Spans
from ..tool.versions import FileDateTimeVersion
from ..utils.clock import Clock
from ..utils.errors import ArgumentValueError
from ..utils.time_utils import MIN_DATE, to_ms, utcnow
from .base_channel import MIN_MS
from .read_only_memory_channel import ReadOnlyMemoryChannel

logger = logging.getLogger(__name__)


class FileChannel(ReadOnlyMemoryChannel):
    """A channel over a folder; its streams are the sub-folders with files in them.

    Args:
        channel_id: Short name.
        path: The folder; it may come into being later.
        up_to_timestamp: Files with a later date do not count. `MIN_DATE`: none do, until `update`;
            None: those up to the present of each moment.
        clock: What "now" means here.
    """

    def __init__(
        self,
        channel_id: str,
        path: str | Path,
        up_to_timestamp: datetime | None = MIN_DATE,
        *,
        clock: Clock = utcnow,
    ) -> None:
        self.path = Path(path).absolute()
        self._moving = up_to_timestamp is None
        super().__init__(channel_id, up_to_timestamp, clock=clock)

    # --- time
    @property
    def up_to_ms(self) -> int:
        """The date up to which files count, ms."""
        return self.now() if self._moving else self._up_to_ms

    def computed(self, stream: StreamRef) -> Spans:
        """All time up to ``up_to_timestamp``, unless declared otherwise."""
        return self._declared.get(stream.key, ((MIN_MS, self.up_to_ms),) if self.up_to_ms > MIN_MS else ())

    # --- folders
    @staticmethod
    def walk(directory: str | Path, level: int = 1) -> Iterator[tuple[str, list[str], list[str]]]:
        """`os.walk`, so many levels deep.

        Raises:
            ArgumentValueError: (a `ValueError`) Not a folder.
        """
        top = Path(directory)
        if not top.is_dir():
            msg = f"{str(directory)!r} is not a folder."
            raise ArgumentValueError(msg, directory=directory)
        for folder, folders, names in os.walk(top):
            yield folder, folders, names
            if len(Path(folder).relative_to(top).parts) >= level:
                del folders[:]

    def update_streams(self, up_to_timestamp: datetime) -> None:
        """Take in the sub-folders that hold files."""
        for name in self.stream_names():
            stream_id = StreamId(name)
            if stream_id not in self._streams:
                self._streams[stream_id] = Stream(self, stream_id)

    def stream_names(self) -> Iterable[str]:
        """Names of the sub-folders that hold a file whose name does not begin with ``__``."""
        if not self.path.is_dir():
            return []
        folders = [entry for entry in sorted(self.path.iterdir()) if entry.is_dir()]
        return [folder.name for folder in folders if not folder.name.startswith("_") and _has_files(folder)]

    def _create(self, stream_id: StreamId) -> Stream:
        # Perhaps the folder is newer than the last look.
        self.update_streams(self.up_to_timestamp)
        found = self._streams.get(stream_id)
        return self.create_stream(stream_id) if found is None else found

    # --- files
    def file_filter(self, sorted_names: Iterable[str]) -> Iterator[FileDateTimeVersion]:
        """The versioned Python files among these names; other Python files get a warning in the log."""
        for name in sorted_names:
            if name.endswith(".py") and not name.startswith("__"):
                try:
                    yield FileDateTimeVersion(name)
                except ArgumentValueError as error:
                    logger.warning("Channel %s leaves a file out: %s", self.channel_id, error)

    @abstractmethod
    def data_loader(self, short_path: str, file_info: FileDateTimeVersion) -> Any:
        """What a file holds: the value of its instance.

        Args:
            short_path: Its folder, relative to the channel's: the name of the stream.
            file_info: Its name.
        """

    def get_results(self, stream: Stream, time_interval: TimeInterval) -> Iterable[StreamInstance]:
        """One instance per date in the interval, oldest first; of several versions the highest."""
        name = stream.stream_id.name
        by_date = {file.timestamp: file for file in sorted(self.files(name))}
        for timestamp, file in by_date.items():
            if timestamp in time_interval and to_ms(timestamp) <= self.up_to_ms:
                yield StreamInstance(timestamp, self.data_loader(name, file))

    def files(self, name: str) -> Iterable[FileDateTimeVersion]:
        """The files of one stream."""
        folder = self.path / name
        return self.file_filter(sorted(os.listdir(folder))) if folder.is_dir() else ()

    def revision(self, stream: StreamRef) -> bytes:
        """A digest of names, sizes and times of change of the stream's files."""
        return folder_revision([self.path / stream.stream_id.name])


def folder_revision(folders: Iterable[Path]) -> bytes:
    """Sixteen bytes that change when a file in the folders comes, goes or is changed."""
    digest = hashlib.blake2b(digest_size=16)
    for folder in folders:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name) if folder.is_dir() else ()
        for entry in entries:
            if entry.is_file() and not entry.name.startswith("__"):
                state = entry.stat()
                digest.update(
                    f"{entry.name}\0{state.st_size}\0{state.st_mtime_ns}\n".encode("utf-8", "replace")
                )
    return digest.digest()


def _has_files(folder: Path) -> bool:
    return any(entry.is_file() and not entry.name.startswith(("__", ".")) for entry in folder.iterdir())
