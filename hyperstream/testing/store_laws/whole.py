"""The store as a whole: threads, persistence, closing, and what it tells about itself."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ...stores.ledger.model import Ledger
from ...stores.port import Append, Publish, Store
from ...utils.errors import StoreUnavailableError
from .base import FULL, INC, KEY, OTHER, OTHER_INC, RUN, StoreLaws, chunk, segment

USES: dict[str, Callable[[Store], Any]] = {
    "read_ledgers": lambda store: store.read_ledgers([KEY]),
    "keys": lambda store: list(store.keys()),
    "change": lambda store: store.change([Publish(KEY, 0, FULL)]),
    "delete_ledger": lambda store: store.delete_ledger(KEY, INC),
    "insert_segments": lambda store: store.insert_segments(INC, [segment(1, 0, 1)]),
    "read_segments": lambda store: list(store.read_segments(INC, 0, 1, 1)),
    "reach": lambda store: store.reach(INC, [1]),
    "list_segments": lambda store: list(store.list_segments(INC)),
    "delete_segments": lambda store: store.delete_segments(INC, [(1, 1)]),
    "incarnations": lambda store: list(store.incarnations()),
    "kinds": lambda store: store.kinds(),
    "add_runs": lambda store: store.add_runs([RUN]),
    "read_runs": lambda store: store.read_runs(KEY),
    "put_documents": lambda store: store.put_documents("plate", [{"_id": "a"}]),
    "get_documents": lambda store: list(store.get_documents("plate")),
    "delete_documents": lambda store: store.delete_documents("plate", ["a"]),
    "info": lambda store: store.info(),
}


class WholeLaws(StoreLaws):
    """Nothing here is about one kind of record."""

    def test_of_many_threads_exactly_one_wins_each_revision(self, store: Store) -> None:
        """Compare-and-set, hammered; each thread's rows are all there at the end."""
        self.make(store, Ledger(INC, rev=1))
        won: list[list[int]] = [[] for _ in range(4)]
        start = threading.Barrier(len(won))

        def hammer(mine: list[int]) -> None:
            start.wait()
            while (ledger := self.one(store)).rev < 60:
                row = chunk(ledger.rev, b"%d" % id(mine))
                new = replace(ledger, rev=ledger.rev + 1, tail=(*ledger.tail, row))
                if store.change([Append(KEY, ledger.rev, new, row)]) == [True]:
                    mine.append(ledger.rev)

        threads = [threading.Thread(target=hammer, args=(mine,)) for mine in won]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        ledger = self.one(store)
        assert sorted(rev for mine in won for rev in mine) == list(range(1, ledger.rev))
        assert [row.a for row in ledger.tail] == list(range(1, ledger.rev))
        assert all(row.payload == b"%d" % id(mine) for mine in won for row in ledger.tail if row.a in mine)

    def test_what_was_closed_is_there_again(self, tmp_path: Path) -> None:
        """Every kind of record; a store that keeps nothing begins empty."""
        store = self.create_store(tmp_path)
        store.change([Publish(KEY, 0, FULL, (segment(1, 0, 9),), RUN)])
        store.put_documents("plate", [{"_id": "a"}])
        store.close()
        store = self.create_store(tmp_path)
        found = (
            store.read_ledgers([KEY]).ledgers,
            list(store.read_segments(INC, -1, 9, 9)),
            store.read_runs(KEY),
            list(store.get_documents("plate")),
        )
        store.close()
        kept: tuple[Any, ...] = ({KEY: FULL}, [segment(1, 0, 9)], [RUN], [{"_id": "a"}])
        assert found == (kept if self.persistent else ({}, [], [], []))

    def test_info_counts_what_is_there(self, store: Store) -> None:
        """Streams, segments, rows (in tails too), bytes; and the format."""
        empty = store.info()
        assert (empty["streams"], empty["segments"], empty["rows"]) == (0, 0, 0)
        store.change([Publish(KEY, 0, FULL, (segment(1, 0, 9), segment(2, 10, 19, os.urandom(50_000))))])
        self.make(store, Ledger(OTHER_INC, rev=1), OTHER)
        info = store.info()
        assert (info["streams"], info["segments"], info["rows"]) == (2, 2, 2 * 2 + 3)
        assert info["bytes"] >= empty["bytes"] + 40_000
        assert info["format"] >= 1

    def test_the_address_has_a_scheme(self, store: Store) -> None:
        """It is what `open_store` takes."""
        assert "://" in store.url

    @pytest.mark.parametrize("name", USES)
    def test_a_closed_store_refuses_every_use(self, store: Store, name: str) -> None:
        """Closing twice is fine."""
        store.close()
        store.close()
        with pytest.raises(StoreUnavailableError, match="closed"):
            USES[name](store)
