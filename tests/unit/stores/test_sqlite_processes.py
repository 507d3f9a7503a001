"""Several processes on one file: locks, forks, kills, and a user who may only read."""

from __future__ import annotations

import os
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from hyperstream.stores.sqlite import SQLiteStore, ledgers
from hyperstream.utils.errors import StoreUnavailableError
from tests.stopwatch import Stopwatch

from .ledgers_at_hand import KEY, append, new_stream, python, start_python, tail_times

HOLD_LOCK = """
import sqlite3
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("locked", flush=True)
sys.stdin.readline()
connection.execute("ROLLBACK")
connection.close()
"""


def test_a_lock_held_by_another_process_ends_in_an_error_that_names_the_file(tmp_path: Path) -> None:
    store = SQLiteStore(tmp_path / "store.db", timeout=0.1)
    new_stream(store)
    other = start_python(HOLD_LOCK, tmp_path / "store.db")
    assert other.stdout is not None
    assert other.stdout.readline() == "locked\n"
    with Stopwatch() as watch:
        with pytest.raises(StoreUnavailableError, match=r"store\.db cannot be used .*another process"):
            append(store, 1)
        assert watch.seconds < 5  # asked for were 0.1; without asking it would be 30
    assert tail_times(store) == []  # readers do not wait
    other.communicate("go\n")
    assert append(store, 1)
    store.close()


