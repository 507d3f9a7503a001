"""``hyperstream init``: a project that runs at once and is never overwritten."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hyperstream.cli.main import main
from hyperstream.config import HyperStreamConfig


def init(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["init", *arguments])


def contents(folder: Path) -> dict[str, str]:
    return {str(file.relative_to(folder)): file.read_text() for file in folder.rglob("*") if file.is_file()}


def example(folder: Path) -> str:
    """What the example prints when it is run in the project."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HYPERSTREAM_")}
    answer = subprocess.run(
        [sys.executable, "-W", "error", "example.py"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


def test_a_new_project_has_configuration_tools_plugins_and_an_example(tmp_path: Path) -> None:
    result = init(str(tmp_path / "mine"))
    assert result.exit_code == 0
    names = set(contents(tmp_path / "mine"))
    assert {"hyperstream_config.json", "plugins/README.md", "example.py", ".gitignore"} < names
    assert [name for name in names if name.startswith("tools/above/")]
    assert f"cd {tmp_path / 'mine'}" in result.output
    assert "python example.py" in result.output


def test_its_configuration_is_understood(tmp_path: Path) -> None:
    init(str(tmp_path))
    config = HyperStreamConfig(tmp_path / "hyperstream_config.json", environ={})
    assert config.store == "sqlite:///.hyperstream/store.db"
    assert config.directory == tmp_path


def test_its_example_runs_and_computes_nothing_the_second_time(tmp_path: Path) -> None:
    init(str(tmp_path))
    first, second = example(tmp_path), example(tmp_path)
    assert first.startswith("Computed ")
    assert " with above 1.0.0.\n" in first
    assert second.startswith("Nothing to compute: everything is current.\n")
    assert first.splitlines()[1:] == second.splitlines()[1:]
    assert "  10:30   25.2" in second
    assert (tmp_path / ".hyperstream" / "store.db").exists()


def test_what_is_there_is_never_overwritten(tmp_path: Path) -> None:
    init(str(tmp_path))
    (tmp_path / "example.py").write_text("mine = 1\n")
    (tmp_path / "plugins" / "README.md").unlink()
    before = contents(tmp_path)
    result = init(str(tmp_path))
    assert result.exit_code == 0
    after = contents(tmp_path)
    assert {name: after[name] for name in before} == before
    assert set(after) - set(before) == {"plugins/README.md"}
    assert f"kept     {tmp_path / 'example.py'}" in result.output


def test_without_a_folder_the_present_one_is_meant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = init()
    assert (tmp_path / "hyperstream_config.json").exists()
    assert "\n  cd " not in result.output


def test_a_file_cannot_become_a_project(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert init(str(tmp_path / "file")).exit_code == 2


def test_json_lists_what_was_created_and_what_was_kept(tmp_path: Path) -> None:
    first, second = (json.loads(init(str(tmp_path), "--json").output) for _ in range(2))
    assert first["kept"] == []
    assert second == {"created": [], "kept": first["created"]}
