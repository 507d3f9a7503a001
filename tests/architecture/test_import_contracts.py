"""The import contracts hold, and each goes red on a deliberate breach."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def lint(folder: Path) -> tuple[int, str]:
    """Exit status and output of import-linter on the package in ``folder``."""
    # The stream is wide enough that a contract's name is never broken over two lines.
    program = (
        "import sys; sys.path.insert(0, '.'); from importlinter.cli import lint_imports_command as c; c()"
    )
    answer = subprocess.run(
        [sys.executable, "-c", program, "--no-cache"],
        cwd=folder,
        env={**os.environ, "COLUMNS": "200", "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    return answer.returncode, answer.stdout + answer.stderr


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy of the package and its contracts that a test may spoil."""
    shutil.copytree(
        ROOT / "hyperstream", tmp_path / "hyperstream", ignore=shutil.ignore_patterns("__pycache__")
    )
    shutil.copy(ROOT / ".importlinter", tmp_path)
    return tmp_path


def test_the_house_as_it_stands_keeps_every_contract() -> None:
    status, output = lint(ROOT)
    assert status == 0, output


BREACHES = {
    "an import upwards": ("utils/breach.py", "from ..stream import __doc__\n", "Rooms import only"),
    "a lazy import upwards": ("batch/breach.py", "def f():\n    from .. import tool\n", "Rooms import only"),
    "siblings that know each other": ("models/breach.py", "from .. import batch\n", "Rooms import only"),
    "a room that no contract names": ("attic/__init__.py", "", "Rooms import only"),
    "a driver outside its rooms": ("tool/breach.py", "import pymongo\n", "database driver"),
    "sqlite outside its rooms": ("cli/breach.py", "import sqlite3\n", "database driver"),
    "the public face used inside": ("cli/breach.py", "from .. import HyperStream\n", "public face"),
    "a ledger that reads the clock": ("stores/ledger/breach.py", "import time\n", "ledger is pure"),
    "stores that know each other": (
        "stores/memory/breach.py",
        "from ..sqlite import __doc__\n",
        "Stores stand side by side",
    ),
}


@pytest.mark.parametrize("breach", BREACHES)
def test_a_breach_is_found(house: Path, breach: str) -> None:
    where, code, contract = BREACHES[breach]
    file = house / "hyperstream" / where
    file.parent.mkdir(exist_ok=True)
    (file.parent / "__init__.py").touch()
    file.write_text(code)
    status, output = lint(house)
    assert status == 1, output
    broken = [line for line in output.splitlines() if " BROKEN" in line]
    assert any(contract in line for line in broken), output
