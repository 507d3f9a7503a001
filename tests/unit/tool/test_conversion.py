from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any, Literal, Optional, Union

import numpy as np
import pytest

from hyperstream.time_interval import TimeInterval
from hyperstream.tool.conversion import convert, describe
from hyperstream.utils.errors import ArgumentTypeError, ArgumentValueError, HyperStreamError

HOUR = TimeInterval(datetime(2020, 1, 1, tzinfo=UTC), datetime(2020, 1, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("value", "annotation", "expected"),
    [
        (1, float, 1.0),
        (np.float32(0.5), float, 0.5),
        (np.int64(3), int, 3),
        (np.True_, bool, True),
        ("text", str, "text"),
        (None, None, None),
        ("2016-10-28", datetime, datetime(2016, 10, 28, tzinfo=UTC)),
        (date(2016, 10, 28), datetime, datetime(2016, 10, 28, tzinfo=UTC)),
        ("1d", timedelta, timedelta(days=1)),
        (90, timedelta, timedelta(seconds=90)),
        (sum, Callable, sum),
        (sum, Callable[[int], int], sum),
        (HOUR, TimeInterval, HOUR),
        ("mean", Literal["mean", "max"], "mean"),
        (None, float | None, None),
        (1, Optional[float], 1.0),  # noqa: UP045 - the old way of writing it
        (1, Union[str, float], 1.0),  # noqa: UP007 - the old way of writing it
        (1, str | int | float, 1),
        ([1, 2], list[float], [1.0, 2.0]),
        ((1, 2), list[float], [1.0, 2.0]),
        ([1, "a"], list, [1, "a"]),
        ([1], Sequence[float], [1.0]),
        ((1,), Iterable[int], [1]),
        ([1, 2], tuple[float, ...], (1.0, 2.0)),
        ([1, "a"], tuple[float, str], (1.0, "a")),
        ([1], tuple, (1,)),
        ({"a": 1}, dict[str, float], {"a": 1.0}),
        ({"a": 1}, Mapping[str, float], {"a": 1.0}),
        ({"a": 1}, dict, {"a": 1}),
        ({1}, set[int], {1}),
        (1, Annotated[float, "metres"], 1.0),
        (object, Any, object),
        ("anything", "not a type", "anything"),
    ],
)
def test_a_value_that_fits_becomes_the_declared_kind(value: Any, annotation: Any, expected: Any) -> None:
    converted = convert(value, annotation)
    assert converted == expected
    assert type(converted) is type(expected)


@pytest.mark.parametrize(
    ("value", "annotation", "message"),
    [
        ("1", float, "'1' (str) is not a number"),
        (True, int, "True (bool) is not a whole number"),
        (True, float, "is not a number"),
        (1.0, int, "is not a whole number"),
        (0, bool, "is not True or False"),
        (np.array([True]), bool, "is not True or False"),
        (1, str, "is not text"),
        (1, None, "is not None"),
        (5, datetime, "is not a datetime, a date or ISO 8601 text"),
        ("soon", datetime, "ISO 8601"),
        ("long", timedelta, "is not a duration"),
        ("sum", Callable, "is not a function"),
        (1, TimeInterval, "is not a TimeInterval"),
        ("median", Literal["mean", "max"], "is not one of 'mean', 'max'"),
        (1, Literal[True], "is not one of True"),
        ("x", float | None, "is not float | None"),
        ("abc", list[str], "is not a list"),
        ({"a": 1}, list, "is not a list"),
        (1, tuple[int, int], "is not a list"),
        ([1], tuple[int, int], "is not a tuple of 2"),
        ([1], dict, "is not a dictionary"),
        ([1, "a"], list[int], "'a' (str) is not a whole number"),
        ([1], set, "is not a set"),
    ],
)
def test_a_value_that_does_not_fit_is_an_error_that_says_so(
    value: Any, annotation: Any, message: str
) -> None:
    with pytest.raises(HyperStreamError) as caught:
        convert(value, annotation)
    assert isinstance(caught.value, ArgumentTypeError | ArgumentValueError)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("annotation", "words"),
    [
        (float, "float"),
        (None, "None"),
        (float | None, "float | None"),
        (Literal["a", 1], "'a' | 1"),
        (Callable[[int], int], "function"),
        (Callable, "function"),
        (list[float], "list[float]"),
        (Any, "Any"),
    ],
)
def test_annotations_are_described_in_words(annotation: Any, words: str) -> None:
    assert describe(annotation) == words
