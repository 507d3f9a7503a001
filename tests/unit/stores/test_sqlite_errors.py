"""What can be wrong with a file or a disk: a clear error of ours, and nothing lost."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from hyperstream.stores.ledger.model import Ledger
from hyperstream.stores.port import Publish
from hyperstream.stores.sqlite import SQLiteStore
from hyperstream.stores.sqlite.errors import translated
from hyperstream.stores.sqlite.schema import SQLITE_FORMAT
from hyperstream.utils.errors import ConfigurationError, StoreFormatError, StoreUnavailableError

from .ledgers_at_hand import INC, KEY, append, new_stream, segments, tail_times


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store with a stream and a hundred segments, closed."""
    path = tmp_path / "store.db"
    store = SQLiteStore(path)
    new_stream(store)
    store.insert_segments(INC, segments(100))
    store.put_documents("plate", [{"_id": "house"}])
    store.close()
    return path


def spoil(path: Path, statement: str) -> None:
    connection = sqlite3.connect(path)
    with connection:
        connection.execute(statement)
    connection.close()


# --- files that are no store
@pytest.mark.parametrize("content", [b"hello", b"not a database " * 1_000], ids=["short", "long"])
def test_a_file_of_another_kind_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "notes.txt"
    path.write_bytes(content)
    with pytest.raises(StoreFormatError, match=r"notes\.txt.*not an SQLite file") as caught:
        SQLiteStore(path)
    assert isinstance(caught.value.__cause__, sqlite3.DatabaseError)
    assert path.read_bytes() == content


def test_the_database_of_another_program_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "music.db"
    spoil(path, "CREATE TABLE song (title TEXT)")
    before = path.read_bytes()
    with pytest.raises(StoreFormatError, match=r"music\.db is an SQLite file of another program"):
        SQLiteStore(path)
    assert path.read_bytes() == before


def test_a_newer_format_is_refused_and_left_alone(path: Path) -> None:
    spoil(path, f"PRAGMA user_version = {SQLITE_FORMAT + 1}")
    with pytest.raises(StoreFormatError, match=r"store format 2.*a newer one") as caught:
        SQLiteStore(path)
    assert caught.value.format == SQLITE_FORMAT + 1


def test_an_empty_file_becomes_a_store(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    path.touch()
    SQLiteStore(path).close()
    assert path.stat().st_size > 0


def test_an_unknown_way_to_synchronise_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="'off' is not known"):
        SQLiteStore(tmp_path / "store.db", synchronous="off")


# --- damage
def test_a_truncated_file_is_reported(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2)
    with pytest.raises(StoreFormatError, match=r"store\.db cannot be read.*damaged"):
        read_all(path)


def test_overwritten_pages_are_reported(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(8192)
        file.write(b"\xff" * (path.stat().st_size - 8192))
    with pytest.raises(StoreFormatError, match=r"store\.db cannot be read.*damaged"):
        read_all(path)


def read_all(path: Path) -> None:
    store = SQLiteStore(path)
    try:
        store.read_ledgers([KEY])
        list(store.read_segments(INC, -1, 10_000, 10))
    finally:
        store.close()


@pytest.mark.parametrize(
    "damage",
    ["map = x'0102'", "map = x''", "claims = 'nonsense'", "claims = '[[1, 2]]'", "claims = '[3]'"],
)
def test_a_damaged_ledger_names_its_stream_and_leaves_the_others(path: Path, damage: str) -> None:
    spoil(path, f"UPDATE ledger SET {damage}")
    store = SQLiteStore(path)
    with pytest.raises(StoreFormatError, match="temperature") as caught:
        store.read_ledgers([KEY])
    assert caught.value.key == KEY
    assert store.read_ledgers([]).ledgers == {}
    store.close()


def test_a_damaged_document_is_reported(path: Path) -> None:
    spoil(path, "UPDATE document SET doc = x'00'")
    store = SQLiteStore(path)
    with pytest.raises(StoreFormatError, match="plate document 'house'"):
        list(store.get_documents("plate"))
    store.close()


def test_a_missing_table_is_reported(path: Path) -> None:
    spoil(path, "DROP TABLE run")
    store = SQLiteStore(path)
    with pytest.raises(StoreFormatError, match="not those of a HyperStream store"):
        store.read_runs(KEY)
    store.close()


# --- no room, no place
def test_a_full_disk_loses_nothing_that_was_committed(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    SQLiteStore(path).close()
    store = SQLiteStore(path, pragmas={"max_page_count": 40})
    ledger = new_stream(store)
    assert append(store, 1)
    big = Publish(KEY, 2, replace(ledger, rev=3, next=9), tuple(segments(50, size=20_000)))
    with pytest.raises(StoreUnavailableError, match=r"store\.db cannot be used.*no room left") as caught:
        store.change([big])
    assert caught.value.path == str(path)
    assert tail_times(store) == [1]
    assert list(store.list_segments(INC)) == []
    store.close()
    store = SQLiteStore(path)
    assert store.change([big]) == [True]
    assert len(list(store.list_segments(INC))) == 50
    store.close()


def test_a_long_write_that_fills_the_disk_leaves_dead_segments_at_most(tmp_path: Path) -> None:
    store = SQLiteStore(tmp_path / "store.db", pragmas={"max_page_count": 60})
    ledger = new_stream(store)
    with pytest.raises(StoreUnavailableError, match="no room left"):
        store.change([Publish(KEY, 1, replace(ledger, rev=2, next=9), tuple(segments(200)))])
    assert store.read_ledgers([KEY]).ledgers[KEY] == ledger
    store.delete_segments(INC, [(1, 1)])
    assert list(store.list_segments(INC)) == []
    store.close()


def test_a_directory_in_place_of_the_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailableError, match="cannot be opened"):
        SQLiteStore(tmp_path)


def test_a_directory_that_cannot_be_made_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreUnavailableError, match=r"directory of .*store\.db cannot be made") as caught:
        SQLiteStore(tmp_path / "file" / "store.db")
    assert isinstance(caught.value.__cause__, OSError)


# --- the words
def test_an_error_that_sqlite_does_not_explain_is_still_ours() -> None:
    error = translated(sqlite3.ProgrammingError("misused"), "store.db")
    assert type(error) is StoreUnavailableError
    assert "store.db cannot be used (misused)" in str(error)


def test_an_extended_code_counts_as_its_primary_one() -> None:
    cause = sqlite3.OperationalError("disk I/O error")
    cause.sqlite_errorcode = sqlite3.SQLITE_IOERR | 8 << 8
    assert "check the disk" in str(translated(cause, "store.db"))


def test_a_new_store_is_made_as_measured(tmp_path: Path) -> None:
    path = tmp_path / "some" / "where" / "store.db"
    store = SQLiteStore(path)
    connection = sqlite3.connect(path)
    names = ("page_size", "journal_mode", "user_version")
    assert [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in names] == [8192, "wal", 1]
    connection.close()
    assert repr(store) == f"SQLiteStore({str(path)!r})"
    store.close()


def test_store_time_can_be_simulated(tmp_path: Path) -> None:
    store = SQLiteStore(tmp_path / "store.db", now=lambda: 1_000)
    assert (store.now(), store.read_ledgers([]).now) == (1_000, 1_000)
    assert store.change([Publish(KEY, 0, Ledger(INC, rev=1))]) == [True]
    store.close()
