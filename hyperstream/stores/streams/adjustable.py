"""Streams in a store as those see them who say what is known about their time, and write no rows."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from ...time_interval.spans import Spans
from ..keys import StreamKey
from ..ledger import adjusting, marks
from ..ledger.model import LEGACY, Fingerprint, Ledger
from .given import About
from .readable import NO_LEDGER, Readable


class Adjustable(Readable):
    """The ledgers of streams, which may be told what is given, declared, complete or to be done again.

    A stream is made where it does not exist. Each change is one compare-and-set, made again where
    somebody else was faster.
    """

    def describe(self, key: StreamKey, about: About) -> Ledger:
        """Say what all rows have in common, without writing any; the stream is made if it does not exist."""
        return self._adjust(key, partial(marks.described, about))

    def mark(self, key: StreamKey, spans: Spans, fingerprint: Fingerprint = LEGACY) -> None:
        """Declare exactly these spans computed, by hand; rows stay as they are."""
        self._adjust(key, lambda ledger, _now: marks.marked(ledger, spans, fingerprint))

    def settle(self, key: StreamKey, spans: Spans) -> Ledger:
        """Declare raw time given, so that rows arriving there later are noticed; gives the ledger then."""
        return self._adjust(key, partial(marks.settling, spans))

    def settle_many(self, spans: Mapping[StreamKey, Spans]) -> None:
        """`settle` for many streams, in two round trips in the normal case."""
        inc = self._kit.incarnation
        self._driver.finish_all(
            [adjusting.begin(key, partial(marks.settling, some), inc()) for key, some in spans.items()]
        )

    def redo(self, key: StreamKey, spans: Spans) -> Ledger:
        """Have what is computed in these spans computed again, current or not; rows stay until it is."""
        return self._adjust(key, lambda ledger, _now: marks.redone(ledger, spans))

    def _adjust(self, key: StreamKey, change: adjusting.Change) -> Ledger:
        done = self._driver.finish(adjusting.begin(key, change, self._kit.incarnation()))
        return done.ledger or NO_LEDGER

    def _complete(self, key: StreamKey, upto: int) -> Ledger:
        """Say that a source is complete up to a time, in ms; never less than was said before."""
        return self._adjust(key, lambda ledger, _now: marks.completed(ledger, upto))
