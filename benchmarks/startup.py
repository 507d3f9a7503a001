"""Starting: a fresh process that imports, and one that also makes a `HyperStream`."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable

from .measure import Case


def _process(code: str) -> Callable[[], float]:
    def job() -> float:
        started = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True)
        return time.perf_counter() - started

    return job


def cases() -> list[Case]:
    """Whole processes a second; NumPy and pandas alone for comparison."""
    start = "import hyperstream; hyperstream.HyperStream('sqlite:///:memory:').close()"
    return [
        Case(
            "import and HyperStream(), whole process",
            1,
            "processes",
            {
                "hyperstream": _process(start),
                "python alone": _process("pass"),
                "numpy alone": _process("import numpy"),
                "pandas alone": _process("import pandas"),
            },
            "≥ 2.2 (0.45 s)",
        )
    ]
