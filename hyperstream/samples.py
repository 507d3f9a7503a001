"""Data to try things with: made up, but always the same, however it is asked for.

``hs.demo`` is this module. Every value is worked out from its place and its time alone, so any split of an
interval gives the same rows.
"""

from __future__ import annotations

import zlib
from datetime import timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .batch import Batch
from .stream.incoming import as_interval
from .time_interval import RelativeTimeInterval
from .tool.durations import duration_ms
from .utils.time_utils import utcnow

DAY_MS = 86_400_000
WARMEST_MS = 54_000_000
"""Fifteen hours past midnight UTC."""

LAST_DAY = RelativeTimeInterval(-DAY_MS // 1000, 0)
"""The 24 hours up to now."""

_MIX = np.uint64(0x9E3779B97F4A7C15)


def temperatures(place: Any, every: str | float | timedelta = "10min", interval: Any = LAST_DAY) -> Batch:
    """Room temperatures in degrees Celsius, to a tenth: warm in the afternoon, a little noisy.

    Args:
        place: Where; its text decides how warm it is there.
        every: From one reading to the next; readings lie on multiples of it since 1970.
        interval: ``(start, end]``, a `TimeInterval` or a pair; the last 24 hours unless given.

    Returns:
        Floats, one a reading.
    """
    step = duration_ms(every)
    span = as_interval(interval, utcnow)
    stamps = np.arange(span.start_ms // step + 1, span.end_ms // step + 1, dtype=np.int64) * step
    seed = zlib.crc32(str(place).encode())
    base = 18.0 + seed % 40 / 10
    daily = 2.5 * np.cos(2 * np.pi * ((stamps - WARMEST_MS) % DAY_MS) / DAY_MS)
    return Batch(stamps, np.round(base + daily + 0.6 * (_uniform(stamps, seed) - 0.5), 1))


def _uniform(stamps: NDArray[np.int64], seed: int) -> NDArray[np.float64]:
    """A number in [0, 1) for each time: the 64 bits of time and seed, mixed (splitmix64)."""
    with np.errstate(over="ignore"):
        bits = stamps.astype(np.uint64) * _MIX + np.uint64(seed)
        bits = (bits ^ (bits >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        bits = (bits ^ (bits >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return (bits >> np.uint64(11)).astype(np.float64) * 2.0**-53
