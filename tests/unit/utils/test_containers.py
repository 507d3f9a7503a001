from __future__ import annotations

import datetime as dt
import pickle

import pytest

from hyperstream.utils import (
    UTC,
    FrozenKeyDict,
    Hashable,
    Printable,
    Singleton,
    TypedBiDict,
    TypedFrozenKeyDict,
    func_dump,
    func_load,
)
from hyperstream.utils.errors import ArgumentKeyError, HyperStreamError, RetiredNameError, StreamNotFoundError


class Thing(Printable, Hashable):
    def __init__(self, **attributes):
        vars(self).update(attributes)


class OtherThing(Thing):
    pass


# --- Printable, Hashable --------------------------------------------------------------------
def test_a_printable_prints_its_public_attributes_in_order():
    thing = Thing(b=1, a="x", _secret=2, at=dt.datetime(2016, 10, 28, tzinfo=UTC))
    assert repr(thing) == "Thing(a='x', at=datetime.datetime(2016, 10, 28, 0, 0, tzinfo=UTC), b=1)"


def test_hashables_are_equal_by_class_and_public_attributes():
    assert Thing(a=1, b=[2]) == Thing(b=[2], a=1, _cache="x")
    assert Thing(a=1) != Thing(a=2)
    assert Thing(a=1) != OtherThing(a=1)
    assert Thing(a=1) != 1


@pytest.mark.parametrize("value", [1, "x", [1, [2]], {"a": [1], "b": {2}}, {1, 2}, (1, [2]), None])
def test_equal_hashables_have_equal_hashes_whatever_they_hold(value):
    twin = pickle.loads(pickle.dumps(Thing(a=value)))
    assert twin == Thing(a=value)
    assert hash(twin) == hash(Thing(a=value))


# --- TypedBiDict ----------------------------------------------------------------------------
def test_a_bidict_can_be_asked_both_ways():
    ids = TypedBiDict(str, int)
    ids["a"] = 1
    ids["b"] = 2
    assert dict(ids) == {"a": 1, "b": 2}
    assert ids.inverse == {1: "a", 2: "b"}
    assert len(ids) == 2
    assert "a" in ids
    assert repr(ids) == "TypedBiDict({'a': 1, 'b': 2})"


def test_changing_and_deleting_keeps_both_ways_together():
    ids = TypedBiDict(str, int)
    ids["a"] = 1
    ids["a"] = 2
    assert ids.inverse == {2: "a"}
    ids["a"] = 2
    ids["b"] = 1
    del ids["a"]
    assert dict(ids) == {"b": 1}
    assert ids.inverse == {1: "b"}
    with pytest.raises(KeyError):
        ids["a"]


def test_a_bidict_refuses_other_types_and_a_value_twice():
    ids = TypedBiDict(str, int)
    ids["a"] = 1
    with pytest.raises(TypeError, match="keys here are str"):
        ids[5] = 2
    with pytest.raises(ValueError, match="values here are int"):
        ids["b"] = "x"
    with pytest.raises(ValueError, match="already belongs to 'a'"):
        ids["b"] = 1
    assert dict(ids) == {"a": 1}


def test_the_inverse_cannot_be_changed():
    with pytest.raises(TypeError):
        TypedBiDict(str, int).inverse[1] = "a"


def test_membership_does_not_depend_on_the_error_of_a_missing_key():
    class Streams(TypedBiDict):
        def __getitem__(self, key):
            raise StreamNotFoundError(key)

    assert "a" not in Streams(str, int)


# --- FrozenKeyDict --------------------------------------------------------------------------
def test_a_key_is_set_once():
    frozen = FrozenKeyDict({"a": 1})
    frozen["b"] = 2
    with pytest.raises(KeyError, match="'a' has already been set, to 1") as caught:
        frozen["a"] = 3
    assert isinstance(caught.value, ArgumentKeyError)
    assert frozen == {"a": 1, "b": 2}


def test_a_dictionary_set_twice_is_not_merged():  # D21
    frozen = FrozenKeyDict({"t": {"x": 1}})
    with pytest.raises(KeyError):
        frozen["t"] = {"y": 2}
    assert frozen == {"t": {"x": 1}}


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d.update({"a": 2}),
        lambda d: d.update([("a", 2)]),
        lambda d: d.__ior__({"a": 2}),
        lambda d: FrozenKeyDict([("a", 1), ("a", 2)]),
    ],
)
def test_no_way_round_sets_a_key_twice(change):
    frozen = FrozenKeyDict({"a": 1})
    with pytest.raises(KeyError, match="cannot be set again"):
        change(frozen)
    assert frozen == {"a": 1}


def test_a_frozen_key_dict_grows_like_a_dictionary():
    frozen = FrozenKeyDict()
    frozen.update({"a": 1})
    frozen |= {"b": 2}
    assert frozen.setdefault("a", 5) == 1
    assert frozen.setdefault("c", 3) == 3
    assert frozen == {"a": 1, "b": 2, "c": 3}
    assert isinstance(frozen, FrozenKeyDict)


def test_a_typed_frozen_key_dict_refuses_other_keys():
    frozen = TypedFrozenKeyDict(dt.datetime)
    now = dt.datetime(2016, 10, 28, tzinfo=UTC)
    frozen[now] = 1
    with pytest.raises(KeyError, match="keys here are datetime"):
        frozen["2016"] = 1
    with pytest.raises(KeyError, match="cannot be set again"):
        frozen[now] = 1
    assert TypedFrozenKeyDict(str, {"a": 1}) == {"a": 1}
    with pytest.raises(KeyError):
        TypedFrozenKeyDict(str, {1: 1})


# --- retired names --------------------------------------------------------------------------
@pytest.mark.parametrize(
    "use", [lambda: func_dump(len), lambda: func_load(b"code"), lambda: Singleton("X", (), {})]
)
def test_retired_names_import_and_refuse(use):
    with pytest.raises(RetiredNameError, match="no more") as caught:
        use()
    assert isinstance(caught.value, HyperStreamError)


def test_a_class_of_the_singleton_kind_is_refused():
    with pytest.raises(RetiredNameError):

        class Mine(metaclass=Singleton):
            pass
