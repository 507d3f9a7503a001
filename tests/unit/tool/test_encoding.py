from __future__ import annotations

import json
import math
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hyperstream.time_interval import RelativeTimeInterval, TimeInterval, TimeIntervals
from hyperstream.tool.encoding import canonical_json, decode, encode
from hyperstream.utils.errors import ArgumentValueError

HOUR = TimeInterval.from_ms(0, 3_600_000)
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.text(),
    st.binary(),
    st.datetimes(timezones=st.just(UTC)),
    st.dates(),
    st.timedeltas(),
)
HASHABLE = st.one_of(st.integers(), st.text(), st.booleans(), st.tuples(st.integers(), st.text()))
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.tuples(inner, inner),
        st.dictionaries(HASHABLE, inner, max_size=4),
        st.sets(HASHABLE, max_size=4),
        st.frozensets(HASHABLE, max_size=4),
    ),
    max_leaves=10,
)


def no_references(_: Any) -> str:
    raise AssertionError


def same(left: Any, right: Any) -> bool:
    """Equal with equal types, all the way down."""
    if type(left) is not type(right):
        return False
    if isinstance(left, list | tuple):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, dict):
        return {(type(k), k) for k in left} == {(type(k), k) for k in right} and all(
            same(left[key], right[key]) for key in left
        )
    if isinstance(left, float):
        return left == right and math.copysign(1, left) == math.copysign(1, right)
    return bool(left == right)


@given(VALUES)
def test_every_value_comes_back_with_its_type_through_json(value: Any) -> None:
    text = canonical_json(encode(value, no_references))
    assert same(decode(json.loads(text), no_references), value)


@pytest.mark.parametrize(
    "value",
    [
        HOUR,
        TimeIntervals([HOUR]),
        RelativeTimeInterval(-60, 0),
        float("inf"),
        3 + 4j,
        {"@date": "looks like a tag"},
        {"$set": 1, "a.b": 2},
        datetime(2020, 1, 1, 12, 0, 0, 123456, tzinfo=UTC),
        date(2020, 1, 1),
        timedelta(microseconds=1),
    ],
)
def test_values_without_a_json_form_come_back_too(value: Any) -> None:
    assert same(decode(encode(value, no_references), no_references), value)


def test_nan_comes_back() -> None:
    assert math.isnan(decode(encode(float("nan"), no_references), no_references))


def test_numpy_scalars_are_written_as_pythons() -> None:
    assert encode([np.float64(0.5), np.int32(1), np.True_], no_references) == [0.5, 1, True]


def test_the_order_of_keys_does_not_matter_and_types_do() -> None:
    def written(value: Any) -> str:
        return canonical_json(encode(value, no_references))

    assert written({"a": 1, "b": 2}) == written({"b": 2, "a": 1})
    assert written({2, 1}) == written({1, 2})
    assert written(1) != written(1.0) != written(True)
    assert written([1]) != written((1,))


def test_a_value_that_contains_itself_is_an_error() -> None:
    circle: list[Any] = []
    circle.append(circle)
    with pytest.raises(ArgumentValueError, match="contains itself"):
        encode(circle, no_references)


def test_functions_and_objects_become_references() -> None:
    thing = object()
    plain = encode([sum, thing], lambda item: f"<{type(item).__name__}>")
    assert plain == [{"@function": "<builtin_function_or_method>"}, {"@object": "<object>"}]
    assert decode(plain, {"<builtin_function_or_method>": sum, "<object>": thing}.get) == [sum, thing]


@pytest.mark.parametrize("plain", [{"@future": 1}, {"@bytes": "*"}, {"@interval": [1]}, {"@datetime": "x"}])
def test_an_unknown_or_damaged_tag_is_an_error(plain: Any) -> None:
    with pytest.raises(ArgumentValueError, match="cannot be read"):
        decode(plain, no_references)


def test_what_an_old_database_holds_is_taken_as_it_is() -> None:
    old = {"first": datetime(2016, 1, 1, tzinfo=UTC), "names": ["a", None]}
    assert decode(old, no_references) == old
