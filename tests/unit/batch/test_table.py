import copy
import pickle
from datetime import UTC, datetime

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given, settings

from hyperstream.batch import Batch, Column, Table
from hyperstream.batch.codec import decode, encode
from hyperstream.batch.segments import WIDE, segment_rows, split
from hyperstream.batch.stacking import stacked
from hyperstream.batch.table import dtype_of
from hyperstream.utils.errors import ArgumentTypeError, ArgumentValueError, StoreFormatError

DTYPES = ["f8", "f4", "f2", "i8", "i4", "i2", "i1", "u8", "u4", "u2", "u1", "?"] + [
    f"{kind}8[{unit}]" for kind in "Mm" for unit in ("s", "ms", "us", "ns")
]


@st.composite
def columns(draw, rows):
    kind = draw(st.sampled_from([*DTYPES, "objects", "text"]))
    missing = draw(st.none() | st.lists(st.booleans(), min_size=rows, max_size=rows).map(np.array))
    if missing is not None and not rows:
        missing = None
    if kind == "objects":
        cells = st.none() | st.integers(-5, 5) | st.floats() | st.text(max_size=3)
        return Column(draw(st.lists(cells, min_size=rows, max_size=rows)), missing)
    if kind == "text":
        return Column(draw(st.lists(st.text(max_size=3), min_size=rows, max_size=rows)), missing)
    dtype = np.dtype(kind)
    data = draw(st.binary(min_size=rows * dtype.itemsize, max_size=rows * dtype.itemsize))
    if kind == "?":
        return Column(np.frombuffer(data, np.uint8) % 2 == 1, missing)
    values = np.frombuffer(data, dtype)
    if dtype.kind == "f":  # a signalling NaN does not survive a conversion between sizes anywhere
        values = np.where(np.isnan(values), np.array(np.nan, dtype), values)
    return Column(values, missing)


@st.composite
def batches(draw):
    length = draw(st.integers(1, 40))
    names = draw(st.lists(st.text(max_size=4), max_size=4, unique=True))
    table = Table(length, {name: draw(columns(length)) for name in names})
    return Batch(np.arange(length) * 1000, table)


def same_column(one, other):
    assert one.tag == other.tag
    assert (one.gaps() == other.gaps()).all()
    if isinstance(one.values, np.ndarray):
        known = ~one.gaps()
        assert one.values[known].tobytes() == other.values[known].tobytes()


@settings(max_examples=80, deadline=None)
@given(batches())
def test_bytes_of_a_table_give_it_back(batch):
    back = decode(encode(batch))
    assert back.same_rows(batch)
    assert back.values.names == batch.values.names
    for name in batch.values.names:
        same_column(back.values.column(name), batch.values.column(name))


@settings(max_examples=40, deadline=None)
@given(batches(), st.data())
def test_parts_of_a_packed_table_are_those_of_the_table(batch, data):
    packed = decode(encode(batch))
    a, b = sorted(data.draw(st.tuples(st.integers(0, len(batch)), st.integers(0, len(batch)))))
    assert packed[a:b].same_rows(batch[a:b])
    places = np.array(data.draw(st.lists(st.integers(0, len(batch) - 1), max_size=5)), dtype=np.intp)
    assert packed.take(places).same_rows(batch.take(places))
    assert Batch.concat([packed[:a], packed[a:]]).same_rows(batch)


@settings(max_examples=40, deadline=None)
@given(batches())
def test_a_table_looks_like_its_dicts(batch):
    rows = batch.values_list()
    assert len(rows) == len(batch)
    assert all(list(row) == list(batch.values.names) for row in rows)
    assert [str(row) for row in batch.values] == [str(batch.values[i]) for i in range(len(batch))]
    assert [str(instance.value) for instance in batch] == list(map(str, rows))


def test_columns_of_a_packed_table_are_unpacked_when_they_are_looked_at():
    batch = Batch(np.arange(100), Table(100, {"a": Column(np.arange(100.0)), "b": Column(["x"] * 100)}))
    table = decode(encode(batch)).values
    part = table[10:20]
    assert part.column("a").values.tolist() == list(range(10, 20))
    assert part._columns["b"]._loaded is None
    assert table._columns["b"]._loaded is None


