"""Lending connections: transactions end with the loan, whatever happens in it."""

from __future__ import annotations

import gc
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hyperstream.stores.sqlite import connections as module
from hyperstream.stores.sqlite.connections import MEMORY, Connections
from hyperstream.utils.errors import HyperStreamError, StoreUnavailableError

ADD = "INSERT INTO document VALUES ('plate', ?, x'00')"
FULL = 2
"""What SQLite answers when asked whether it waits for the disk."""

COUNT = "SELECT count(*) FROM document"


@pytest.fixture
def connections(tmp_path: Path) -> Iterator[Connections]:
    connections = Connections(str(tmp_path / "store.db"), {}, timeout=5)
    yield connections
    connections.close()


def count(connections: Connections) -> int:
    with connections.reading() as connection:
        return int(connection.execute(COUNT).fetchone()[0])


def test_a_write_that_fails_half_way_is_undone(connections: Connections) -> None:
    def interrupted() -> None:
        with connections.writing() as connection:
            connection.execute(ADD, ("a",))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert count(connections) == 0
    with connections.writing() as connection:
        connection.execute(ADD, ("b",))
    assert count(connections) == 1


class Interrupted(sqlite3.Connection):
    """Somebody presses Ctrl-C in the moment in which a write begins."""

    def execute(self, sql: str, *parameters: object) -> sqlite3.Cursor:
        if sql.startswith("BEGIN"):
            raise KeyboardInterrupt
        return super().execute(sql, *parameters)


def test_an_interrupt_while_a_write_begins_lets_the_next_one_write(connections: Connections) -> None:
    with connections.reading() as connection:
        connection.close()  # It is not lent again; what is lent next is this one:
    connections._idle.append(sqlite3.connect(connections.path, factory=Interrupted, isolation_level=None))
    with pytest.raises(KeyboardInterrupt), connections.writing():
        raise AssertionError
    connections._idle.pop().close()
    with connections.writing() as connection:
        connection.execute(ADD, ("b",))
    assert count(connections) == 1


def test_a_read_sees_one_state_while_others_write(connections: Connections) -> None:
    with connections.reading() as connection:
        connection.execute("BEGIN")
        before = connection.execute(COUNT).fetchone()
        with connections.writing() as other:
            other.execute(ADD, ("a",))
        assert connection.execute(COUNT).fetchone() == before
    assert count(connections) == 1


def test_a_broken_connection_is_not_lent_again(connections: Connections) -> None:
    def broken() -> None:
        with connections.reading() as connection:
            connection.close()
            connection.execute(COUNT)

    with pytest.raises(StoreUnavailableError):
        broken()
    assert count(connections) == 0


def test_what_is_lent_when_the_store_closes_is_closed_on_return(connections: Connections) -> None:
    with connections.reading() as connection:
        connections.close()
        assert connection.execute(COUNT).fetchone() == (0,)
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        connection.execute(COUNT)


def test_opening_waits_for_another_process_that_is_making_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "store.db"
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    monkeypatch.setattr(module.time, "sleep", lambda _: other.in_transaction and other.execute("ROLLBACK"))
    Connections(str(path), {"busy_timeout": 0}, timeout=5).close()
    other.close()


def test_opening_does_not_wait_for_ever(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StoreUnavailableError, match=r"store\.db cannot be used .*locked"):
        Connections(str(path), {}, timeout=0)
    other.close()


