from __future__ import annotations

import pytest

from hyperstream.utils.errors import ToolExecutionError

from .kit import seconds, stream, tool_class

MetaInstance = tool_class("meta_instance")


def test_a_function_of_each_instance_gives_a_plate_value() -> None:
    source = stream([(1, {"room": 1}), (2, {"room": "hall"}), (3, {"room": 1}), (20, {"room": "attic"})])
    tool = MetaInstance(func=lambda instance: instance.value["room"])
    assert tool.execute(source, seconds(0, 9)) == {"1", "hall"}


def test_an_error_of_the_function_is_told() -> None:
    with pytest.raises(ToolExecutionError, match=r"meta_instance 1\.0\.0 failed .*KeyError: 'room'"):
        MetaInstance(func=lambda instance: instance.value["room"]).execute(stream([(1, {})]), seconds(0, 9))
