"""Streams in a store as those see them who only read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...batch.batch import Batch
from ...time_interval.spans import Spans
from ..keys import StreamKey
from ..ledger.model import Ledger
from ..ledger.staleness import BEGINNING, END
from ..ledger.visibility import computed
from ..port import Store
from . import reading
from .driver import Driver
from .kit import BatchKit

NO_LEDGER = Ledger(b"")
"""The ledger of a stream that does not exist."""


class Readable:
    """The rows and ledgers of streams, as they are or as they were last seen.

    Args:
        driver: Runs the machines.
        kit: What is done with rows.
    """

    def __init__(self, driver: Driver, kit: BatchKit) -> None:
        self.store: Store = driver.store
        self._driver = driver
        self._kit = kit

    def now(self) -> int:
        """Store time, ms."""
        return self.store.now()

    def read(self, key: StreamKey, a: int, b: int) -> Iterator[Batch]:
        """The visible rows in ``(a, b]``, ascending, in batches of bounded size.

        Up to four million rows are of one committed version; a longer reading goes page by page,
        each of one version. A stream that does not exist has no rows.
        """
        return reading.read(self._driver, self._kit, key, max(a, BEGINNING - 1), min(b, END))

    def first(self, key: StreamKey, a: int, b: int, n: int) -> Batch:
        """The first ``n`` visible rows in ``(a, b]``, of one committed version; reads little else."""
        return reading.first(self._driver, self._kit, key, max(a, BEGINNING - 1), min(b, END), n)

    def look(self, key: StreamKey, a: int, b: int) -> tuple[Ledger, Iterator[Batch]]:
        """One committed version of ``(a, b]``, however long: its ledger, and its rows as `read` gives them.

        The segments are fetched now and kept in memory as they are stored; rows are unpacked as the
        iterator goes. Read in order, it stays this version whatever is written meanwhile.
        """
        start, end = max(a, BEGINNING - 1), min(b, END)
        ledger, rows = reading.look(self._driver, self._kit, key, start, end)
        return ledger or NO_LEDGER, rows

    def ledgers(self, keys: Sequence[StreamKey]) -> dict[StreamKey, Ledger]:
        """The ledgers of these streams as they are now, one round trip; empty ones where there is none."""
        found = self._driver.ledgers(keys)
        return {key: found.get(key) or NO_LEDGER for key in keys}

    def ledger(self, key: StreamKey) -> Ledger:
        """The stream's ledger as it is now; an empty one where there is none."""
        return self._driver.ledgers((key,)).get(key) or NO_LEDGER

    def known(self, keys: Sequence[StreamKey]) -> dict[StreamKey, Ledger]:
        """The ledgers as this process last saw them: they may be old, and cost a round trip only at first."""
        found = {key: self._driver.shelf.get(key) for key in keys}
        absent = [key for key, ledger in found.items() if ledger is None]
        fresh = self.ledgers(absent) if absent else {}
        return {key: ledger or fresh[key] for key, ledger in found.items()}

    def last_known(self, key: StreamKey) -> Ledger:
        """`known` for one stream."""
        return self._driver.shelf.get(key) or self.ledgers((key,))[key]

    def computed(self, key: StreamKey) -> Spans:
        """What a tool computed or a user declared computed."""
        return computed(self.ledger(key))
