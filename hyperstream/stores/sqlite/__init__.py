"""The embedded store: one SQLite file, no server."""

from __future__ import annotations

from .address import open_sqlite, sqlite_file
from .store import SQLiteStore

__all__ = ["SQLiteStore", "open_sqlite", "sqlite_file"]
