"""Many clients at once, on MongoDB: the long runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.web.push_load import check, push_load
from tests.web.store_load import check_store_load

MEMORY = 50 * 1024 * 1024


@pytest.mark.torture
def test_slow_push_clients_cost_little_memory_and_delay_nobody(url: str, tmp_path: Path) -> None:
    check(push_load(url, tmp_path), MEMORY)


@pytest.mark.torture
def test_readers_and_writers_side_by_side_see_whole_versions(url: str, tmp_path: Path) -> None:
    check_store_load(url, tmp_path, MEMORY)
