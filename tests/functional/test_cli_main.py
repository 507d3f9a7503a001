"""The command ``hyperstream`` itself: help, version, and errors that are one line."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from hyperstream import __version__
from hyperstream.cli.main import main


def test_help_names_every_command() -> None:
    result = CliRunner().invoke(main, ["--help"])
    assert result.exit_code == 0
    for command in ("demo", "init", "stream", "tool"):
        assert f"\n  {command} " in result.output


@pytest.mark.parametrize("group", [[], ["stream"], ["tool"]])
def test_every_command_explains_itself(group: list[str]) -> None:
    command = main
    for name in group:
        command = command.commands[name]  # type: ignore[assignment]
    for name in command.commands:
        result = CliRunner().invoke(main, [*group, name, "--help"])
        assert result.exit_code == 0
        assert result.output.splitlines()[2].strip(), name


@pytest.mark.parametrize("group", [[], ["db"], ["store"], ["stream"], ["token"], ["tool"]])
def test_the_list_of_commands_cuts_no_sentence(group: list[str]) -> None:
    lines = CliRunner().invoke(main, [*group, "--help"]).output.splitlines()
    assert not [line for line in lines[lines.index("Commands:") :] if line.endswith("...")]


def test_the_real_command_says_its_version(tmp_path: Path) -> None:
    command = Path(sys.executable).with_name("hyperstream")
    answer = subprocess.run([command, "--version"], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert answer.stdout == f"hyperstream, version {__version__}\n"
    assert list(tmp_path.iterdir()) == []


def test_an_error_of_ours_is_one_line_and_status_1(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["tool", "bump", "nothing", "--major", "--dir", str(tmp_path)])
    assert result.exit_code == 1
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert line.startswith("Error: There is no tool 'nothing'")


def test_a_file_that_the_system_refuses_is_named_with_the_reason(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    result = CliRunner().invoke(main, ["init", str(file / "project")])
    assert result.exit_code == 1
    assert result.stderr == f"Error: {file / 'project'}: Not a directory.\n"


def test_an_error_of_ours_is_red_on_a_terminal(tmp_path: Path) -> None:
    arguments = ["tool", "bump", "nothing", "--major", "--dir", str(tmp_path)]
    result = CliRunner().invoke(main, arguments, color=True)
    assert result.stderr.startswith("\x1b[31mError: ")


def test_verbose_shows_where_it_came_from(tmp_path: Path) -> None:
    arguments = ["--verbose", "tool", "bump", "nothing", "--major", "--dir", str(tmp_path)]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 1
    assert "Traceback" in result.stderr
    assert result.stderr.splitlines()[-1].startswith("Error: ")


def test_an_error_of_the_machine_is_one_line_too(tmp_path: Path) -> None:
    (tmp_path / "tools").write_text("a file where a folder should be")
    result = CliRunner().invoke(main, ["init", str(tmp_path)])
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: ")
    assert "tools" in result.stderr


def test_a_mistake_in_the_command_line_is_status_2() -> None:
    result = CliRunner().invoke(main, ["tool", "new"])
    assert result.exit_code == 2
    assert "Missing argument 'NAME'" in result.stderr
