from __future__ import annotations

import pytest

from hyperstream.utils.errors import ToolInitialisationError

from .kit import run, seconds, stream, tool_class

Slice = tool_class("slice")
ROWS = [(1, [10, 11, 12]), (2, (20,)), (3, "text"), (4, {"a": 1, 1: 2}), (5, 7), (6, None)]


def test_the_item_at_the_place_or_key_is_given_where_there_is_one() -> None:
    assert run(Slice(index=1), [stream(ROWS)], seconds(0, 9)) == [(1, 11), (3, "e"), (4, 2)]
    assert run(Slice(index=-1), [stream(ROWS)], seconds(0, 9)) == [(1, 12), (2, 20), (3, "t")]
    assert run(Slice(index="a"), [stream(ROWS)], seconds(0, 9)) == [(4, 1)]


def test_an_index_is_needed() -> None:
    with pytest.raises(ToolInitialisationError, match="parameter 'index' is missing"):
        Slice()
