from __future__ import annotations

from pathlib import Path

import pytest

from hyperstream.tool import Catalogue, inspect_tools, shipped
from hyperstream.tool.shipped import shipped_plugins, shipped_tools

ROOT = Path(__file__).resolve().parents[3]


def test_in_a_checkout_they_are_the_folders_at_the_top() -> None:
    assert shipped_tools() == ROOT / "tools"
    assert shipped_plugins()["example"] == ROOT / "plugins" / "example"
    assert list(shipped_plugins()) == sorted(shipped_plugins())


def test_in_a_wheel_they_lie_beside_the_finder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "tools" / "clock").mkdir(parents=True)
    (tmp_path / "plugins" / "example" / "tools").mkdir(parents=True)
    (tmp_path / "plugins" / "__pycache__").mkdir()
    monkeypatch.setattr(shipped, "_HERE", tmp_path)
    assert shipped_tools() == tmp_path / "tools"
    assert shipped_plugins() == {"example": tmp_path / "plugins" / "example"}


def test_a_stand_in_with_caches_only_is_not_taken_for_a_wheel(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "tools" / "__pycache__").mkdir(parents=True)
    monkeypatch.setattr(shipped, "_HERE", tmp_path)
    assert shipped_tools() == ROOT / "tools"


def test_every_shipped_tool_loads_and_says_what_it_does() -> None:
    folders = [shipped_tools(), *(path / "tools" for path in shipped_plugins().values())]
    for folder in folders:
        reports = list(inspect_tools(Catalogue([folder])))
        assert reports
        for report in reports:
            assert report.error is None, report.error
            assert report.summary.endswith("."), report
            assert report.kind


def test_every_shipped_tool_has_a_test_file_of_its_own() -> None:
    folders = [shipped_tools(), *(path / "tools" for path in shipped_plugins().values())]
    names = {name for folder in folders for name in Catalogue([folder])}
    tested = {path.stem.removeprefix("test_") for path in (ROOT / "tests" / "tools").glob("test_*.py")}
    assert sorted(names - tested) == []
