import struct

import pytest

from hyperstream.batch import blocks
from hyperstream.batch.blocks import Contexts, Reader, Writer
from hyperstream.utils.errors import ArgumentValueError, StoreFormatError


def written(*parts: bytes) -> bytes:
    out = Writer(Contexts())
    for part in parts:
        out.block(part)
    return out.payload()


def test_blocks_come_back_in_order_and_only_compressible_ones_shrink():
    parts = [b"", b"short", b"a" * 10_000, bytes(range(256))]
    payload = written(*parts)
    assert len(payload) < 8 * 4 + 5 + 100 + 256
    source = Reader(memoryview(payload), Contexts())
    assert [bytes(source.block()) for _ in parts] == parts
    source.finish()


def test_a_column_larger_than_a_block_is_refused(monkeypatch):
    monkeypatch.setattr(blocks, "MAX_BLOCK", 10)
    with pytest.raises(ArgumentValueError, match="11 bytes is more than the 10"):
        written(b"a" * 11)


def test_a_reader_takes_no_length_on_trust():
    source = Reader(memoryview(struct.pack("<II", 100, 100)), Contexts())
    with pytest.raises(StoreFormatError, match="100 bytes are needed where 0 are left"):
        source.block()
