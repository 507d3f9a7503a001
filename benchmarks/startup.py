"""Starting: a fresh process that imports, and one that also makes a `HyperStream`.

pip compiles what it installs, so compiled modules are what a user starts with. Here they are kept in
a directory of their own (the warm-up round fills it), whatever the environment says about writing them.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable

from .measure import Case


def _process(code: str) -> Callable[[], float]:
    compiled = tempfile.TemporaryDirectory(prefix="hyperstream_startup_")
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": compiled.name}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)

    def job() -> float:
        started = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True, env=environment, cwd=compiled.name)
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
