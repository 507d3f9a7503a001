from __future__ import annotations

import copy
import pickle
from pathlib import Path

import pytest

from hyperstream.tool import Catalogue, ToolContainer, inspect_tools
from hyperstream.utils.errors import ToolLoadError, ToolNotFoundError
from tests.unit.tool.tool_files import plain, write


@pytest.fixture
def tools(tmp_path: Path) -> ToolContainer:
    write(tmp_path, "clock", plain("Clock", "Old."), "2016-07-11T1209Z_v0.0.1.py")
    write(tmp_path, "clock", plain("Clock", "New."), "2016-11-14_v0.1.0.py")
    write(tmp_path, "broken", "import sys\nsys.exit()", "2016-11-14_v0.1.0.py")
    return ToolContainer(Catalogue([tmp_path]))


def test_a_tool_is_an_attribute_an_item_or_got_by_version(tools: ToolContainer) -> None:
    assert tools.clock is tools["clock"] is tools.get("clock")
    assert tools.clock(stride=2).full_name == "clock 0.1.0"
    assert tools.get("clock", version="0.0.1").summary() == "Old."


def test_names_are_completed(tools: ToolContainer) -> None:
    assert {"clock", "broken", "get"} <= set(dir(tools))
    assert list(tools) == ["broken", "clock"]
    assert len(tools) == 2
    assert "clock" in tools
    assert repr(tools) == "ToolContainer(broken, clock)"


def test_an_unknown_attribute_is_both_errors(tools: ToolContainer) -> None:
    with pytest.raises(AttributeError, match="Did you mean 'clock'"):
        tools.clokc  # noqa: B018 - asking is what raises
    with pytest.raises(ToolNotFoundError):
        tools.clokc  # noqa: B018
    assert not hasattr(tools, "nothing")
    assert getattr(tools, "nothing", 3) == 3


def test_an_unknown_item_is_a_lookup_error(tools: ToolContainer) -> None:
    with pytest.raises(LookupError, match="There is no tool 'nothing'"):
        tools["nothing"]


def test_a_broken_tool_says_why(tools: ToolContainer) -> None:
    with pytest.raises(ToolLoadError, match="line 2: SystemExit"):
        tools.broken  # noqa: B018


def test_notebooks_and_copies_find_no_tools_in_protocol_names(tools: ToolContainer) -> None:
    assert not hasattr(tools, "_repr_html_")
    assert list(copy.copy(tools)) == list(tools)
    assert list(pickle.loads(pickle.dumps(tools))) == list(tools)


def test_every_version_is_reported_broken_ones_too(tmp_path: Path, tools: ToolContainer) -> None:
    write(tmp_path, "twice", plain("Twice"), "2018-01-01_v1.0.0.py")
    write(tmp_path, "twice", plain("Twice"), "2019-01-01_v1.0.0.py")
    write(tmp_path, "misnamed", plain("Misnamed"), "misnamed.py")
    reports = list(inspect_tools(Catalogue([tmp_path])))
    told = [(item.name, item.version, item.kind, item.summary, item.error is None) for item in reports]
    assert told == [
        ("broken", "0.1.0", "", "", False),
        ("clock", "0.0.1", "tool", "Old.", True),
        ("clock", "0.1.0", "tool", "New.", True),
        ("misnamed", "", "", "", False),
        ("twice", "1.0.0", "", "", False),
    ]
    assert [str(parameter) for parameter in reports[1].parameters] == ["stride: float = 1.0"]
    assert reports[3].path == tmp_path / "misnamed" / "misnamed.py"
