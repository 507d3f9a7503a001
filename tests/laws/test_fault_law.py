"""Faults, over a store file."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from hyperstream.stores.sqlite import SQLiteStore

from . import fault_law as law
from .watched_store import WatchedStore
from .worlds import World

NO_POWER_CUT = {"synchronous": "OFF"}
"""What is written is not waited for; nothing here but a power cut could tell."""


class File:
    """A store file, and copies of it."""

    def __init__(self, folder: Path) -> None:
        self.time = 1_700_000_000_000
        self._path = folder / "story.db"
        self._copies = 0

    def start(self, fails: law.Fails | None = None) -> tuple[World, WatchedStore]:
        return law.process(SQLiteStore(self._path, now=lambda: self.time, pragmas=NO_POWER_CUT), fails)

    def held(self) -> tuple[Path, int]:
        self._copies += 1
        target = self._path.with_name(f"{self._copies}.copy")
        shutil.copy(self._path, target)
        return target, self.time

    def put_back(self, held: tuple[Path, int]) -> None:
        copy, self.time = held
        shutil.copy(copy, self._path)


@pytest.mark.filterwarnings("ignore::hyperstream.utils.errors.LateDataWarning")
@pytest.mark.parametrize("fault", list(law.FAULTS))
def test_a_fault_at_any_operation_costs_only_a_repeat(fault: str, tmp_path: Path) -> None:
    assert law.try_all(File(tmp_path), law.SHORT, fault) > 100


@pytest.mark.torture
@pytest.mark.filterwarnings("ignore::hyperstream.utils.errors.LateDataWarning")
@pytest.mark.parametrize("fault", list(law.FAULTS))
def test_a_fault_at_any_operation_of_a_longer_story_costs_only_a_repeat(fault: str, tmp_path: Path) -> None:
    assert law.try_all(File(tmp_path), list(law.STORY), fault) > 150
