"""Streams of versioned Python files, as modules that are imported on request."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from types import ModuleType
from typing import TYPE_CHECKING

from ..tool.loading import load_module
from ..tool.versions import FileDateTimeVersion
from .file_channel import FileChannel

if TYPE_CHECKING:
    from semantic_version import Version


class ModuleChannel(FileChannel):
    """A channel whose documents are pairs ``(version, importer)``.

    Calling the importer runs the file, once however often it is called, and gives the module; a
    file that cannot be used is a `ToolLoadError` then, and touches no other.
    """

    def data_loader(
        self, short_path: str, file_info: FileDateTimeVersion
    ) -> tuple[Version, Callable[[], ModuleType]]:
        """The version of the file, and its importer."""
        return file_info.version, partial(load_module, self.path / short_path / file_info.long_filename)
