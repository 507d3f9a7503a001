from __future__ import annotations

import pytest

from hyperstream.utils.errors import ToolInitialisationError

from .kit import seconds, stream, tool_class

MetaInstanceFromList = tool_class("meta_instance_from_list")


def test_the_values_are_those_of_the_new_plate() -> None:
    assert MetaInstanceFromList(values=["a", 2]).execute(stream(), seconds(0, 9)) == {"a", "2"}


def test_the_source_may_be_missing() -> None:
    assert MetaInstanceFromList(values=["a"]).execute(None, seconds(0, 9)) == {"a"}


def test_no_values_are_no_plate_values() -> None:
    assert MetaInstanceFromList().execute(stream(), seconds(0, 9)) == set()


def test_values_are_a_list() -> None:
    with pytest.raises(ToolInitialisationError, match="'abc'"):
        MetaInstanceFromList(values="abc")
