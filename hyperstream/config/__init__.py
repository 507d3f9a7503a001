"""Configuration: one JSON file, overridden by environment variables, every mistake named.

The file is written by people and read once, when a `HyperStream` is built. Nothing here opens
a store or loads a plugin: it says which and where.
"""

from .hyperstream_config import DEFAULT_FILENAME, HyperStreamConfig
from .online_engine_config import OnlineEngineConfig

__all__ = ["DEFAULT_FILENAME", "HyperStreamConfig", "OnlineEngineConfig"]
