"""Random sequences of commits by two processes, against a plain dictionary of rows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from hyperstream.batch.codec import PACKED
from hyperstream.stores.ledger import appending, folding, tail
from hyperstream.stores.ledger.packing import pack_map, unpack_map
from hyperstream.stores.memory import MemoryStore
from hyperstream.stores.sqlite import SQLiteStore
from hyperstream.stores.streams import KEPT, upkeep

from .histories import KEY, Mirror, histories


@pytest.fixture(params=["as shipped", "small"])
def sizes(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """With small limits, short histories flush, merge chunks and fold."""
    if request.param == "small":
        monkeypatch.setattr(tail, "TAIL_ROWS", 6)
        monkeypatch.setattr(tail, "MANY_CHUNKS", 2)
        monkeypatch.setattr(tail, "ASKED", 1)
        monkeypatch.setattr(folding, "MANY", 2)
        monkeypatch.setattr(upkeep, "MANY_SMALL", 3)
        monkeypatch.setattr(upkeep, "CLEAN_EVERY", 0.0)
    assert appending.fits is tail.fits


@given(history=histories)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_history_shows_the_rows_of_a_dictionary(history: Any, sizes: None) -> None:
    mirror = Mirror(MemoryStore(), KEPT)
    for who, operation in history:
        mirror.apply(who, operation)
        mirror.check()
        mirror.check(10, 20)
    ledger = mirror.streams[0].ledger(KEY)
    assert unpack_map(pack_map(ledger)) == (
        ledger.whole,
        ledger.parts,
        ledger.fps,
        ledger.ins,
        ledger.complete,
        ledger.about,
        ledger.stored,
    )


@given(history=histories)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_database_gives_the_ledger_that_memory_gives(history: Any, sizes: None) -> None:
    with TemporaryDirectory() as folder:
        store = SQLiteStore(str(Path(folder) / "store.db"), synchronous="normal")
        try:
            mirrors = [Mirror(MemoryStore(), PACKED), Mirror(store, PACKED)]
            for who, operation in history:
                for mirror in mirrors:
                    mirror.apply(who, operation)
            ledgers = []
            for mirror in mirrors:
                mirror.check()
                ledgers.append(mirror.streams[0].ledger(KEY))
            mine, other = ledgers
            assert replace(mine, inc=b"") == replace(other, inc=b"")
        finally:
            store.close()
