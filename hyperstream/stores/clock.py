"""The store time of stores whose time is the machine's own."""

from __future__ import annotations

import time


def system_ms() -> int:
    """The machine's clock, UTC milliseconds."""
    return time.time_ns() // 1_000_000