def test_processes_that_compete_win_each_revision_once(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    store = SQLiteStore(path)
    new_stream(store)
    code = """
from hyperstream.stores.sqlite import SQLiteStore
store = SQLiteStore(sys.argv[1])
sys.stdin.readline()
print(sum(append(store, time) for time in range(60)))
store.close()
"""
    others = [start_python(code, path) for _ in range(3)]
    for other in others:
        assert other.stdin is not None
        other.stdin.write("go\n")
        other.stdin.flush()
    won = sum(int(other.communicate()[0]) for other in others)
    assert store.read_ledgers(list(store.keys())).ledgers.popitem()[1].rev == 1 + won
    assert len(tail_times(store)) == won
    store.close()


def test_processes_that_open_a_new_file_together_all_get_it(tmp_path: Path) -> None:
    code = """
from hyperstream.stores.sqlite import SQLiteStore
sys.stdin.readline()
for place in range(10):
    store = SQLiteStore(f"{sys.argv[1]}/{place}.db")
    store.put_documents("process", [{"_id": sys.argv[2]}])
    store.close()
print("done")
"""
    others = [start_python(code, tmp_path, name) for name in ("a", "b", "c")]
    for other in others:
        assert other.stdin is not None
        other.stdin.write("go\n")
        other.stdin.flush()
    assert [other.communicate()[0] for other in others] == ["done\n"] * 3
    store = SQLiteStore(tmp_path / "7.db")
    assert [document["_id"] for document in store.get_documents("process")] == ["a", "b", "c"]
    store.close()


def test_what_was_acknowledged_survives_a_kill(tmp_path: Path) -> None:
    code = """
from hyperstream.stores.sqlite import SQLiteStore
store = SQLiteStore(sys.argv[1])
new_stream(store)
for time in range(1, 1_000_000):
    append(store, time)
    print(time, flush=True)
"""
    other = start_python(code, tmp_path / "store.db")
    assert other.stdout is not None
    acknowledged = [int(other.stdout.readline()) for _ in range(50)]
    other.send_signal(signal.SIGKILL)
    rest = other.stdout.read()  # communicate() would miss what readline() has read ahead
    other.communicate()
    acknowledged += [int(line) for line in rest.splitlines(keepends=True) if line.endswith("\n")]
    store = SQLiteStore(tmp_path / "store.db")
    times = tail_times(store)
    store.close()
    assert times[: len(acknowledged)] == acknowledged
    assert len(times) - len(acknowledged) in (0, 1)


# --- forks, in fresh processes: this one may have threads
FORK = """
import os
from hyperstream.stores.sqlite import SQLiteStore
store = SQLiteStore(sys.argv[1])
new_stream(store)
append(store, 1)
from_parent, to_child = os.pipe()
from_child, to_parent = os.pipe()
child = os.fork()
"""


def test_a_forked_child_and_its_parent_both_go_on(tmp_path: Path) -> None:
    code = f"""{FORK}
if child == 0:
    append(store, 2)
    store.close()
    os._exit(0)
assert os.waitpid(child, 0)[1] == 0
append(store, 3)
print(tail_times(store))
store.close()
"""
    assert python(code, tmp_path / "store.db") == "[1, 2, 3]\n"


def test_a_parent_that_closes_takes_nothing_from_its_child(tmp_path: Path) -> None:
    # SQLite in the child believes to hold the file locks of its parent, which then takes the log away
    code = f"""{FORK}
if child == 0:
    append(store, 2)
    os.write(to_parent, b"x")
    os.read(from_parent, 1)
    for time in range(3, 8):
        append(store, time)
    os.kill(os.getpid(), 9)
os.read(from_child, 1)
store.close()
os.write(to_child, b"x")
os.waitpid(child, 0)
store = SQLiteStore(sys.argv[1])
print(tail_times(store))
store.close()
"""
    assert python(code, tmp_path / "store.db") == "[1, 2, 3, 4, 5, 6, 7]\n"


def test_a_fork_beside_working_threads_leaves_both_sides_sound(tmp_path: Path) -> None:
    code = """
import os, threading
from hyperstream.stores.sqlite import SQLiteStore
store = SQLiteStore(sys.argv[1])
new_stream(store)
stop = threading.Event()
def work():
    while not stop.is_set():
        append(store, 1)
        tail_times(store)
threads = [threading.Thread(target=work) for _ in range(3)]
for thread in threads:
    thread.start()
codes = []
for _ in range(5):
    child = os.fork()
    if child == 0:
        while not append(store, 2):
            pass
        os._exit(0)
    codes.append(os.waitpid(child, 0)[1])
stop.set()
for thread in threads:
    thread.join()
print(codes, tail_times(store).count(2))
store.close()
"""
    assert python(code, tmp_path / "store.db") == "[0, 0, 0, 0, 0] 5\n"


def test_a_database_in_memory_lives_on_in_both_sides_of_a_fork() -> None:
    code = f"""{FORK}
if child == 0:
    append(store, 2)
    os._exit(tail_times(store) != [1, 2])
assert os.waitpid(child, 0)[1] == 0
print(tail_times(store))
store.close()
"""
    assert python(code, ":memory:") == "[1]\n"


# --- rights: root may write everything, so a fresh process steps down to an ordinary user
@pytest.fixture
def shared() -> Iterator[Path]:
    """A directory that every user can reach."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o777)
        yield Path(name)


AS_ANYBODY = """
import os
from hyperstream.stores.sqlite import SQLiteStore
from hyperstream.utils.errors import StoreUnavailableError
if os.getuid() == 0:
    os.setgid(65534)
    os.setuid(65534)
try:
    store = SQLiteStore(sys.argv[1])
    try:
        print(tail_times(store))
        append(store, 2)
    finally:
        store.close()
except StoreUnavailableError as error:
    print(error)
"""


def test_a_read_only_file_can_be_read_and_says_so_when_written(shared: Path) -> None:
    path = shared / "store.db"
    store = SQLiteStore(path)
    new_stream(store)
    append(store, 1)
    store.close()
    path.chmod(0o444)
    before = path.read_bytes()
    shown, refusal = python(AS_ANYBODY, path).splitlines()
    assert shown == "[1]"
    assert f"{path} cannot be used" in refusal
    assert "it is read-only" in refusal
    assert path.read_bytes() == before


def test_a_read_only_directory_is_reported(shared: Path) -> None:
    shared.chmod(0o555)
    try:
        refusal = python(AS_ANYBODY, shared / "store.db")
        deeper = python(AS_ANYBODY, shared / "some" / "where" / "store.db")
    finally:
        shared.chmod(0o777)
    assert "cannot be opened; check that it is a file in a writable directory" in refusal
    assert "The directory of" in deeper
    assert os.listdir(shared) == []


def test_a_ledger_that_was_read_before_is_read_again_when_somebody_else_has_changed_it(
    tmp_path: Path,
) -> None:
    path = tmp_path / "store.db"
    here, there = SQLiteStore(path), SQLiteStore(path)
    new_stream(here)
    assert tail_times(here) == tail_times(there) == []
    assert append(there, 1)
    assert tail_times(here) == [1]
    there.delete_ledger(KEY, here.read_ledgers([KEY]).ledgers[KEY].inc)
    assert here.read_ledgers([KEY]).ledgers == {}
    new_stream(there)
    assert tail_times(here) == []
    here.close()
    there.close()


def test_a_ledger_that_nobody_has_changed_is_not_unpacked_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = SQLiteStore(tmp_path / "store.db")
    new_stream(store)
    ledger = store.read_ledgers([KEY]).ledgers[KEY]
    monkeypatch.setattr(ledgers, "unpack_map", None)
    assert store.read_ledgers([KEY]).ledgers[KEY] is ledger
    store.close()
