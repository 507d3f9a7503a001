"""The tools as a channel: one stream a tool, one document a version, its class.

``hs.channel_manager.tools["clock"].window((start, end)).last().value`` is the class that was the
newest at ``end``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from ..batch.instance import StreamInstance
from ..stream.ports import StreamRef
from ..stream.stream import Stream
from ..time_interval import TimeInterval
from ..tool.base_tool import BaseTool
from ..tool.catalogue import Catalogue
from ..tool.loading import load_tool_file
from ..tool.versions import FileDateTimeVersion
from ..utils.clock import Clock
from ..utils.time_utils import from_ms, to_ms, utcnow
from .file_channel import folder_revision
from .module_channel import ModuleChannel


class ToolChannel(ModuleChannel):
    """A channel over folders of tool files.

    Args:
        channel_id: Short name.
        path: A folder, or several: for a version that several hold, the first one's is meant.
        up_to_timestamp: Files with a later date do not count; None: those up to today. Tools are
            dated by the calendar of the people who publish them, so today is the machine's,
            even where ``clock`` simulates another time.
        clock: What "now" means for windows.

    Attributes:
        catalogue: The same tools by name and version.
    """

    def __init__(
        self,
        channel_id: str,
        path: str | Path | Sequence[str | Path],
        up_to_timestamp: datetime | None = None,
        *,
        clock: Clock = utcnow,
    ) -> None:
        folders = [path] if isinstance(path, str | Path) else list(path)
        self.catalogue = Catalogue(folders, lambda: from_ms(self.up_to_ms), channel_id)
        super().__init__(channel_id, folders[0] if folders else Path(), up_to_timestamp, clock=clock)

    @property
    def up_to_ms(self) -> int:
        """The date up to which files count, ms."""
        return to_ms(utcnow()) if self._moving else self._up_to_ms

    def stream_names(self) -> Iterable[str]:
        """Names of all folders with tool files, usable or not."""
        return self.catalogue.all_names()

    def get_results(self, stream: Stream, time_interval: TimeInterval) -> Iterable[StreamInstance]:
        """The classes of the versions dated in the interval, oldest first; of one date the highest.

        Raises:
            ToolLoadError: A file in the interval cannot be used; narrow the window to leave it out.
        """
        files = self.catalogue.listing(stream.stream_id.name).usable
        by_date = {file.file.timestamp: file for file in files}
        for timestamp, file in by_date.items():
            if timestamp in time_interval:
                yield StreamInstance(timestamp, load_tool_file(file))

    def data_loader(self, short_path: str, file_info: FileDateTimeVersion) -> type[BaseTool]:  # type: ignore[override]
        """The class of one version."""
        return self.catalogue.get(short_path, str(file_info.version))

    def files(self, name: str) -> Iterable[FileDateTimeVersion]:
        """The versions of one tool."""
        return [file.file for file in self.catalogue.listing(name).usable]

    def revision(self, stream: StreamRef) -> bytes:
        """A digest of names, sizes and times of change of the tool's files, in all folders."""
        return folder_revision(folder / stream.stream_id.name for folder in self.catalogue.folders)
