import datetime as dt
import decimal
import enum
import uuid
from collections import OrderedDict, namedtuple
from zoneinfo import ZoneInfo

import bson
import numpy as np
import pandas as pd
import pytest
from bson import Binary, Code, DBRef, Decimal128, Int64, MaxKey, MinKey, ObjectId, Regex, Timestamp
from bson.errors import InvalidBSON, InvalidDocument

from hyperstream.batch import objects as objects_module
from hyperstream.batch.objects import pack_objects, unpack_objects
from hyperstream.batch.values import MAX_DEPTH, pack
from hyperstream.time_interval.interval import TimeInterval
from hyperstream.utils.errors import StoreFormatError, ValueNotStorableError
from hyperstream.utils.time_utils import UTC

BERLIN = ZoneInfo("Europe/Berlin")


def back(value):
    """The value after a round trip, wrapped as part of a column and by itself."""
    (alone,) = unpack_objects(pack_objects([value], np.array([0])))
    (_, inside) = unpack_objects(pack_objects([(1,), [value]], np.array([0, 1])))
    assert type(inside[0]) is type(alone)
    assert inside[0] == alone
    return alone


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        1,
        2**40,
        -(2**63),
        2**63 - 1,
        1.5,
        "text\0with nothing",
        "",
        b"bytes",
        b"",
        (),
        (1, (2, [3, {"a": (4,)}])),
        [],
        {},
        {"": 1, "a.b": {"$x": 2}},
        {"$ref": "a", "$id": 1},
        {"a\0b": (1, 2)},
        dt.datetime(2020, 1, 1, tzinfo=UTC),
        dt.datetime(1, 1, 1, tzinfo=UTC),
        dt.datetime(9999, 12, 31, 23, 59, 59, 999000, UTC),
        dt.datetime(2020, 1, 1, tzinfo=UTC).replace(tzinfo=None),
        TimeInterval.from_ms(1, 2),
        uuid.UUID(int=5),
        ObjectId("0123456789ab0123456789ab"),
        Decimal128("1.50"),
        MinKey(),
        MaxKey(),
        Timestamp(1, 2),
        Regex("a.b", "i"),
        Code("x"),
        Code("x", {"a": 1}),
        DBRef("a", 1),
        Binary(b"x", 0),
        Binary(b"x", 4),
        Binary(b"x", 128),
        Binary(b"", 255),
    ],
    ids=repr,
)
def test_what_can_be_kept_comes_back_equal(value):
    assert back(value) == value
    assert type(back(value)) is type(value)
    if isinstance(value, Binary):
        assert back(value).subtype == value.subtype


def test_the_order_of_keys_comes_back():
    assert list(back({"b": 1, "a": 2})) == ["b", "a"]
    assert list(back({"b\0": 1, "a": 2})) == ["b\0", "a"]


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (np.float32(1.5), 1.5),
        (np.int64(7), 7),
        (np.bool_(False), False),
        (np.str_("a"), "a"),
        (np.bytes_(b"a"), b"a"),
        (Int64(5), 5),
        ({np.str_("k"): np.int8(1)}, {"k": 1}),
        (dt.datetime(2020, 7, 1, 2, tzinfo=BERLIN), dt.datetime(2020, 7, 1, tzinfo=UTC)),
        (dt.datetime(2020, 10, 25, 2, 30, tzinfo=BERLIN), dt.datetime(2020, 10, 25, 0, 30, tzinfo=UTC)),
    ],
    ids=repr,
)
def test_what_stands_for_a_value_comes_back_as_that_value(value, plain):
    assert back(value) == plain
    assert type(back(value)) is type(plain)
    if isinstance(plain, dt.datetime):
        assert back(value).tzinfo is UTC


class Colour(enum.IntEnum):
    RED = 1


class NoOffset(dt.tzinfo):
    def utcoffset(self, when):
        return None


