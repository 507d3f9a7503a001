"""Time limits that a busy machine cannot break.

What ends "within five seconds" does so on a machine that lets it run. A machine that gives its processors to
others for a while would make a test of that fail, although nothing is wrong.
"""

from __future__ import annotations

import threading
from typing import Self

TICK_SECONDS = 0.01


class Stopwatch:
    """Seconds in which this process could run, counted by a thread that sleeps for a hundredth of a second.

    While the machine is elsewhere the thread does not tick. On a quiet machine it goes like a clock, a little
    slower: waiting, for a server or a lock, is counted in full.
    """

    def __init__(self) -> None:
        self._ticks = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._tick, daemon=True)

    @property
    def seconds(self) -> float:
        """So far."""
        return self._ticks * TICK_SECONDS

    def _tick(self) -> None:
        while not self._over.wait(TICK_SECONDS):
            self._ticks += 1

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
