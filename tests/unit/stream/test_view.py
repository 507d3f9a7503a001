import pytest
from hypothesis import given
from hypothesis import strategies as st

from hyperstream.batch.batch import Batch
from hyperstream.stream import StreamInstance, StreamView
from hyperstream.time_interval import TimeInterval
from hyperstream.utils.errors import ArgumentValueError
from hyperstream.utils.time_utils import from_ms
from tests.unit.stream.fake_home import stream_of

ALL = TimeInterval.from_ms(0, 10**9)


def view_of(*values, **home) -> StreamView:
    return stream_of(*values, **home).window(ALL)


def plain(instances):
    return [(int(instance.timestamp.timestamp()), instance.value) for instance in instances]


def test_a_view_needs_a_stream_and_an_interval():
    with pytest.raises(ArgumentValueError):
        StreamView("s", ALL)
    with pytest.raises(ArgumentValueError):
        StreamView(stream_of(), (0, 1))
    assert repr(view_of()).startswith("StreamView(stream=Stream(stream_id=s")


def test_a_view_is_half_open():
    view = stream_of(1, 2, 3).window((from_ms(1000), from_ms(2000)))
    assert plain(view) == [(2, 2)]


def test_a_view_is_lazy_and_can_be_iterated_again():
    view = view_of(1, 2, 3)
    assert view.stream.home.rows_read == 0
    assert plain(view) == plain(view) == [(1, 1), (2, 2), (3, 3)]
    view.stream.write([(from_ms(4000), 4)])
    assert view.count() == 4


def test_every_operator_gives_what_its_name_says():
    view = view_of(1, 2, 3, 4, 5)
    items = view.items()
    assert items == list(view.iteritems()) == view.to_batch().instances()
    assert all(type(item) is StreamInstance for item in items)
    assert view.timestamps() == list(view.itertimestamps()) == [from_ms(1000 * i) for i in range(1, 6)]
    assert view.values() == list(view.itervalues()) == [1, 2, 3, 4, 5]
    assert view.dict_items() == list(view.dict_iteritems()) == view.dict_items(flat=False)
    assert view.dict_items()[0] == {"timestamp": from_ms(1000), "value": 1}
    assert view.first() == items[0]
    assert view.last() == items[-1]
    assert list(view.head(2)) == items[:2]
    assert list(view.tail(2)) == items[-2:]
    assert list(view.islice(1)) == items[1:]
    assert list(view.islice(1, 4, 2)) == items[1:4:2]
    assert [len(batch) for batch in view.batches()] == [2, 2, 1]
    assert view.count() == 5


def test_an_empty_view_gives_the_default():
    view = view_of()
    assert view.first() is None
    assert view.last("none") == "none"
    assert view.items() == list(view.tail(3)) == list(view.head(3)) == []
    assert len(view.to_batch()) == 0


@given(st.integers(0, 12), st.integers(0, 12), st.integers(1, 5))
def test_head_and_tail_are_slices(rows, n, page):
    view = view_of(*range(rows), page=page)
    items = view.items()
    assert list(view.head(n)) == items[:n]
    assert list(view.tail(n)) == (items[-n:] if n else [])


def test_a_negative_number_of_instances_is_refused():
    for read in (view_of(1).head, view_of(1).tail):
        with pytest.raises(ArgumentValueError, match="0 or more"):
            read(-1)


def test_the_ends_are_read_without_the_middle():
    view = view_of(*range(1000), page=10)
    view.last()
    view.first()
    list(view.head(10))
    list(view.tail(10))
    assert view.stream.home.rows_read == 1 + 1 + 10 + 10


def test_dict_items_are_flat_on_request():
    view = view_of({"a": 1})
    assert view.dict_items() == [{"a": 1, "timestamp": from_ms(1000)}]
    assert view.dict_items(flat=False) == [{"value": {"a": 1}, "timestamp": from_ms(1000)}]


def test_a_component_is_taken_where_it_is_present():
    assert plain(view_of({"a": 1, "b": 2}, {"b": 3}, {"a": None}, 7).component("a")) == [(1, 1), (3, None)]
    assert plain(view_of([1, 2], [3], (4, 5)).component(1)) == [(1, 2), (3, 5)]
    assert plain(view_of([1, 2], [3]).component(-1)) == [(1, 2), (2, 3)]
    assert plain(view_of([1], {"a": 1}).component("a")) == [(2, 1)]


def test_a_component_filter_keeps_whole_instances():
    view = view_of({"a": 1, "b": 2}, {"a": 2}, {"b": 1}, {"a": 1})
    assert plain(view.component_filter("a", [1])) == [(1, {"a": 1, "b": 2}), (4, {"a": 1})]


def test_nones_are_deleted_from_dicts_only():
    original = {"a": None, "b": 0}
    view = view_of(original, {"c": 1}, None, [None])
    assert plain(view.delete_nones()) == [(1, {"b": 0}), (2, {"c": 1}), (3, None), (4, [None])]
    assert original == {"a": None, "b": 0}


def test_a_batch_of_all_rows_is_one_batch():
    assert view_of(1.5, 2.5, 3.5).to_batch() == Batch([1000, 2000, 3000], [1.5, 2.5, 3.5])
