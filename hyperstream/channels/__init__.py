"""Where streams live: in memory, in a database, in folders of files, modules and tools."""

from ..tool.versions import FileDateTimeVersion
from .assets_channel import AssetsChannel
from .assets_file_channel import AssetsFileChannel
from .base_channel import BaseChannel
from .channel_manager import ChannelManager
from .database_channel import DatabaseChannel
from .file_channel import FileChannel
from .frames_channel import FramesChannel
from .memory_channel import MemoryChannel
from .module_channel import ModuleChannel
from .read_only_memory_channel import ReadOnlyMemoryChannel
from .tool_channel import ToolChannel

__all__ = [
    "AssetsChannel",
    "AssetsFileChannel",
    "BaseChannel",
    "ChannelManager",
    "DatabaseChannel",
    "FileChannel",
    "FileDateTimeVersion",
    "FramesChannel",
    "MemoryChannel",
    "ModuleChannel",
    "ReadOnlyMemoryChannel",
    "ToolChannel",
]
