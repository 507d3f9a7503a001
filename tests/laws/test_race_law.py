"""Race, over store files: processes as the law has them, and threads of one process."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from hyperstream import Batch
from hyperstream.stores.memory import MemoryStore
from hyperstream.stores.port import Store
from hyperstream.stores.sqlite import SQLiteStore

from .race_law import ROWS, SPAN, RaceLaw, assert_each_once, committed
from .tasks import CHAIN, count_calls
from .worlds import World, assert_part_of, clean_rows, replace_home


@pytest.fixture(scope="module")
def oracle() -> dict[str, Batch]:
    return clean_rows(CHAIN, ROWS)


class TestProcessesOverAFile(RaceLaw):
    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        return tmp_path


STORES = {"memory": MemoryStore, "sqlite": SQLiteStore}


@pytest.mark.parametrize("kind", list(STORES))
@pytest.mark.parametrize("together", [True, False], ids=["one channel", "a channel each"])
def test_threads_that_race_for_one_request_commit_each_interval_once(
    kind: str, together: bool, tmp_path: Path, oracle: dict[str, Batch]
) -> None:
    store: Store = MemoryStore() if kind == "memory" else SQLiteStore(tmp_path / "store.db")
    first = World(CHAIN, store)
    first.write(ROWS)
    worlds = [first if together else World(CHAIN, store) for _ in range(4)]
    reports = in_threads(worlds, "merged")
    assert_each_once(first, oracle, "merged")
    assert sum(report.calls for report in reports) == len(committed(first, "merged"))
    store.close()


def test_threads_that_race_in_a_memory_channel_give_what_one_gives(oracle: dict[str, Batch]) -> None:
    """Memory takes no claims for the open end of a stream: a piece may be computed in vain, not written."""
    world = World([replace_home(node) for node in CHAIN])
    world.write(ROWS)
    calls = count_calls(world)
    reports = in_threads([world] * 4, "merged")
    assert world.computed("merged") == ((0, SPAN),)
    assert_part_of(world, oracle, [node.name for node in CHAIN])
    written = sum(report.calls for report in reports)
    assert written <= calls["merged"] <= 4 * written


def in_threads(worlds: list[World], name: str) -> list[Any]:
    barrier = threading.Barrier(len(worlds))
    reports: list[Any] = []
    errors: list[BaseException] = []

    def work(world: World) -> None:
        try:
            barrier.wait()
            reports.append(world.execute(name, 0, SPAN, chunk_ms=20_000))
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=work, args=(world,)) for world in worlds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    return reports