def test_a_failure_to_open_another_connection_leaves_the_rest_at_work(
    connections: Connections, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        msg = "unable to open database file"
        raise sqlite3.OperationalError(msg)

    with connections.reading() as connection:
        monkeypatch.setattr(module.sqlite3, "connect", fail)
        with pytest.raises(StoreUnavailableError, match="unable to open"):
            count(connections)
        assert connection.execute(COUNT).fetchone() == (0,)
    assert count(connections) == 0


# --- forks, step by step
def test_a_fork_waits_for_what_is_lent_and_lends_nothing_more(connections: Connections) -> None:
    lent, forked = threading.Event(), threading.Event()
    seen: list[int] = []

    def fork() -> None:
        lent.wait()
        connections.before_fork()
        seen.append(len(connections._idle))
        connections.after_fork_in_parent()
        forked.set()

    thread = threading.Thread(target=fork)
    thread.start()
    with connections.reading() as connection:
        lent.set()
        while not connections._forking:
            pass
        reader = threading.Thread(target=lambda: seen.append(count(connections)))
        reader.start()
        assert connection.execute(COUNT).fetchone() == (0,)
        assert seen == []
    thread.join()
    reader.join()
    assert forked.is_set()
    assert seen == [0, 0]  # no connection open at the fork; then the reader went on


def test_a_child_lends_under_new_locks(connections: Connections) -> None:
    connections.before_fork()
    connections.after_fork_in_child()
    assert count(connections) == 0


def test_a_database_in_memory_keeps_its_one_connection(tmp_path: Path) -> None:
    connections = Connections(MEMORY, {}, timeout=5)
    with connections.writing() as connection:
        connection.execute(ADD, ("a",))
    connections.before_fork()
    connections.after_fork_in_parent()
    assert count(connections) == 1
    connections.close()


def test_forks_after_the_store_is_gone_concern_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hooks: dict[str, Callable[[], None]] = {}
    monkeypatch.setattr(os, "register_at_fork", lambda **given: hooks.update(given))
    connections = Connections(str(tmp_path / "store.db"), {}, timeout=5)
    hooks["before"]()
    hooks["after_in_parent"]()
    assert count(connections) == 0
    connections.close()
    del connections
    gc.collect()
    for hook in hooks.values():
        hook()


def test_systems_without_forks_need_no_hooks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "register_at_fork")
    connections = Connections(str(tmp_path / "store.db"), {}, timeout=5)
    assert count(connections) == 0
    connections.close()


# --- writes that need not outlast a power cut
def waits_for_disk(connection: sqlite3.Connection) -> bool:
    return bool(connection.execute("PRAGMA synchronous").fetchone()[0] == FULL)


@pytest.fixture
def safe(tmp_path: Path) -> Iterator[Connections]:
    connections = Connections(str(tmp_path / "safe.db"), {"synchronous": "FULL"}, timeout=5)
    yield connections
    connections.close()


def test_a_brief_write_does_not_wait_for_the_disk_and_the_next_one_does(safe: Connections) -> None:
    with safe.writing(brief=True) as connection:
        assert not waits_for_disk(connection)
        connection.execute(ADD, ("a",))
    with safe.writing() as again:
        assert again is connection
        assert waits_for_disk(again)
    assert count(safe) == 1


def test_after_a_brief_write_that_failed_the_next_one_waits_for_the_disk(safe: Connections) -> None:
    def failing() -> None:
        with safe.writing(brief=True) as connection:
            connection.execute(ADD, ("a",))
            connection.execute("INSERT INTO nowhere VALUES (1)")

    with pytest.raises(HyperStreamError):
        failing()
    with safe.writing() as connection:
        assert waits_for_disk(connection)
    assert count(safe) == 0


def test_a_connection_that_broke_in_a_brief_write_is_not_lent_again(safe: Connections) -> None:
    def broken() -> None:
        with safe.writing(brief=True) as connection:
            connection.close()

    with pytest.raises(HyperStreamError):
        broken()
    with safe.writing() as connection:
        assert waits_for_disk(connection)


@pytest.mark.parametrize("synchronous", ["NORMAL", "EXTRA"])
def test_what_was_chosen_otherwise_is_left_alone(tmp_path: Path, synchronous: str) -> None:
    connections = Connections(str(tmp_path / "store.db"), {"synchronous": synchronous}, timeout=5)
    with connections.reading() as connection:
        before = connection.execute("PRAGMA synchronous").fetchone()
    with connections.writing(brief=True) as connection:
        assert connection.execute("PRAGMA synchronous").fetchone() == before
    connections.close()