def test_rows_differ_by_type_bits_and_gaps_and_an_absent_column_is_all_gaps():
    def table(*values, **others):
        return Batch(np.arange(len(values)), Table(len(values), {"a": Column(np.array(values)), **others}))

    assert not len(table(1.0, np.nan).differs(table(1.0, np.nan)))
    assert table(0.0, 1.0).differs(table(-0.0, 1.0)).tolist() == [0]
    assert table(1, 2).differs(table(1.0, 2.0)).tolist() == [0, 1]
    gap = Column(np.array([5, 6]), np.array([True, False]))
    assert table(1, 2, b=gap).differs(table(1, 2)).tolist() == [1]
    assert not len(table(1, 2, b=Column.empty(2)).differs(table(1, 2)))
    nat = Column(np.array(["NaT", "2026"], "M8[s]"))
    assert not len(table(1, 2, b=nat).differs(table(1, 2, b=nat)))


def test_stacking_joins_columns_by_name_and_keeps_their_types():
    one = Table(2, {"a": Column(np.array([1, 2], "i2")), "b": Column(["x", "y"])})
    other = Table(1, {"a": Column(np.array([3], "i2")), "c": Column(np.array([1.5]))})
    both = stacked([one, other])
    assert both.column("a").values.dtype == np.int16
    assert both.tolist() == [
        {"a": 1, "b": "x", "c": None},
        {"a": 2, "b": "y", "c": None},
        {"a": 3, "b": None, "c": 1.5},
    ]
    mixed = stacked([one, Table(1, {"a": Column(np.array([2.5]))})])
    assert mixed.column("a").objects() == [1, 2, 2.5]


def test_times_are_utc_to_the_millisecond_and_durations_seconds():
    table = Table(
        2,
        {
            "t": Column(np.array(["2026-01-01T00:00:00.123456789", "NaT"], "M8[ns]")),
            "d": Column(np.array([1500, "NaT"], "m8[ms]")),
        },
    )
    first = datetime(2026, 1, 1, 0, 0, 0, 123000, tzinfo=UTC)
    assert table.tolist() == [{"t": first, "d": 1.5}, {"t": None, "d": None}]


def test_wide_tables_make_smaller_segments():
    wide = Batch(np.arange(9000), Table(9000, {str(i): Column(np.zeros(9000)) for i in range(10 * WIDE)}))
    assert segment_rows(wide) == 409
    assert max(map(len, split(wide))) == 409
    assert Batch.concat(split(wide)).same_rows(wide)
    assert segment_rows(Batch([1], [1.0])) == 4096


@pytest.mark.parametrize(("columns", "rows"), [(0, 16384), (1, 16384), (8, 16384), (10, 13107), (32, 4096)])
def test_tables_of_few_columns_make_longer_segments(columns, rows):
    batch = Batch([1], Table(1, {str(i): Column(np.zeros(1)) for i in range(columns)}))
    assert segment_rows(batch) == rows


def test_what_is_no_table_is_refused():
    with pytest.raises(ArgumentValueError, match="Column 'a' has 1 rows, the table 2"):
        Table(2, {"a": Column([1])})
    for array in (np.zeros(2, complex), np.zeros((2, 2)), np.zeros(2, "M8[D]"), np.array(["x"])):
        with pytest.raises(ArgumentTypeError, match="cannot be a column"):
            Column(array)
    for tag in ("<c16", "|O", "<f3", "<M8[D]", "__import__"):
        with pytest.raises(StoreFormatError):
            dtype_of(tag)


def test_tables_are_pickled_copied_and_shown():
    table = Table(2, {"a": Column(np.array([1, 2]), np.array([True, False])), "b": Column(["x", "y"])})
    for other in (pickle.loads(pickle.dumps(table)), copy.deepcopy(table)):
        assert other.tolist() == table.tolist()
    assert repr(table) == "Table(2 rows, a, b)"
    assert Table(2, {}).tolist() == [{}, {}]
    assert Batch([1, 2], table).values is table


def test_rows_of_dicts_join_a_table_without_costing_it_its_types():
    nanosecond = np.array(["2026-01-01T00:00:00.000000001"], "M8[ns]")
    table = Batch([1], Table(1, {"t": Column(nanosecond), "x": Column(np.array([1.5]))}))
    rows = Batch([2, 3], [{"t": datetime(2026, 1, 2, tzinfo=UTC), "x": None}, {"y": "new"}])
    both = Batch.concat([table, rows])
    assert both.values.column("t").values[:2].tolist() == [
        1767225600000000001,
        1767312000000000000,
    ]
    assert both.values.column("x").tag == "<f8"
    assert both[2].value == {"t": None, "x": None, "y": "new"}
    assert Batch.concat([table, Batch([2], [1.0])]).values_list()[1] == 1.0
