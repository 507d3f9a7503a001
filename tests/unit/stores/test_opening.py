"""From an address to a store, or to an error that says how to write it."""

from __future__ import annotations

from pathlib import Path

import pytest

from hyperstream.stores.memory import MemoryStore
from hyperstream.stores.opening import open_store
from hyperstream.stores.sqlite import SQLiteStore
from hyperstream.utils.errors import ConfigurationError, StoreUnavailableError


def test_three_slashes_are_relative_to_the_base(tmp_path: Path) -> None:
    store = open_store("sqlite:///data/store.db", tmp_path)
    store.close()
    assert (tmp_path / "data" / "store.db").is_file()
    assert store.url == f"sqlite:///{tmp_path}/data/store.db"


def test_three_slashes_are_relative_to_the_working_directory_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    open_store("sqlite:///store.db").close()
    assert (tmp_path / "store.db").is_file()


def test_four_slashes_are_absolute(tmp_path: Path) -> None:
    open_store(f"sqlite:///{tmp_path}/store.db", "/elsewhere").close()
    assert (tmp_path / "store.db").is_file()


def test_the_address_of_a_store_opens_it_again(tmp_path: Path) -> None:
    first = open_store("sqlite:///store.db?synchronous=NORMAL", tmp_path)
    second = open_store(first.url)
    assert second.url == first.url == f"sqlite:///{tmp_path}/store.db?synchronous=normal"
    assert second.info()["synchronous"] == "NORMAL"
    first.close()
    second.close()


def test_a_path_may_hold_signs_that_mean_something_elsewhere(tmp_path: Path) -> None:
    open_store("sqlite:///50%25 #1 ü.db", tmp_path).close()
    assert (tmp_path / "50%25 #1 ü.db").is_file()


def test_databases_in_memory_leave_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for url, kind in (
        ("sqlite:///:memory:", SQLiteStore),
        ("memory://", MemoryStore),
        ("MEMORY://", MemoryStore),
    ):
        store = open_store(url)
        assert isinstance(store, kind)
        store.close()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("", "not the address of a store"),
        ("store.db", "not the address of a store"),
        ("sqlite", "not the address of a store"),
        ("postgres://server/db", "not the address of a store"),
        ("sqlite://store.db", "three|relative/path"),
        ("sqlite:///", "names no file"),
        ("sqlite:///store.db?journal=off", "unknown setting 'journal'"),
        ("sqlite:///store.db?synchronous=off", "'off' is not known"),
        ("sqlite:///store.db?synchronous=", "'' is not known"),
        ("memory://there", "Write memory://"),
    ],
)
def test_a_wrong_address_is_refused_and_nothing_made(tmp_path: Path, url: str, words: str) -> None:
    with pytest.raises(ConfigurationError, match=words):
        open_store(url, tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("@host:port/db", "digit"),
        ("@/db", "host"),
        ("@host/db?retryWrites=perhaps", "retryWrites"),
        ("@host/db?socketTimeoutMS=soon", "soon"),
        ("@@host/db", "escaped"),
    ],
)
def test_a_wrong_mongodb_address_is_refused_without_showing_its_password(place: str, words: str) -> None:
    with pytest.raises(ConfigurationError, match="not a MongoDB address") as caught:
        open_store(f"mongodb://user:s3cret{place}")
    assert words.lower() in str(caught.value).lower()
    assert "s3cret" not in str(caught.value)


def test_a_mongodb_address_whose_name_leads_nowhere_is_refused() -> None:
    with pytest.raises(StoreUnavailableError, match="HYPERSTREAM_STORE") as caught:
        open_store("mongodb+srv://user:s3cret@no-such-cluster.invalid/db")
    assert "s3cret" not in str(caught.value)
