from __future__ import annotations

import pytest

from hyperstream.utils.errors import ToolInitialisationError

from .kit import run, seconds, stream, tool_class

CountWindow = tool_class("count_window")
ROWS = [(second, None) for second in (1, 2, 4, 8, 16, 32)]


def test_a_window_at_each_instance_holds_it_and_those_before() -> None:
    assert run(CountWindow(count=3), [stream(ROWS)], seconds(0, 99)) == [
        (4, seconds(0.999, 4)),
        (8, seconds(1.999, 8)),
        (16, seconds(3.999, 16)),
        (32, seconds(7.999, 32)),
    ]


def test_instances_are_found_however_far_back_they_lie() -> None:
    far = [(-900_000_000, None), (-5_000, None), *ROWS]
    assert run(CountWindow(count=3), [stream(far)], seconds(1.5, 2.5)) == [(2, seconds(-5_000.001, 2))]
    assert run(CountWindow(count=4), [stream(far)], seconds(1.5, 2.5)) == [(2, seconds(-900_000_000.001, 2))]
    assert run(CountWindow(count=5), [stream(far)], seconds(1.5, 2.5)) == []


@pytest.mark.parametrize("start", [0, 1.5, 3, 8])
def test_windows_by_steps_are_counted_from_the_beginning_of_the_stream(start: float) -> None:
    every = [(2, seconds(0.999, 2)), (8, seconds(3.999, 8)), (32, seconds(15.999, 32))]
    found = run(CountWindow(count=2, step=2), [stream(ROWS)], seconds(start, 99))
    assert found == [row for row in every if row[0] > start]


def test_a_step_may_leave_instances_out() -> None:
    assert run(CountWindow(count=1, step=4), [stream(ROWS)], seconds(0, 99)) == [
        (1, seconds(0.999, 1)),
        (16, seconds(15.999, 16)),
    ]


@pytest.mark.parametrize("parameters", [{"count": 0}, {"count": 1, "step": 0}])
def test_a_window_needs_instances_and_a_step_leads_somewhere(parameters: dict[str, int]) -> None:
    with pytest.raises(ToolInitialisationError, match="must be at least 1"):
        CountWindow(**parameters)
