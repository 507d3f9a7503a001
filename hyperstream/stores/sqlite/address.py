"""``sqlite:///`` addresses: three slashes before a relative path, four before an absolute one."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qsl

from ...utils.errors import ConfigurationError
from .connections import MEMORY
from .store import SQLiteStore

_SCHEME = "sqlite:///"


def open_sqlite(url: str, base_dir: Path) -> SQLiteStore:
    """The store at an address such as ``sqlite:///store.db?synchronous=normal``.

    Args:
        url: The address; ``sqlite:///:memory:`` is a database that is gone when closed.
        base_dir: What a relative path is relative to.

    Raises:
        ConfigurationError: The address names no file, or an unknown setting.
        StoreUnavailableError: The file cannot be opened or made.
        StoreFormatError: It is no store, or one of a newer format.
    """
    where = sqlite_file(url, base_dir)
    return SQLiteStore(where or MEMORY, synchronous=_synchronous(url, url.partition("?")[2]))


def sqlite_file(url: str, base_dir: Path) -> Path | None:
    """The file of an address, which need not be there yet; None for ``sqlite:///:memory:``.

    Raises:
        ConfigurationError: The address names no file.
    """
    address = url.partition("?")[0]
    path = address.removeprefix(_SCHEME)
    if not path or not address.startswith(_SCHEME):
        msg = (
            f"{url!r} names no file. Write sqlite:///relative/path.db, sqlite:////absolute/path.db "
            "or sqlite:///:memory:."
        )
        raise ConfigurationError(msg, url=url)
    return None if path == MEMORY else base_dir / path


def _synchronous(url: str, query: str) -> str:
    settings = dict(parse_qsl(query, keep_blank_values=True))
    synchronous = settings.pop("synchronous", "full")
    if settings:
        msg = f"{url!r} has an unknown setting {sorted(settings)[0]!r}. Known is: synchronous=full|normal."
        raise ConfigurationError(msg, url=url)
    return synchronous
