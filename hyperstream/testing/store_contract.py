"""What every store must do, as a test-suite that ships.

Sub-class `StoreContract` in a test module, give `create_store`, and pytest does the rest:

    class TestMyStore(StoreContract):
        def create_store(self, tmp_path):
            return MyStore(tmp_path / "data")

Calling `create_store` twice with one directory must give the same data again; a store that
keeps nothing says ``persistent = False``.
"""

from __future__ import annotations

from .store_laws.ledgers import LedgerLaws
from .store_laws.records import RecordLaws
from .store_laws.segments import SegmentLaws
from .store_laws.whole import WholeLaws


class StoreContract(LedgerLaws, SegmentLaws, RecordLaws, WholeLaws):
    """Tests for a `Store`: every method, refusals, isolation, threads, reopening, closing."""
