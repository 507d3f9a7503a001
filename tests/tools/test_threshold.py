from __future__ import annotations

import pytest

from hyperstream.utils.errors import ArgumentTypeError, ToolInitialisationError

from .kit import run, seconds, stream, tool_class

Threshold = tool_class("threshold")
ROWS = [(1, 10.0), (2, 20.0), (3, float("nan")), (4, 30.0), (5, 25.0)]


@pytest.mark.parametrize(
    ("parameters", "kept"),
    [
        ({"above": 20}, [4, 5]),
        ({"above": 20, "inclusive": True}, [2, 4, 5]),
        ({"below": 20}, [1]),
        ({"below": 20, "inclusive": True}, [1, 2]),
        ({"above": 10, "below": 30}, [2, 5]),
        ({"above": 30}, []),
    ],
)
def test_values_beyond_the_limits_are_kept_unchanged(parameters: dict[str, object], kept: list[int]) -> None:
    rows = run(Threshold(**parameters), [stream(ROWS)], seconds(0, 9))
    assert rows == [row for row in ROWS if row[0] in kept]


def test_whole_numbers_stay_whole() -> None:
    ((_, value),) = run(Threshold(above=1), [stream([(1, 1), (2, 2)])], seconds(0, 9))
    assert type(value) is int


def test_mixed_numbers_are_compared_one_by_one() -> None:
    assert run(Threshold(above=1), [stream([(1, 2), (2, 2.5), (3, True)])], seconds(0, 9)) == [
        (1, 2),
        (2, 2.5),
    ]


def test_a_value_that_is_no_number_is_named() -> None:
    with pytest.raises(
        ArgumentTypeError, match=r"1970-01-01 00:00:02\+00:00 is 'hot' \(str\); a number is needed"
    ):
        run(Threshold(above=1), [stream([(1, 2.0), (2, "hot")])], seconds(0, 9))


def test_a_limit_is_needed() -> None:
    with pytest.raises(ToolInitialisationError, match="neither above nor below is given"):
        Threshold()
