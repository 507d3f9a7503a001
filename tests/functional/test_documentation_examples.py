"""The Python in the README and the pages runs as it is printed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from hyperstream import HyperStream, TimeInterval
from hyperstream.tool.catalogue import Catalogue
from hyperstream.web import create_app
from tests.web.servers import running

ROOT = Path(__file__).resolve().parents[2]


def examples(page: str) -> list[str]:
    """The Python blocks of a page."""
    return re.findall(r"```python\n(.*?)```", (ROOT / page).read_text(), flags=re.DOTALL)


def run(code: str, **given: object) -> None:
    exec(compile(code, "example", "exec"), {"__name__": "example", **given})


def test_the_stream_of_the_readme_is_computed_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    code, _ = examples("README.md")
    run(code)
    run(code)


def test_the_workflow_of_the_readme_is_planned_executed_and_drawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    _, code = examples("README.md")
    with HyperStream("sqlite:///:memory:") as hs:
        city = hs.plate("city", values=["Bristol"])
        house = hs.plate("house", parent=city, values={"Bristol": ["h1", "h2"]})
        run(code, hs=hs, city=city, house=house, day=("2026-11-10", "2026-11-11"))
    assert "never computed" in capsys.readouterr().out
    assert (tmp_path / "heating.svg").read_text().startswith("<?xml")


def test_the_example_of_a_tool_is_a_tool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    file, use = examples("docs/writing_tools.md")
    folder = tmp_path / "tools" / "daily_range"
    folder.mkdir(parents=True)
    (folder / "2026-11-21_v1.0.0.py").write_text(file)
    assert Catalogue([tmp_path / "tools"]).get("daily_range").summary().startswith("Largest minus smallest")
    with HyperStream() as hs:
        readings = [
            (f"2026-11-{day}T{hour:02}:30", float(hour * day)) for day in (10, 11) for hour in range(24)
        ]
        hs.channel_manager.database["temperature"].write(readings)
    run(use)
    with HyperStream() as hs:
        view = hs.channel_manager.database["range"].window(TimeInterval("2026-11-10", "2026-11-12"))
        assert view.values() == [230.0, 253.0]


def test_the_page_on_the_time_series_store_runs_from_top_to_bottom(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HYPERSTREAM_STORE", f"sqlite:///{tmp_path / 'store.db'}")
    first, *later = examples("docs/store.md")
    names: dict[str, Any] = {"__name__": "example"}
    exec(compile(first, "example", "exec"), names)
    with running(create_app(names["hs"])) as address:
        for code in later:
            exec(compile(code.replace("http://localhost:8000", address), "example", "exec"), names)
            names["hs"].store.save(names["frame"], "prices", "ACME")
    assert names["rows"] == names["frame"].values.tolist()
    assert names["text"].startswith('{"columns":["close","volume"],"index":[1767225600000,')
    names["hs"].close()
