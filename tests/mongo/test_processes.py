"""Many processes on one database, raced, stopped and killed: the result is that of one quiet run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ..laws.crash_law import CrashLaw
from ..laws.race_law import RaceLaw
from .places import drop


class TestRaces(RaceLaw):
    @pytest.fixture
    def forget(self) -> Callable[[Any], None]:
        return drop


class TestKills(CrashLaw):
    KILLS, WRITERS = 4, 2
