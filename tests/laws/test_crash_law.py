"""Crash, over store files."""

from __future__ import annotations

from pathlib import Path

import pytest

from .crash_law import CrashLaw


class TestProcessesOverAFile(CrashLaw):
    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        return tmp_path
