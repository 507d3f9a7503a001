from __future__ import annotations

import pytest

from hyperstream.utils.errors import ArgumentValueError

from .kit import run, seconds, stream, tool_class

Dummy = tool_class("dummy")


def test_the_source_is_given_unchanged() -> None:
    assert run(Dummy(), [stream([(1, 1.0), (2, {"a": None})])], seconds(1, 9)) == [(2, {"a": None})]


def test_it_has_one_source() -> None:
    with pytest.raises(ArgumentValueError, match=r"1 input stream\(s\) expected"):
        run(Dummy(), [], seconds(0, 1))
