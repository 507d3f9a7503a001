"""Many clients at once, on the embedded store: the long runs; see also the short ones in `test_push`."""

from __future__ import annotations

from pathlib import Path

import pytest

from .push_load import check, push_load
from .store_load import check_store_load

MEMORY = 50 * 1024 * 1024


@pytest.mark.torture
def test_slow_push_clients_cost_little_memory_and_delay_nobody(tmp_path: Path) -> None:
    check(push_load(f"sqlite:///{tmp_path / 'store.db'}", tmp_path), MEMORY)


@pytest.mark.torture
def test_readers_and_writers_side_by_side_see_whole_versions(tmp_path: Path) -> None:
    check_store_load(f"sqlite:///{tmp_path / 'store.db'}", tmp_path, MEMORY)
