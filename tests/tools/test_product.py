from __future__ import annotations

import pytest

from hyperstream.utils.errors import ToolExecutionError

from .kit import run, seconds, stream, tool_class

Product = tool_class("product")


@pytest.mark.parametrize(
    ("left", "right", "products"),
    [
        ([1.5, -2.0], [2.0, 0.5], [3.0, -1.0]),
        ([1.5, -2.0], [2, 3], [3.0, -6.0]),
        ([2, 3], [1.5, -2.0], [3.0, -6.0]),
        ([2, 2**40], [3, 2**40], [6, 2**80]),
        ([True, 2.5], [3, True], [3, 2.5]),
        (["ab", [1]], [2, 3], ["abab", [1, 1, 1]]),
    ],
)
def test_values_at_the_same_time_are_multiplied_as_python_does(
    left: list, right: list, products: list
) -> None:
    found = run(Product(), [stream(enumerate(left, 1)), stream(enumerate(right, 1))], seconds(0, 9))
    assert found == list(enumerate(products, 1))
    assert [type(value) for _, value in found] == [type(value) for value in products]


@pytest.mark.parametrize("rows", [[(1, 1.0)], [(1, 1.0), (3, 1.0)], [(1, 1.0), (2, 1.0), (4, 1.0)]])
def test_streams_that_are_not_aligned_are_an_error(rows: list[tuple[float, float]]) -> None:
    other = [(1, 1.0), (2, 2.0)]
    for sources in ([rows, other], [other, rows]):
        with pytest.raises(ToolExecutionError, match="not aligned: only one of them has 1970-01-01 00:00:0"):
            run(Product(), [stream(each) for each in sources], seconds(0, 9))


def test_two_sources_are_needed() -> None:
    with pytest.raises(ValueError, match="2 input"):
        run(Product(), [stream()], seconds(0, 9))
