"""Databases where the laws, written for store files, expect files in a folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pymongo


class Place:
    """Stands for a store file: its text is the address of a database."""

    def __init__(self, url: str, folder: Path, name: str) -> None:
        self.url = url
        self._path = folder / name

    def __str__(self) -> str:
        return self.url

    def with_suffix(self, suffix: str) -> Path:
        """A real file of another kind."""
        return self._path.with_suffix(suffix)


def drop(place: object) -> None:
    """Remove the database of a place."""
    with pymongo.MongoClient[dict[str, Any]](str(place)) as client:
        client.drop_database(client.get_default_database())


class Places:
    """Stands for a folder: every ``name.db`` in it is a database of its own, anything else a file.

    Args:
        new_url: Gives the addresses of empty databases.
        folder: For the files.
    """

    def __init__(self, new_url: Callable[[], str], folder: Path) -> None:
        self._new_url = new_url
        self._folder = folder
        self._places: dict[str, Place] = {}

    def __truediv__(self, name: str) -> Place | Path:
        if not name.endswith(".db"):
            return self._folder / name
        if name not in self._places:
            self._places[name] = Place(self._new_url(), self._folder, name)
        return self._places[name]
