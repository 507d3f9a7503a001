"""The packed fields of a ledger come back equal, stay small, and damage is noticed."""

from __future__ import annotations

import random
import struct
import zlib
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hyperstream.stores.ledger.model import LEGACY, NEVER, WHOLE, Fingerprint, Input, Ledger, Part, Ranges
from hyperstream.stores.ledger.packing import PACKING_VERSION, LedgerMap, pack_map, unpack_map
from hyperstream.utils.errors import StoreFormatError

times = st.integers(-(2**62), 2**62)
numbers = st.integers(0, 2**62)
names = st.text(max_size=8)
incs = st.binary(min_size=1, max_size=16)


@st.composite
def ranges(draw: st.DrawFn) -> Ranges:
    edges = sorted(draw(st.sets(numbers, max_size=12)))
    return tuple(zip(edges[::2], edges[1::2], strict=False))


@st.composite
def partitions(draw: st.DrawFn) -> tuple[Part, ...]:
    edges = sorted(draw(st.sets(times, max_size=16)))
    small = st.integers(0, 5)
    return tuple(
        Part(a, b, draw(small), draw(numbers), draw(small), draw(ranges())) for a, b in pairwise(edges)
    )


fingerprints = st.builds(Fingerprint, names, names, names, st.lists(names, max_size=3).map(tuple))
inputs = st.builds(Input, names, incs, numbers, numbers, st.just(WHOLE) | numbers, st.just(NEVER) | times)
maps = st.builds(
    LedgerMap,
    whole=ranges(),
    parts=partitions(),
    fps=st.lists(st.none() | fingerprints, max_size=4).map(tuple),
    ins=st.lists(st.lists(inputs, max_size=3).map(tuple), max_size=4).map(tuple),
    complete=st.none() | times,
    about=st.just("") | names,
    stored=st.none() | numbers,
)


def long_map(parts: int) -> LedgerMap:
    """An irregular history, as after years of late data and several tool versions."""
    chance = random.Random(parts)
    history, end = [], 1_400_000_000_000
    for i in range(parts):
        start = end + chance.randrange(10_000_000)
        end = start + chance.randrange(1, 10_000_000)
        history.append(
            Part(start, end, 1 + i % 2, chance.randrange(100_000), 1, ((i, i),) if i % 50 == 0 else ())
        )
    whole = tuple((3 * i, 3 * i + 1) for i in range(parts // 10))
    return LedgerMap(whole, tuple(history), (None, LEGACY, Fingerprint("mean", "1.0.0")), ((),), end)


@settings(max_examples=40, deadline=None)
@given(maps)
def test_what_is_packed_comes_back_equal(fields: LedgerMap) -> None:
    assert unpack_map(pack_map(fields)) == fields


def test_the_values_come_back_as_the_kinds_they_were() -> None:
    made = Input("key", b"i" * 16, 3)
    fields = LedgerMap(
        ((1, 2),), (Part(0, 5, 1, 0, 1, ((7, 7),)),), (None, Fingerprint("mean")), ((), (made,))
    )
    back = unpack_map(pack_map(fields))
    assert [type(back.parts[0]), type(back.fps[1]), type(back.ins[1][0])] == [Part, Fingerprint, Input]
    assert back.parts[0].cut == ((7, 7),)


def test_a_ledger_packs_as_its_fields_do() -> None:
    fields = long_map(3)
    ledger = Ledger(
        b"i" * 16,
        5,
        whole=fields.whole,
        parts=fields.parts,
        fps=fields.fps,
        complete=fields.complete,
        stored=None,
    )
    assert pack_map(ledger) == pack_map(fields)


def test_a_new_ledger_is_a_few_bytes() -> None:
    assert unpack_map(pack_map(Ledger(b"i" * 16))) == LedgerMap(stored=0)
    assert len(pack_map(Ledger(b"i" * 16))) < 60


@pytest.mark.parametrize(("others", "about"), [("", ""), (',"columns"', "columns")])
def test_a_ledger_from_before_segments_were_counted_is_still_read(others: str, about: str) -> None:
    text = f"[[],[],[],[],[],[],{{}},[null],[],[[]],null{others}]".encode()
    frame = struct.pack("<BBI", PACKING_VERSION, False, zlib.crc32(text, False))
    assert unpack_map(frame + text) == LedgerMap(about=about, stored=None)


def test_an_irregular_history_takes_about_ten_bytes_a_part() -> None:
    fields = long_map(10_000)
    packed = pack_map(fields)
    assert len(packed) < 12 * 10_000
    assert unpack_map(packed) == fields


def test_a_regular_history_takes_next_to_nothing() -> None:
    parts = tuple(Part(7_200_000 * i, 7_200_000 * i + 3_600_000, 1) for i in range(10_000))
    assert len(pack_map(LedgerMap(parts=parts))) < 500


@pytest.mark.parametrize("size", [3, 1_000], ids=["plain", "squeezed"])
def test_every_damaged_byte_is_noticed(size: int) -> None:
    packed = pack_map(long_map(size))
    for place in [*range(6), *random.Random(1).sample(range(6, len(packed)), 40)]:
        damaged = bytearray(packed)
        damaged[place] ^= 0x41
        with pytest.raises(StoreFormatError):
            unpack_map(bytes(damaged))


@pytest.mark.parametrize("length", [0, 1, 5, 6, 20])
def test_a_truncated_map_is_noticed(length: int) -> None:
    with pytest.raises(StoreFormatError, match=f"{length} bytes"):
        unpack_map(pack_map(long_map(3))[:length])


def test_a_newer_layout_is_refused_with_advice() -> None:
    packed = bytes((PACKING_VERSION + 1,)) + pack_map(LedgerMap())[1:]
    with pytest.raises(StoreFormatError, match=r"layout 2 is not known.*upgrade") as caught:
        unpack_map(packed)
    assert isinstance(caught.value.__cause__, ValueError)
