import math

import pytest

from hyperstream.stream import Stream, StreamDict, StreamId, StreamInstance, StreamInstanceCollection
from hyperstream.utils.errors import ArgumentValueError, DuplicateInstanceError, StreamNotFoundError
from hyperstream.utils.time_utils import from_ms
from tests.unit.stream.fake_home import FakeHome

A, B = StreamId("a"), StreamId("b")


def test_streams_are_kept_by_their_id():
    streams, stream = StreamDict(), Stream(FakeHome(), A)
    streams[A] = stream
    assert streams[StreamId("a")] is stream
    assert streams.get(B) is None
    assert (A in streams, B in streams) == (True, False)
    assert list(streams.values()) == [stream]


def test_a_missing_stream_is_named():
    with pytest.raises(StreamNotFoundError, match=r"no stream StreamId\(name='b'") as caught:
        StreamDict()[B]
    assert isinstance(caught.value, KeyError)
    assert caught.value.stream_id == B


def test_only_streams_under_stream_ids_are_kept():
    streams, stream = StreamDict(), Stream(FakeHome(), A)
    with pytest.raises(TypeError):
        streams["a"] = stream
    with pytest.raises(ValueError, match="value"):
        streams[A] = "stream"
    streams[A] = stream
    with pytest.raises(ValueError, match="belongs to"):
        streams[B] = stream


def at(second, value):
    return StreamInstance(from_ms(1000 * second), value)


def test_instances_are_kept_by_timestamp():
    collection = StreamInstanceCollection()
    collection.append(at(1, "a"))
    collection.extend([at(2, "b"), at(1, "a")])
    assert collection == {from_ms(1000): "a", from_ms(2000): "b"}
    assert StreamInstanceCollection([at(1, "a")]) == {from_ms(1000): "a"}


@pytest.mark.parametrize("value", [1, math.nan, {"a": [1, None]}, (1, 2)])
def test_an_equal_value_again_is_fine(value):
    collection = StreamInstanceCollection()
    collection.extend([at(1, value), at(1, value)])
    assert len(collection) == 1


@pytest.mark.parametrize(("old", "new"), [(1, 2), (1, 1.0), ({"a": 1}, {"b": 2})])
def test_another_value_is_an_error_and_dicts_are_not_merged(old, new):
    collection = StreamInstanceCollection()
    collection.append(at(1, old))
    with pytest.raises(DuplicateInstanceError, match="different value"):
        collection.append(at(1, new))
    with pytest.raises(KeyError):
        collection.append(at(1, new))
    assert collection == {from_ms(1000): old}


def test_only_instances_are_added():
    with pytest.raises(ArgumentValueError):
        StreamInstanceCollection().append((from_ms(0), 1))


def test_old_addresses_give_the_same_classes():
    from hyperstream.stream import StreamView
    from hyperstream.stream.stream_instance import StreamInstance as OldInstance
    from hyperstream.stream.stream_view import StreamView as OldView

    assert (OldInstance, OldView) == (StreamInstance, StreamView)


def test_an_instance_becomes_a_list():
    # D24: this raised in Python 3.
    assert at(1, {"a": 1}).as_list() == [("a", 1), ["timestamp", from_ms(1000)]]
    assert at(1, 5).as_list(flat=False) == [from_ms(1000), 5]
