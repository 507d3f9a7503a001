"""From a store's address to the store: the only place that knows which stores there are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from ..utils.errors import ConfigurationError
from ..utils.urls import without_password
from .memory import MemoryStore
from .port import Store
from .sqlite import open_sqlite, sqlite_file

if TYPE_CHECKING:
    from .mongo.legacy import LegacyDatabase
    from .mongo.server import Server

Opener = Callable[[str, Path], Store]
"""Takes the address and the directory that relative paths start from."""


def open_store(url: str, base_dir: str | Path | None = None) -> Store:
    """Open the store at an address.

    Args:
        url: ``sqlite:///relative.db``, ``sqlite:////absolute.db``, ``sqlite:///:memory:`` (each
            with ``?synchronous=normal`` for speed instead of surviving a power cut), ``memory://``,
            ``mongodb://host:port/database`` or ``mongodb+srv://host/database``.
        base_dir: What relative paths are relative to; the working directory unless given.

    Raises:
        ConfigurationError: The address is of no kind that we know, or not well formed.
        StoreUnavailableError: The database cannot be reached, opened or made.
        StoreFormatError: What lies there is no store, or one of a newer format.
    """
    scheme, separator, _ = str(url).partition("://")  # a Path is no address; it shall be told so
    opener = _OPENERS.get(scheme.lower())
    if not separator or opener is None:
        msg = (
            f"{without_password(str(url))!r} is not the address of a store. Known are: sqlite:///path.db "
            "(three slashes before a relative path, four before an absolute one), sqlite:///:memory:, "
            "memory://, mongodb://host:port/database and mongodb+srv://host/database."
        )
        raise ConfigurationError(msg, url=without_password(str(url)))
    return opener(url, Path.cwd() if base_dir is None else Path(base_dir))


def embedded_file(url: str, base_dir: Path) -> Path | None:
    """The file that the store at an address lies in, there or not yet; None where it is no file."""
    return sqlite_file(url, base_dir) if url.lower().startswith("sqlite://") else None


def _open_memory(url: str, _: Path) -> Store:
    if url.partition("://")[2]:
        msg = f"{url!r} names a place, but a memory store has none. Write memory://."
        raise ConfigurationError(msg, url=url)
    return MemoryStore()


def _open_mongodb(url: str, base_dir: Path) -> Store:
    # the driver takes a fifth of a second to import: only those wait who use it
    from .mongo import open_mongo

    return open_mongo(url, base_dir)


def open_legacy(url: str) -> LegacyDatabase:
    """The collections of a MongoDB database that HyperStream 0.3.8 wrote, for reading.

    Raises:
        ConfigurationError: The address is not well formed.
        StoreUnavailableError: No server answers there, or it refuses us.
    """
    from .mongo.legacy import LegacyDatabase

    return LegacyDatabase(url)


def open_server(url: str) -> Server:
    """One MongoDB database as the driver gives it; nothing is made in it. Errors as `open_legacy`."""
    from .mongo.server import opened

    return opened(url)


_OPENERS: Mapping[str, Opener] = {
    "sqlite": open_sqlite,
    "memory": _open_memory,
    "mongodb": _open_mongodb,
    "mongodb+srv": _open_mongodb,
}
