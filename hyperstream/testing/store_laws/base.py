"""What the chapters of the store contract share: the store under test, and ledgers to put in it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ...stores.keys import StreamKey, stream_key
from ...stores.ledger.model import (
    GIVEN,
    LEGACY,
    WHOLE,
    Claim,
    Fingerprint,
    Input,
    Ledger,
    Part,
    Segment,
    TailChunk,
)
from ...stores.port import Append, Publish, RunRecord, Store

KEY = stream_key("mongo", "temperature", [("city", "Seattle")])
OTHER = stream_key("mongo", "temperature", [("city", 'Łódź, "the second"')])
INC = bytes(range(16))
OTHER_INC = bytes(range(16, 32))

FULL = Ledger(
    inc=INC,
    rev=1,
    next=9,
    gc=2,
    last=1_477_612_800_000,
    span=86_400_000,
    whole=((1, 3), (5, 5), (8, 8)),
    parts=(
        Part(-62_135_596_800_000, 10, 1),
        Part(10, 20, 2, 4, 1, ((2, 2), (4, 4))),
        Part(30, 253_402_300_799_000, 3, 7, 2),
    ),
    claims=(Claim(6, 7, 100, 200, "host:12:ab", 1_477_612_830_000), Claim(9, 9, 200, 300, "", 5)),
    tail=(TailChunk(400, 401, 2, b"\x00two"), TailChunk(500, 500, 1, b"one")),
    fps=(None, LEGACY, GIVEN, Fingerprint("mean", "1.2.0", '{"window":"7 Tage"}', (OTHER, KEY))),
    ins=((), (Input(OTHER, OTHER_INC, 12),), (Input(OTHER, OTHER_INC, 13, WHOLE, 5), Input(KEY, INC, 2))),
    complete=1_477_612_700_000,
)
"""A ledger with something in every field."""

RUN = RunRecord(
    key=KEY, n=3, a=0, b=10, run="0f" * 16, host="host:12", at=1_000, ms=1.5, count=4, state="done",
    tool="mean", version="1.2.0", parameters='{"window":7}', source_hash="ab" * 32,
)  # fmt: skip


def chunk(time: int, payload: bytes = b"row") -> TailChunk:
    """One row for the tail."""
    return TailChunk(time, time, 1, payload)


def segment(n: int, a: int, b: int, payload: bytes = b"rows") -> Segment:
    """A segment with two rows, its first and its last."""
    return Segment(n, a, b, 2, payload)


class StoreLaws(ABC):
    """The store under test, and the steps that tests are made of.

    Attributes:
        persistent: What was closed is there again when `create_store` is called a second time.
    """

    persistent = True

    @abstractmethod
    def create_store(self, tmp_path: Path) -> Store:
        """A store whose data, if it keeps any, lie in this directory; empty when the directory is."""

    @pytest.fixture
    def store(self, tmp_path: Path) -> Iterator[Store]:
        """The store under test."""
        store = self.create_store(tmp_path)
        yield store
        store.close()

    @staticmethod
    def one(store: Store, key: StreamKey = KEY) -> Ledger:
        """The ledger of a stream that is there."""
        return store.read_ledgers([key]).ledgers[key]

    @staticmethod
    def make(store: Store, ledger: Ledger = FULL, key: StreamKey = KEY) -> Ledger:
        """A new stream with this ledger."""
        assert store.change([Publish(key, 0, ledger)]) == [True]
        return ledger

    def publish(self, store: Store, old: Ledger, *segments: Segment, base: bool, **fields: Any) -> Ledger:
        """The ledger one revision on, accepted and read back equal."""
        new = replace(old, rev=old.rev + 1, **fields)
        change = Publish(KEY, old.rev, new, segments, base=old if base else None)
        assert store.change([change]) == [True]
        assert self.one(store) == new
        return new

    def append(
        self, store: Store, old: Ledger, time: int, parts_changed: bool = False, **fields: Any
    ) -> Ledger:
        """The ledger with one row more in its tail, accepted and read back equal."""
        added = chunk(time)
        new = replace(old, rev=old.rev + 1, last=time, tail=(*old.tail, added), **fields)
        assert store.change([Append(KEY, old.rev, new, added, parts_changed)]) == [True]
        assert self.one(store) == new
        return new
