from __future__ import annotations

import pytest

from hyperstream import MIN_DATE, TimeInterval
from hyperstream.utils.errors import ToolInitialisationError

from .kit import at, run, seconds, stream, tool_class

CentredWindow = tool_class("centred_window")


def test_each_instance_lies_in_the_middle_of_its_window() -> None:
    rows = [(1, "any"), (5, None)]
    assert run(CentredWindow(width=4), [stream(rows)], seconds(0, 9)) == [
        (1, seconds(-1, 3)),
        (5, seconds(3, 7)),
    ]


def test_the_larger_half_lies_before() -> None:
    assert run(CentredWindow(width=0.003), [stream([(1, 0)])], seconds(0, 9)) == [(1, seconds(0.998, 1.001))]


def test_windows_are_cut_at_the_beginning_of_time() -> None:
    source = stream([(-62_135_596_799, 0)])
    ((_, window),) = run(CentredWindow(width="1d"), [source], TimeInterval(MIN_DATE, at(0)))
    assert window.start == MIN_DATE


def test_a_window_needs_a_length() -> None:
    with pytest.raises(ToolInitialisationError, match="at least a millisecond"):
        CentredWindow(width=0)