Point = namedtuple("Point", "x y")
cyclic: list = []
cyclic.append(cyclic)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ({1}, "sorted list"),
        (frozenset({1}), "sorted list"),
        (2**63, "64 bits"),
        (-(2**63) - 1, "64 bits"),
        (Int64(2**63), "64 bits"),
        (np.uint64(2**63), r"\(int\).*64 bits"),
        ("\udc00", "surrogate"),
        ({"\ud800": 1}, r"\(str\).*surrogate"),
        ({1: 2}, "keys of dictionaries must be text"),
        ({None: 2}, "must be text"),
        ({np.int8(1): 2}, "must be text"),
        (np.array([1]), "tolist"),
        (np.datetime64(0, "ns"), "datetime"),
        (np.timedelta64(1, "s"), "seconds"),
        (np.longdouble(1.5), "are kept"),
        (1j, "pair of floats"),
        (np.complex64(1j), r"\(complex\).*pair of floats"),
        (bytearray(b"x"), "bytes"),
        (dt.date(2020, 1, 1), "make it a datetime"),
        (dt.timedelta(1), "total_seconds"),
        (decimal.Decimal("1.5"), "Decimal128"),
        (dt.datetime(2020, 1, 1, 0, 0, 0, 1, UTC), "cut it"),
        (dt.datetime(2020, 1, 1, 0, 0, 0, 1, UTC).replace(tzinfo=None), "cut it"),
        (dt.datetime(1, 1, 1, tzinfo=dt.timezone(dt.timedelta(hours=1))), "years 1 to 9999"),
        (dt.datetime(2020, 1, 1, tzinfo=NoOffset()), "does not know its offset"),
        (pd.Timestamp("2020-01-01", tz="UTC"), "to_pydatetime"),
        (Colour.RED, "would come back as int"),
        (OrderedDict(a=1), "would come back as dict"),
        (Point(1, 2), "would come back as tuple"),
        (object(), "are kept"),
        (Regex("a\0b"), "NULL"),
        (Regex("a", 256), "would give"),
        (cyclic, "contains itself"),
    ],
    ids=lambda part: type(part).__name__,
)
@pytest.mark.parametrize(
    "wrap", [lambda x: x, lambda x: [x], lambda x: ("a", x), lambda x: {"a": x, "$ref": 1}]
)
def test_what_cannot_come_back_equal_is_refused_at_any_depth(value, reason, wrap):
    with pytest.raises(ValueNotStorableError, match=reason) as caught:
        pack_objects([1, wrap(value)], np.array([0, 1000]))
    assert "1970-01-01T00:00:01+00:00" in str(caught.value)
    assert caught.value.__cause__ is not None


def test_the_error_names_type_and_value():
    with pytest.raises(ValueNotStorableError, match=r"^\{1\} \(set\): make it a sorted list\.$") as caught:
        pack([0, ({1},)])
    assert caught.value.value == {1}


def test_90_levels_are_kept_and_91_refused():
    for make in (lambda x: [x], lambda x: (x,), lambda x: {"a": x}):
        value = 1.5
        for _ in range(MAX_DEPTH):
            value = make(value)
        assert unpack_objects(pack_objects([value], np.array([0]))) == [value]
        with pytest.raises(ValueNotStorableError, match="deeper than 90 levels"):
            pack(make(value))


def test_long_values_are_shortened_in_the_error():
    with pytest.raises(ValueNotStorableError) as caught:
        pack({str(number) for number in range(10_000)})
    assert len(str(caught.value)) < 500


def test_more_than_bson_holds_is_refused(monkeypatch):
    def too_large(*_, **__):
        message = "document too large"
        raise InvalidDocument(message)

    monkeypatch.setattr(objects_module.bson, "encode", too_large)
    with pytest.raises(ValueNotStorableError, match="2 values together are too large"):
        pack_objects([1, 2], np.array([0, 1]))


def test_what_is_no_list_of_values_is_a_format_error():
    with pytest.raises(StoreFormatError, match="a list of values is needed, not int"):
        unpack_objects(bson.encode({"v": 1}))
    with pytest.raises(InvalidBSON, match="subtype 200 is not known"):
        unpack_objects(bson.encode({"v": [Binary(b"", 200)]}))
