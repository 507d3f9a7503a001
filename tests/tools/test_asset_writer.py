from __future__ import annotations

from typing import Any

import pytest

from hyperstream import MIN_DATE, TimeInterval
from hyperstream.channels import AssetsChannel
from hyperstream.stores.memory import MemoryStore
from hyperstream.stores.streams import StreamStore
from hyperstream.utils.errors import ToolInitialisationError

from .kit import at, run, seconds, stream, tool_class

AssetWriter = tool_class("asset_writer")
Faithful = tool_class("asset_writer", "0.1.0")


def test_the_value_is_given_once_at_its_moment() -> None:
    tool = AssetWriter(value={"hall": 1}, first=at(5))
    assert run(tool, [], seconds(0, 9)) == [(5, {"hall": 1})]
    assert run(tool, [], seconds(5, 9)) == []
    assert run(tool, [], seconds(4, 5)) == [(5, {"hall": 1})]


def test_if_nothing_is_said_it_holds_always() -> None:
    tool = AssetWriter(value="x")
    assert run(tool, [], seconds(0, 9)) == []
    ((second, value),) = run(tool, [], TimeInterval(MIN_DATE, at(9)))
    assert (at(second), value) == (tool.first, "x")


def test_readers_of_assets_find_it_at_all_times() -> None:
    asset = AssetsChannel("assets", StreamStore(MemoryStore()))["rooms"]
    tool = AssetWriter(value={"hall": 1, "attic": 2})

    class Writer:
        def compute(self, interval: TimeInterval) -> Any:
            return tool.execute([], asset, interval)

        refresh = compute

    asset.producer = Writer()
    tool.execute([], asset, seconds(0, 9))
    assert tool_class("asset_plate_generator")().execute(asset, seconds(2, 3)) == {"hall", "attic"}


@pytest.mark.parametrize("kind", [AssetWriter, Faithful])
def test_a_value_is_needed_and_no_source(kind: Any) -> None:
    with pytest.raises(ToolInitialisationError, match="parameter 'value' is missing"):
        kind()
    with pytest.raises(ValueError, match="No input streams expected"):
        run(kind(value=1), [stream()], seconds(0, 9))


def test_the_faithful_one_gives_the_value_at_the_end_of_each_interval() -> None:
    assert run(Faithful(value=[1]), [], seconds(0, 9)) == [(9, [1])]
    assert not Faithful.split_invariant
