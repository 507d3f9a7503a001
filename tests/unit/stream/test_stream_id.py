import copy
import json
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hyperstream.stores.keys import parse_key
from hyperstream.stream import StreamId, get_stream_id
from hyperstream.utils.errors import ArgumentTypeError, ArgumentValueError

PAIRS = st.lists(
    st.tuples(st.text("abc", min_size=1), st.text("xyz12")), max_size=4, unique_by=lambda p: p[0]
)


@given(PAIRS, st.randoms(use_true_random=False))
def test_the_order_of_meta_data_makes_no_difference(pairs, random):
    shuffled = random.sample(pairs, len(pairs))
    one, other = StreamId("s", pairs), StreamId("s", shuffled)
    assert one == other
    assert hash(one) == hash(other)
    assert str(one) == str(other)
    assert one.key("mongo") == other.key("mongo")


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20), PAIRS)
def test_the_store_key_says_the_same(name, pairs):
    stream_id = StreamId(name, pairs)
    parts = parse_key(stream_id.key("mongo", "tool@1"))
    assert (parts.channel, parts.version) == ("mongo", "tool@1")
    assert StreamId(parts.name, parts.meta_data) == stream_id


@pytest.mark.parametrize(
    ("value", "text"), [(1, "1"), (1.5, "1.5"), (True, "True"), (None, "None"), ("a", "a")]
)
def test_values_of_any_scalar_kind_are_kept_as_text(value, text):
    assert StreamId("s", [("k", value)]).meta_data == (("k", text),)
    assert StreamId("s", {"k": value}) == StreamId("s", (["k", text],))


def test_different_ids_differ():
    ids = {StreamId("a"), StreamId("b"), StreamId("a", [("k", 1)]), StreamId("a", [("k", 2)])}
    assert len(ids) == 4
    assert StreamId("a") != "a"
    assert sorted(ids)[0] == StreamId("a")
    with pytest.raises(TypeError):
        assert StreamId("a") < "b"


def test_it_prints_as_it_always_did():
    stream_id = StreamId("ticker", (("house", "1"), ("resident", "2")))
    assert str(stream_id) == "ticker: [house=1, resident=2]"
    assert str(StreamId("ticker")) == "ticker"
    assert repr(stream_id) == "StreamId(name='ticker', meta_data=(('house', '1'), ('resident', '2')))"


def test_it_can_be_taken_apart():
    stream_id = StreamId("a", [("k", 1)])
    assert stream_id.as_dict() == {"name": "a", "meta_data": (("k", "1"),)}
    assert json.loads(stream_id.to_json()) == {"name": "a", "meta_data": [["k", "1"]]}
    assert stream_id.as_raw() == {"stream_id.name": "a", "stream_id.meta_data": [["k", "1"]]}
    assert pickle.loads(pickle.dumps(stream_id)) == stream_id == copy.deepcopy(stream_id)


def test_it_cannot_be_changed():
    stream_id = StreamId("a")
    with pytest.raises(AttributeError, match="cannot be changed"):
        stream_id.name = "b"
    with pytest.raises(AttributeError, match="cannot be changed"):
        del stream_id.name


@pytest.mark.parametrize("name", ["", None, 3, "x" * 513, "\ud800"])
def test_a_bad_name_is_refused(name):
    with pytest.raises(ArgumentValueError):
        StreamId(name)


@pytest.mark.parametrize(
    "meta_data",
    [
        "house=1",
        3,
        [("a",)],
        [("a", 1, 2)],
        [(1, "a")],
        ["ab"],
        [("a", [1])],
        [("a", {})],
        [("a", b"x")],
        [("\ud800", 1)],
    ],
)
def test_what_is_no_meta_data_is_refused(meta_data):
    with pytest.raises(ValueError):  # noqa: PT011
        StreamId("s", meta_data)


def test_a_tag_cannot_have_two_values():
    with pytest.raises(ArgumentValueError, match="'house' twice"):
        StreamId("s", [("house", 1), ("house", 2)])


def test_an_id_is_read_from_an_id_a_name_or_a_dict():
    wanted = StreamId("s", [("k", "v")])
    assert get_stream_id(wanted) is wanted
    assert get_stream_id("s") == StreamId("s")
    assert get_stream_id({"name": "s", "meta_data": (("k", "v"),)}) == wanted
    assert get_stream_id({"name": "s"}) == StreamId("s")


@pytest.mark.parametrize("item", [3, None, {"meta_data": ()}, {"name": "s", "colour": 1}, ("s", ())])
def test_nothing_else_names_a_stream(item):
    with pytest.raises(ArgumentTypeError):
        get_stream_id(item)
