"""Where several processes compute the same stream, so that claims are worth a round trip of their own."""

from __future__ import annotations

from collections.abc import Callable

from ..keys import StreamKey

CONTENDED_SECONDS = 60.0
"""After a light claim lost its interval to somebody else, claims on the stream are real for so long."""


class Contention:
    """The streams on which an interval was lost to somebody else not long ago.

    Args:
        timer: Seconds, monotonic.
    """

    def __init__(self, timer: Callable[[], float]) -> None:
        self._timer = timer
        self._lost: dict[StreamKey, float] = {}

    def note(self, key: StreamKey) -> None:
        """An interval of this stream has just been lost."""
        self._lost[key] = self._timer()

    def __contains__(self, key: StreamKey) -> bool:
        since = self._lost.get(key)
        if since is None:
            return False
        if self._timer() - since < CONTENDED_SECONDS:
            return True
        self._lost.pop(key, None)
        return False
