"""Waiting for another worker that computes what we need."""

from __future__ import annotations

import time
from collections.abc import Callable

from ...stores.streams import Busy
from ...utils.errors import ClaimedElsewhereError

_SHORTEST, _LONGEST = 0.005, 0.25


class Patience:
    """Waits in steps that grow from 5 ms to 250 ms, and gives up after a time where one is set.

    Args:
        title: What is waited with, for the message.
        seconds: Longest wait in all, None for as long as the other worker is alive.
        sleep: Takes seconds.
    """

    def __init__(
        self, title: str, seconds: float | None = None, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._title = title
        self._left = seconds
        self._step = _SHORTEST
        self._sleep = sleep

    def wait(self, busy: Busy) -> None:
        """Wait a step.

        Raises:
            ClaimedElsewhereError: (a `TimeoutError`) The longest wait is over.
        """
        if self._left is not None and self._left <= 0:
            msg = (
                f"{self._title} waits for {busy.who}, which is computing the same interval. It was given all "
                "the time that was allowed (wait_seconds); ask again later, or allow more."
            )
            raise ClaimedElsewhereError(msg, who=busy.who)
        step = self._step if self._left is None else min(self._step, self._left)
        self._sleep(step)
        self._step = min(2 * self._step, _LONGEST)
        if self._left is not None:
            self._left -= step
