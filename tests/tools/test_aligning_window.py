from __future__ import annotations

import pytest

from hyperstream.utils.errors import ToolInitialisationError

from .kit import run, seconds, stream, tool_class

AligningWindow = tool_class("aligning_window")


def test_each_instance_gives_a_window_around_its_time() -> None:
    source = stream([(10, "a"), (13, None), (40, 3)])
    assert run(AligningWindow(lower=-5, upper=2.5), [source], seconds(0, 20)) == [
        (10, seconds(5, 12.5)),
        (13, seconds(8, 15.5)),
    ]


def test_the_second_before_is_the_default() -> None:
    assert run(AligningWindow(), [stream([(10, 0)])], seconds(0, 20)) == [(10, seconds(9, 10))]


def test_a_window_has_to_end_after_it_starts() -> None:
    with pytest.raises(ToolInitialisationError, match="has to end after it starts"):
        AligningWindow(lower=1, upper=1)
