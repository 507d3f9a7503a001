"""Small things done to files."""

from __future__ import annotations

import os
from pathlib import Path


def touch(path: str | os.PathLike[str], times: tuple[float, float] | None = None) -> None:
    """Make the file if it is not there, and set its times of access and change.

    Args:
        path: The file; its folder exists.
        times: Both times, Unix time in seconds; None is now.
    """
    Path(path).touch()
    if times is not None:
        os.utime(path, times)
