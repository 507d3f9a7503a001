"""The stores that ship keep the contract that ships."""

from __future__ import annotations

from pathlib import Path

from hyperstream.stores.memory import MemoryStore
from hyperstream.stores.port import Store
from hyperstream.stores.sqlite import SQLiteStore
from hyperstream.testing import StoreContract


class TestMemoryStore(StoreContract):
    persistent = False

    def create_store(self, tmp_path: Path) -> Store:
        return MemoryStore()


class TestSQLiteStore(StoreContract):
    def create_store(self, tmp_path: Path) -> Store:
        return SQLiteStore(tmp_path / "store.db")


class TestSQLiteStoreInMemory(StoreContract):
    persistent = False

    def create_store(self, tmp_path: Path) -> Store:
        return SQLiteStore(":memory:")
