from __future__ import annotations

import numpy as np
import pytest

from hyperstream.utils.errors import ToolInitialisationError

from .kit import run, seconds, stream, tool_class

PercentilesFromList = tool_class("percentiles_from_list")


def test_percentiles_lie_between_the_items() -> None:
    rows = [(1, [1, 2, 3, 4, 5]), (2, [10.0, 0.0]), (3, [])]
    tool = PercentilesFromList(percentiles=[0, 25, 90, 100])
    assert run(tool, [stream(rows)], seconds(0, 9)) == [
        (1, [1.0, 2.0, 4.6, 5.0]),
        (2, [0.0, 2.5, 9.0, 10.0]),
        (3, None),
    ]
    assert run(tool, [stream(rows[:2])], seconds(0, 9)) == run(tool, [stream(rows)], seconds(0, 9))[:2]


def test_percentages_divide_the_whole_into_equal_parts() -> None:
    rows = [(1, [0, 10])]
    assert run(PercentilesFromList(n_segments=4), [stream(rows)], seconds(0, 9)) == [
        (1, [0, 2.5, 5, 7.5, 10])
    ]
    ((_, found),) = run(PercentilesFromList(), [stream(rows)], seconds(0, 9))
    assert found == pytest.approx([place / 10 for place in range(101)])


def test_they_are_those_of_numpy_for_every_instance() -> None:
    rng = np.random.default_rng(1)
    lists = [rng.normal(0, 1, rng.integers(1, 2000)).tolist() for _ in range(5)]
    found = run(PercentilesFromList(), [stream(enumerate(lists, 1))], seconds(0, 9))
    for (_, ours), values in zip(found, lists, strict=True):
        np.testing.assert_allclose(ours, np.percentile(values, range(101)), rtol=1e-12)


@pytest.mark.parametrize(
    "parameters",
    [{"n_segments": 0}, {"percentiles": [5, 101]}, {"percentiles": [-1]}, {"percentiles": ["5"]}],
)
def test_percentages_lie_between_0_and_100(parameters: dict[str, object]) -> None:
    with pytest.raises(ToolInitialisationError, match=r"n_segments|percentiles"):
        PercentilesFromList(**parameters)
