"""One row's payload is the codec's, byte for byte; many of them are read as the codec reads each."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hyperstream.batch import Batch
from hyperstream.batch import codec as codec_module
from hyperstream.batch.codec import PACKED
from hyperstream.batch.single import decode_many, encode_one

from .values_of_all_kinds import FIRST_MS, LAST_MS, any_float, any_int, any_text, anything, milliseconds


def written_by_the_codec(ms, value):
    """The payload of one row by the long way."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(codec_module, "encode_one", lambda ms, value: None)
        return PACKED.encode(Batch([ms], [value]))


@settings(deadline=None, max_examples=150)
@given(milliseconds, anything | any_int | any_float | st.text(st.characters(exclude_categories=["Cs"])))
@example(FIRST_MS, "a" * 41)
@example(LAST_MS, "a" * 42)
@example(LAST_MS, "a" * 43)
@example(0, 2**31)
@example(0, -(2**31))
@example(0, -(2**31) - 1)
@example(0, 2**63 - 1)
def test_the_short_way_gives_the_bytes_of_the_long_one(ms, value):
    payload = encode_one(ms, value)
    assert payload is None or payload == written_by_the_codec(ms, value)
    assert PACKED.decode(PACKED.encode(Batch([ms], [value]))) == Batch([ms], [value])


def test_numbers_bools_and_short_texts_take_the_short_way_and_nothing_else_does():
    short = [1.5, 1, -(2**40), True, False, "", "text", "tëxt\0"]
    assert all(encode_one(5, value) is not None for value in short)
    long = [None, 2**63, -(2**63) - 1, "x" * 100, "\ud800", b"x", [1.0], (1,), {"a": 1}]
    assert all(encode_one(5, value) is None for value in long)


@settings(deadline=None, max_examples=100)
@given(
    st.lists(milliseconds, min_size=1, max_size=40, unique=True).map(sorted),
    st.sampled_from([any_float, st.integers(-(2**31), 2**31 - 1), any_int, st.booleans(), any_text]),
    st.data(),
)
def test_many_rows_are_read_as_they_were_written(times, kind, data):
    rows = [Batch([ms], [data.draw(kind)]) for ms in times]
    found = decode_many([PACKED.encode(row) for row in rows])
    if found is not None:
        assert found == Batch.concat(rows)
        assert found.is_ordered
        assert type(found.values) is type(Batch.concat(rows).values)


@pytest.mark.parametrize("values", [[1.0, 2.0], [1, 2], [2**40, 2**41], [True, False]])
def test_rows_of_one_kind_are_read_together(values):
    payloads = [PACKED.encode(Batch([5 + place], [value])) for place, value in enumerate(values)]
    assert decode_many(payloads) == Batch([5, 6], values)


def test_what_does_not_look_exactly_like_single_rows_is_left_to_the_codec():
    one, two = (PACKED.encode(Batch([ms], [1.0])) for ms in (1, 2))
    assert decode_many([one, two]) is not None
    damaged = bytearray(two)
    damaged[-4] ^= 1
    too_late = encode_one(LAST_MS + 1, 1.0)
    many = PACKED.encode(Batch([1, 2, 3], ["a", "b", "c"]))
    unlike = PACKED.encode(Batch([3], [7]))
    as_long = PACKED.encode(Batch([3], [2**40]))
    mixed = [two, one], [one, bytes(damaged)], [one, too_late], [many], [one, unlike], [one, as_long]
    assert [decode_many(payloads) for payloads in mixed] == [None] * 6
    text = PACKED.encode(Batch([3], ["abc"]))
    assert len(text) == len(two)
    assert decode_many([text]) is None
