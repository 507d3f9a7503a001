"""The store on MongoDB keeps the contract that ships."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from hyperstream.stores.mongo import MongoStore
from hyperstream.stores.port import Store
from hyperstream.testing import StoreContract


class TestMongoStore(StoreContract):
    @pytest.fixture(autouse=True)
    def _server(self, new_url: Callable[[], str]) -> None:
        self._new_url = new_url
        self._urls: dict[Path, str] = {}

    def create_store(self, tmp_path: Path) -> Store:
        return MongoStore(self._urls.setdefault(tmp_path, self._new_url()))
