"""From a store's address to the store: the only place that knows which stores there are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NoReturn

from ..utils.errors import ConfigurationError
from ..utils.urls import without_password
from .memory import MemoryStore
from .port import Store
from .sqlite import open_sqlite

Opener = Callable[[str, Path], Store]
"""Takes the address and the directory that relative paths start from."""


def open_store(url: str, base_dir: str | Path | None = None) -> Store:
    """Open the store at an address.

    Args:
        url: ``sqlite:///relative.db``, ``sqlite:////absolute.db``, ``sqlite:///:memory:`` (each
            with ``?synchronous=normal`` for speed instead of surviving a power cut) or
            ``memory://``.
        base_dir: What relative paths are relative to; the working directory unless given.

    Raises:
        ConfigurationError: The address is of no kind that we know, or not well formed.
        StoreUnavailableError: The database cannot be reached, opened or made.
        StoreFormatError: What lies there is no store, or one of a newer format.
    """
    scheme, separator, _ = url.partition("://")
    opener = _OPENERS.get(scheme.lower())
    if not separator or opener is None:
        msg = (
            f"{without_password(url)!r} is not the address of a store. Known are: sqlite:///path.db "
            "(three slashes before a relative path, four before an absolute one), sqlite:///:memory: and memory://."
        )
        raise ConfigurationError(msg, url=without_password(url))
    return opener(url, Path.cwd() if base_dir is None else Path(base_dir))


def _open_memory(url: str, _: Path) -> Store:
    if url.partition("://")[2]:
        msg = f"{url!r} names a place, but a memory store has none. Write memory://."
        raise ConfigurationError(msg, url=url)
    return MemoryStore()


def _refuse_mongodb(url: str, _: Path) -> NoReturn:
    # the address may hold a password: only its scheme is shown
    scheme = url.partition("://")[0]
    msg = (
        f"This version of HyperStream has no MongoDB store yet, so {scheme}:// addresses cannot be opened: "
        "it comes with the next one. Use the embedded store meanwhile, for example sqlite:///store.db."
    )
    raise ConfigurationError(msg, scheme=scheme)


_OPENERS: Mapping[str, Opener] = {
    "sqlite": open_sqlite,
    "memory": _open_memory,
    "mongodb": _refuse_mongodb,
    "mongodb+srv": _refuse_mongodb,
}
