"""Hypothesis strategies for what a stream can hold, and for what it cannot."""

import datetime as dt
import struct

import hypothesis.strategies as st

from hyperstream.time_interval.interval import TimeInterval

FIRST_MS = -62_135_596_800_000
LAST_MS = 253_402_300_799_999
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)

milliseconds = st.integers(FIRST_MS, LAST_MS)


def moment(ms: int) -> dt.datetime:
    return EPOCH + dt.timedelta(milliseconds=ms)


any_float = st.one_of(
    st.floats(),
    st.sampled_from([0.0, -0.0, float("inf"), float("-inf"), float("nan"), 5e-324, 1.7976931348623157e308]),
    # Every bit pattern, so that NaN comes with all its payloads.
    st.integers(0, 2**64 - 1).map(lambda bits: struct.unpack("<d", struct.pack("<Q", bits))[0]),
)
decimals = st.integers(-100_000, 100_000).map(lambda number: number / 100)
any_int = st.one_of(st.integers(-(2**63), 2**63 - 1), st.sampled_from([-(2**63), 2**63 - 1, 0, 1, -1]))
any_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
utc_moments = milliseconds.map(moment)
naive_moments = utc_moments.map(lambda when: when.replace(tzinfo=None))
intervals = st.tuples(milliseconds, milliseconds).filter(lambda ab: ab[0] != ab[1])
intervals = intervals.map(lambda ab: TimeInterval.from_ms(min(ab), max(ab)))

scalars = st.one_of(
    st.none(),
    st.booleans(),
    any_int,
    any_float,
    any_text,
    st.binary(max_size=8),
    utc_moments,
    naive_moments,
    intervals,
    st.uuids(),
)
odd_keys = st.sampled_from(["", "$ref", "$id", "a.b", "\0", "x\0y", "v", "é"])
anything = st.recursive(
    scalars,
    lambda inside: st.one_of(
        st.lists(inside, max_size=4),
        st.lists(inside, max_size=4).map(tuple),
        st.dictionaries(any_text | odd_keys, inside, max_size=4),
    ),
    max_leaves=8,
)
columns_of_one_kind = [
    any_float,
    decimals,
    any_int,
    st.booleans(),
    any_text,
    utc_moments,
    intervals,
    naive_moments,
]
